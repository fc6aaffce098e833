"""What the environment and `.env` say, and what of it a connector's own process may see."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
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
    """The variables of `.env`, of SFL_SECRETS and of the process, which wins; an empty value counts as unset."""
    merged = {**_set(_dotenv(root / ".env")), **_set(_passed_as_one()), **_set(os.environ)}
    return {name: value for name, value in merged.items() if name.startswith(PREFIX) and name != SECRETS}


def _passed_as_one() -> dict[str, str | None]:
    try:
        given = json.loads(os.environ.get(SECRETS) or "{}")
        return {name: value for name, value in given.items() if isinstance(value, str)}
    except (AttributeError, ValueError):
        raise UsageError(f"{SECRETS} is not a JSON object: sfl workflow makes the workflow that passes it.") from None


def _set(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _dotenv(path: Path) -> dict[str, str | None]:
    try:
        return dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({type(error).__name__}): make it a readable UTF-8 file.") from error


def for_connector() -> dict[str, str]:
    """This process's environment without secrets: the SDK hands them over in the configuration alone."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PREFIX) and name not in NOT_FOR_CONNECTORS
    }
