"""A connector's configuration keys as data: the setup form and the check of values follow from one list.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from datetime import timezone as fixed_zone
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fivetran_connector_sdk import ConfigurationForm, form_field

from toolkit import casts
from toolkit.errors import ConfigurationError

Number = TypeVar("Number", int, float)


class Secret(str):
    """Text that a crash report, which shows the values of every frame, does not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "****"


@dataclass(frozen=True)
class Setting:
    """One configuration key. `read` makes a value of the text or raises ValueError saying what it should be."""

    name: str
    description: str
    read: Callable[[str], Any] = str
    default: str = ""
    required: bool = False
    secret: bool = False

    def field(self) -> form_field.FormField:
        """The field of Fivetran's setup form; its placeholder is the default."""
        label = self.name.replace("_", " ").capitalize()
        if self.read is boolean:
            options = [form_field.DropdownFieldParam(value=value) for value in ("true", "false")]
            shown: dict[str, Any] = {"description": self.description, "placeholder": self.default}
            return form_field.DropdownField(self.name, label, fields=options, **shown)
        kind = form_field.TextField.password if self.secret else form_field.TextField.plain_text
        return form_field.TextField(
            self.name,
            label,
            kind,
            description=self.description,
            required=self.required,
            placeholder=self.default or None,
        )


def polling() -> tuple[Setting, ...]:
    """The keys that every connector of asynchronous jobs has."""
    return (
        Setting(
            "poll_interval_seconds", "Seconds between two looks at a job; empty: 0.5 s growing to 30.", number(0.001)
        ),
        Setting("job_timeout_minutes", "Minutes until a job counts as too slow.", number(0.001), "60"),
    )


def retrying() -> tuple[Setting, ...]:
    """The keys that every connector has."""
    return (
        Setting("retry_wait_seconds", "Base of the back-off between attempts.", number(0), "1"),
        Setting("retry_after_max_seconds", "Longest wait that the source may ask for.", number(0), "300"),
    )


def form(settings: Sequence[Setting], test: Callable[[dict[str, str]], Any]) -> ConfigurationForm:
    """The setup form with every key once and one connection test."""
    built = ConfigurationForm()
    for setting in settings:
        built.add_field(setting.field())
    return built.add_test(label="Log in and name what the login may read", func=test)


def values(settings: Sequence[Setting], configuration: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Every key's value, defaults filled in. Raises ConfigurationError that names all faults at once, never a value."""
    faults = [*_unknown(settings, configuration, service)]
    found: dict[str, Any] = {}
    for setting in settings:
        try:
            found[setting.name] = _value(setting, configuration.get(setting.name))
        except ValueError as error:
            faults.append(f"{setting.name} ({secret_name(service, setting.name)}) {error}")
    if faults:
        raise ConfigurationError(f"{service} configuration: {'; '.join(faults)}")
    return found


def secret_name(service: str, key: str) -> str:
    """The environment variable that fills a key."""
    return f"SFL_{service.upper()}_{key.upper()}"


def _value(setting: Setting, given: Any) -> Any:
    if given is not None and not isinstance(given, str):
        raise ValueError(f"is of type {type(given).__name__}: write it as text, in quotes")
    if given is None and setting.required:
        raise ValueError("is missing: set it")
    if setting.required and not str(given).strip():
        raise ValueError("is empty: set it")
    text = (given or "").strip() or setting.default
    if not text:
        return empty(setting.read)
    return Secret(setting.read(text)) if setting.secret else setting.read(text)


def empty(read: Callable[[str], Any]) -> Any:
    """What a key without value and default reads as: an empty list for lists, else None."""
    return [] if read is names else None


def _unknown(settings: Sequence[Setting], configuration: Mapping[str, Any], service: str) -> list[str]:
    known = [setting.name for setting in settings]
    faults = []
    for key in configuration:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0)
            faults.append(f"{key} is no key of {service}: the nearest is {near[0]}")
    return faults


def boolean(text: str) -> bool:
    """true or false."""
    if text.lower() not in ("true", "false"):
        raise ValueError('must be "true" or "false"')
    return text.lower() == "true"


def number(least: float = 0, most: float = math.inf) -> Callable[[str], float]:
    """A reader of numbers within bounds, both included."""
    return _bounded(float, "a number", least, most)


def whole(least: int = 0, most: float = math.inf) -> Callable[[str], int]:
    """A reader of whole numbers within bounds, both included."""
    return _bounded(int, "a whole number", least, most)


def _bounded(kind: type[Number], what: str, least: float, most: float) -> Callable[[str], Number]:
    bounds = f"between {least:g} and {most:g}" if most < math.inf else f"of {least:g} or more"

    def read(text: str) -> Number:
        try:
            found = kind(text)
        except ValueError:
            raise ValueError(f"must be {what}") from None
        if not least <= found <= most or found == math.inf:
            raise ValueError(f"must be {what} {bounds}")
        return found

    return read


def names(text: str) -> list[str]:
    """Comma separated names."""
    return [name.strip() for name in text.split(",") if name.strip()]


def day(text: str) -> date:
    """A date, YYYY-MM-DD."""
    try:
        return date.fromisoformat(str(casts.day(text) if len(text) == len("2026-01-31") else None))
    except ValueError:
        raise ValueError("must be a date like 2026-01-31") from None


def zone(text: str) -> tzinfo:
    """A time zone by its IANA name."""
    if text.upper() in ("UTC", "GMT"):
        return fixed_zone.utc  # needs no time zone database
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone like UTC or America/New_York") from None


def url(text: str) -> str:
    """An http or https address: scheme, host, port and path only, since a login or a query would end up in logs."""
    try:
        parts = urlsplit(text)
        plain = parts.hostname and "@" not in parts.netloc and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        plain = False
    if not plain or parts.scheme not in ("http", "https"):
        raise ValueError("must be an address like https://api.example.org, with no login and no query in it")
    return text.rstrip("/")
