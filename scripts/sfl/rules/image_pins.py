"""A connector's pins are the image's: the tests run what Fivetran will install."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.rules.exact_pins import PIN
from sfl.subject import Finding, Subject

ADVICE = "Write the same pin into docker/requirements.in and run `tox run -e lock`, or take the version that is there."
LOCK = "docker/requirements.txt"


def check(subject: Subject) -> Iterator[Finding]:
    lock = {line.split(" ")[0] for _, line in subject.lines(LOCK)}
    for number, line in subject.lines(subject.requirements):
        if PIN.fullmatch(line) and line not in lock:
            yield Finding(subject.requirements, number, f"{line} is not in {LOCK}")
