"""A connector's requirements.txt: exact, the same as the image's, without what Fivetran has anyway."""

from __future__ import annotations

import re

from tracked import text_of
from verdict import demand

PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([\w.!+-]+)")
FIVETRANS = {"fivetran-connector-sdk", "fivetran-connector-sdk-core", "requests"}


def test_every_requirement_is_an_exact_pin(service: str) -> None:
    loose = [line for line in _lines(service) if not PIN.fullmatch(line)]
    demand(
        [f"connectors/{service}/requirements.txt: {line}" for line in loose],
        "Write one `package==version` a line and nothing else: Fivetran installs what the tests have seen.",
    )


def test_what_fivetran_has_is_not_required(service: str) -> None:
    named = [line for line in _lines(service) if _name(line) in FIVETRANS]
    demand(
        [f"connectors/{service}/requirements.txt: {line}" for line in named],
        "Remove the line: Fivetran has the SDK and requests, and refuses or ignores another version.",
    )


def test_the_pins_are_the_image_s(service: str) -> None:
    lock = {line.split(" ")[0] for line in text_of("docker/requirements.txt").splitlines()}
    others = [line for line in _lines(service) if PIN.fullmatch(line) and line not in lock]
    demand(
        [f"connectors/{service}/requirements.txt: {line} is not in docker/requirements.txt" for line in others],
        "Write the same pin into docker/requirements.in and run `tox run -e lock`: the tests run what the image has.",
    )


def _lines(service: str) -> list[str]:
    return text_of(f"connectors/{service}/requirements.txt").splitlines()


def _name(line: str) -> str:
    return re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
