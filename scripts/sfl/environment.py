"""What the environment and `.env` say, and what of it a connector's own process may see."""

from __future__ import annotations

import json
import os
from pathlib import Path

from dotenv import dotenv_values

from sfl.errors import UsageError

PREFIX = "SFL_"
SANDBOX_URL = "SFL_SANDBOX_URL"
# A JSON object of such variables: a reusable workflow cannot be passed each of them under its own name.
SECRETS = "SFL_SECRETS"
# Each would change what `fivetran debug` runs; PYTHONPATH could lend the connector a module that is not shipped.
NOT_FOR_CONNECTORS = ("FIVETRAN_API_KEY", "FIVETRAN_CONFIGURATION", "FIVETRAN_NAMING", "FIVETRAN_STATE", "PYTHONPATH")


def settings(root: Path) -> dict[str, str]:
    """The variables of `.env` and of the process, which wins; an empty value counts as unset."""
    return {**in_file(root), **in_process()}


def deployment(root: Path) -> dict[str, str]:
    """FIVETRAN_API_KEY, ONGAGE_FIVETRAN_DESTINATION and the like, from the same two places."""
    merged = {**_dotenv(root), **{name: value for name, value in os.environ.items() if value}}
    return {name: value for name, value in merged.items() if "FIVETRAN" in name and not name.startswith(PREFIX)}


def in_file(root: Path) -> dict[str, str]:
    """The settings of `.env`."""
    return {name: value for name, value in _dotenv(root).items() if name.startswith(PREFIX)}


def _dotenv(root: Path) -> dict[str, str]:
    """`.env`: UTF-8, as python-dotenv reads it."""
    path = root / ".env"
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({type(error).__name__}): make it a readable UTF-8 file.") from error
    return {name: value for name, value in found.items() if value}


def in_process() -> dict[str, str]:
    """The settings of the process, those in SFL_SECRETS too: bytes read as UTF-8, whatever the locale says."""
    found = {name: os.fsencode(value) for name, value in os.environ.items() if name.startswith(PREFIX) and value}
    try:
        return _parted({name: value.decode() for name, value in found.items()})
    except UnicodeDecodeError as error:
        wrong = next(name for name, value in found.items() if value == error.object)
        raise UsageError(f"the variable {wrong} is not UTF-8 at byte {error.start}: set it anew.") from None


def _parted(settings: dict[str, str]) -> dict[str, str]:
    """SFL_SECRETS replaced by what is in it; null, like an empty value, counts as unset."""
    try:
        inside = {name: value for name, value in json.loads(settings.pop(SECRETS, "{}")).items() if value}
    except (AttributeError, ValueError):
        raise UsageError(f"{SECRETS} is not a JSON object: set each variable by itself, or mend it.") from None
    return {**inside, **settings}


def for_connector() -> dict[str, str]:
    """This process's environment without secrets: the SDK hands them over in the configuration alone."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PREFIX) and name not in NOT_FOR_CONNECTORS
    }
