"""Names the variables that hold what compose made of .env, so that the container reads the file itself.

Compose puts .env into the environment with every `$name` of it replaced; sfl takes the file as it stands.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

REFERENCE = r"\$(?:\{(?P<braced>\w+)\}|(?P<bare>[A-Za-z_]\w*)|(?P<dollar>\$))"


def main(path: str) -> None:
    """Prints the names, one a line; says on stderr which value it cannot tell from one that the shell set."""
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        written = {name: value or "" for name, value in dotenv_values(stream=file, interpolate=False).items()}
    for name, value in written.items():
        given = os.environ.get(name, value)
        if given != value and plain(given) in composed(value, written):
            print(name)
        elif given != value and "$" in value:
            advice = "if .env's is meant, put it in 'single quotes' there"
            print(f"{name}: the environment's value is used; {advice}.", file=sys.stderr)


def composed(value: str, written: Mapping[str, str]) -> set[str]:
    """What compose may have made of `value`: a reference after a backslash stays one in double quotes only."""

    def expanded(match: re.Match[str]) -> str:
        return "$" if match["dollar"] else written.get(match["braced"] or match["bare"], "")

    return {plain(re.sub(before + REFERENCE, expanded, value)) for before in ("", r"(?<!\\)")}


def plain(value: str) -> str:
    """Compose and python-dotenv read backslashes differently: they do not count."""
    return value.replace("\\", "")


if __name__ == "__main__":
    main(sys.argv[1])
