"""What the environment and `.env` say, and what of it a connector's own process may see."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from sfl.errors import UsageError

PREFIX = "SFL_"
SANDBOX_URL = "SFL_SANDBOX_URL"
# Each would change what `fivetran debug` runs; PYTHONPATH could lend the connector a module that is not shipped.
NOT_FOR_CONNECTORS = ("FIVETRAN_API_KEY", "FIVETRAN_CONFIGURATION", "FIVETRAN_NAMING", "FIVETRAN_STATE", "PYTHONPATH")


def settings(root: Path) -> dict[str, str]:
    """Of the variables, those that are ours."""
    return {name: value for name, value in variables(root).items() if name.startswith(PREFIX)}


def variables(root: Path) -> dict[str, str]:
    """The variables of `.env` and of the process, which wins; an empty value counts as unset."""
    return {**_set(_dotenv(root / ".env")), **_set(os.environ)}


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
