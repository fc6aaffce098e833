"""The account at Fivetran: FIVETRAN_API_KEY, FIVETRAN_API_URL, and <SERVICE>_FIVETRAN_DESTINATION in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sfl import masking
from sfl.errors import UsageError
from sfl.fivetran import Fivetran
from sfl.repository import nearest
from sfl.resources import Group
from sfl.rest import Rest

KEY = "FIVETRAN_API_KEY"
URL = "FIVETRAN_API_URL"
PRODUCTION = "https://api.fivetran.com"


def destination_name(service: str) -> str:
    return f"{service.upper()}_FIVETRAN_DESTINATION"


@dataclass(frozen=True, repr=False)
class Account:
    """`key` is a secret: it goes into the header of a call and into the environment of the `fivetran` command."""

    url: str
    key: str

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Account:
        url = variables.get(URL, PRODUCTION).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
            raise UsageError(f"{URL} is no address of a server: give one like {PRODUCTION}.")
        if KEY not in variables:
            raise UsageError(f"{KEY} is not set: set it in the environment or in .env.")
        key = variables[KEY].strip()
        if not key.isascii() or not key.isprintable():
            raise UsageError(f"{KEY} is no API key: it is the base64 of key:secret.")
        return cls(url, key)

    def mask(self, secrets: Iterable[str] = ()) -> masking.Mask:
        return masking.Mask([*masking.of_key(self.key), *secrets])

    def fivetran(self, mask: masking.Mask) -> Fivetran:
        return Fivetran(Rest(self.url, self.key, mask))


def destination(fivetran: Fivetran, service: str, variables: Mapping[str, str]) -> Group:
    """The group that <SERVICE>_FIVETRAN_DESTINATION names, by name or by id."""
    variable = destination_name(service)
    if variable not in variables:
        raise UsageError(f"{variable} is not set: give the name of a destination at Fivetran.")
    wanted, groups = variables[variable], fivetran.groups()
    for group in groups:
        if wanted in {group.name, group.id}:
            return group
    names = [group.name for group in groups]
    guess = nearest(wanted, names)
    hint = f"did you mean {guess}?" if guess else f"there are: {', '.join(names) or 'none'}."
    raise UsageError(f"{variable}: this account has no destination {wanted!r}: {hint}")
