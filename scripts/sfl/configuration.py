"""A connector's configuration: read from configuration.json, or built from the secrets SFL_<SERVICE>_<KEY>."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sfl.connector import Connector, Field
from sfl.environment import PREFIX
from sfl.errors import UsageError
from sfl.repository import nearest

# What `fivetran configuration` writes in place of a password; only that command's own key opens it again.
ENCRYPTED = "fivetran_encrypted:"


def secret_name(service: str, key: str) -> str:
    return f"{PREFIX}{service}_{key}".upper()


def secrets(service: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The secrets of one connector, by configuration key."""
    prefix = secret_name(service, "")
    return {name[len(prefix) :].lower(): value for name, value in settings.items() if name.startswith(prefix)}


def from_secrets(service: str, settings: Mapping[str, str], form: list[Field]) -> dict[str, str]:
    """The configuration that the secrets make; every missing and every unknown secret is named at once, no value is."""
    faults = [*_missing(service, settings, form), *_unknown(service, settings, form)]
    if faults:
        raise _error(service, faults)
    return _known(service, settings, form)


def accepted(connector: Connector, settings: Mapping[str, str]) -> dict[str, str]:
    """The same, and the connector accepts it as far as it can tell without its source.

    Unknown names do not keep it from saying what is missing: it may need keys that its form does not call required.
    """
    service, form = connector.service, connector.form()
    built = _known(service, settings, form)
    missing, unknown = _missing(service, settings, form), _unknown(service, settings, form)
    try:
        if not missing:
            connector.check(built)
    except UsageError as error:
        raise (UsageError(f"{_error(service, unknown)} {error}") if unknown else error) from None
    if missing or unknown:
        raise _error(service, [*missing, *unknown])
    return built


def _known(service: str, settings: Mapping[str, str], form: list[Field]) -> dict[str, str]:
    given = secrets(service, settings)
    return {field.name: given[field.name] for field in form if field.name in given}


def _missing(service: str, settings: Mapping[str, str], form: list[Field]) -> list[str]:
    given = secrets(service, settings)
    names = [secret_name(service, field.name) for field in form if field.required and field.name not in given]
    return [f"missing: {', '.join(names)}"] if names else []


def _unknown(service: str, settings: Mapping[str, str], form: list[Field]) -> list[str]:
    known = [field.name for field in form]
    names = [_guessed(service, key, known) for key in secrets(service, settings) if key not in known]
    return [f"unknown: {', '.join(names)}"] if names else []


def _guessed(service: str, key: str, known: list[str]) -> str:
    guess = nearest(key, known)
    return secret_name(service, key) + (f" (did you mean {secret_name(service, guess)}?)" if guess else "")


def _error(service: str, faults: list[str]) -> UsageError:
    return UsageError(f"{service}: secrets {'; '.join(faults)}. Set them in the environment or in .env.")


def read(path: Path) -> dict[str, str]:
    """configuration.json: a JSON object of text. A fault is named by its position or its key, never by its content."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path} is not JSON: {error.msg}, line {error.lineno} column {error.colno}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 at byte {error.start}.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if not isinstance(found, dict):
        raise UsageError(f"{path} must hold a JSON object of text values, not a {type(found).__name__}.")
    return _texts(path, found)


def _texts(path: Path, found: dict[str, object]) -> dict[str, str]:
    texts = {key: value for key, value in found.items() if isinstance(value, str)}
    wrong = [f"{key} ({type(value).__name__})" for key, value in found.items() if key not in texts]
    if wrong:
        raise UsageError(f"{path}: every value must be text in quotes; mend {', '.join(wrong)}.")
    sealed = [key for key, value in texts.items() if value.startswith(ENCRYPTED)]
    if sealed:
        raise UsageError(f"{path}: {', '.join(sealed)} was encrypted by `fivetran configuration`: write it in clear.")
    return texts


def readable_by_others(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def write(path: Path, configuration: Mapping[str, str]) -> None:
    """Readable by the owner alone from the first byte, and never half written."""
    handle, name = tempfile.mkstemp(prefix=".configuration.", dir=path.parent)  # mkstemp's mode is 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(configuration, file, indent=2, ensure_ascii=False)
            file.write("\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
