"""The README tells the truth: its commands are run by a test, its messages are those of the code."""

from __future__ import annotations

import re

import pytest

from tracked import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
MESSAGES = re.findall(
    r"^\| `([^`]+)` \|", README.partition("## Troubleshooting")[2].partition("\n## ")[0], re.MULTILINE
)
# Said by the engine, not by us.
FOREIGN = {"port is already allocated"}
RUNNERS = ("tests/docker", "tests/scripts", ".ci/run")
SOURCES = ("toolkit", "connectors", "scripts", "docker", "sandbox")


def text_of(*places: str) -> str:
    files = [path for place in places for path in [ROOT / place, *(ROOT / place).rglob("*")] if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_run_by_a_test(command: str) -> None:
    """A test runs it as it stands, in the clone that it makes: see tests/docker/test_readme.py and .ci/run."""
    assert command in text_of(*RUNNERS), f"README: run `{command}` in tests/docker/test_readme.py, or take it out"


@pytest.mark.parametrize("message", sorted({*MESSAGES} - FOREIGN))
def test_every_message_is_one_of_ours(message: str) -> None:
    pieces = [piece.strip() for piece in message.split("...")]
    sources = re.sub(r'"\s*\n\s*f?"', "", text_of(*SOURCES))  # literals that go on in the next line
    missing = [piece for piece in pieces if piece.replace("ongage configuration", " configuration") not in sources]
    assert not missing, f"README, troubleshooting: no code says {missing}: quote the message as it is printed"


def test_the_readme_begins_with_the_two_commands() -> None:
    assert COMMANDS[:4] == [
        "docker compose run --rm ongage",
        "docker compose run --rm test",
        "tox run -e ongage",
        "tox",
    ]
