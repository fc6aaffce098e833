"""Takes secrets out of text before it is shown."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

HIDDEN = "******"
# `fivetran deploy` 3.0.0 prints this much of the API key.
SHOWN_BY_SDK = 8
# The one login of the sandbox, documented, and a word of every address in it.
PUBLIC = {"", "sandbox"}


class Mask:
    """Replaces every one of `secrets`, however it is written: plain, in JSON, in an address, a line of it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret)} - PUBLIC
        self._forms = sorted(forms, key=len, reverse=True)  # the longest first: one may be a part of another

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text


def of_key(key: str) -> Iterator[str]:
    """The secrets in an API key, which is the base64 of key:secret."""
    yield key
    yield key[:SHOWN_BY_SDK]
    try:
        yield from base64.b64decode(key, validate=True).decode().split(":")
    except (binascii.Error, UnicodeDecodeError):
        return


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield quote(secret, safe="")
    if "\n" in secret:
        yield from (line for line in secret.splitlines() if len(line) >= SHOWN_BY_SDK)
