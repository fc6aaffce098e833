"""What the request log keeps of a body: no value of a configuration."""

from __future__ import annotations

import json
from typing import Any

from sandbox.fivetran.envelope import MASK

# A configuration is a list of these; Fivetran takes each value for a secret, and so does this log.
HIDDEN = ("secrets_list", "auth")


def logged(body: bytes) -> Any:
    """JSON with its secret values masked; the size alone of anything else, such as an upload."""
    try:
        return masked(json.loads(body)) if body else None
    except ValueError:
        return {"bytes": len(body)}


def masked(given: Any, hidden: bool = False) -> Any:
    """The same structure; under the names of HIDDEN only the key of a secret stays."""
    if isinstance(given, dict):
        return {name: masked(value, (hidden or name in HIDDEN) and name != "key") for name, value in given.items()}
    if isinstance(given, list):
        return [masked(value, hidden) for value in given]
    return MASK if hidden else given
