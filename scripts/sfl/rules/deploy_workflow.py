"""The workflow that deploys a connector is what its setup form makes: it hands over every secret, by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from sfl.subject import Finding, Subject
from sfl.workflows import path_of, rendered

ADVICE = "Run `sfl workflow`. To change what it makes, edit scripts/sfl/templates/service_deploy.yml.jinja."


def check(subject: Subject) -> Iterator[Finding]:
    path = path_of(subject.service)
    found = subject.text(path).splitlines()
    wanted = rendered(subject.service, subject.declared.form).splitlines()
    if found != wanted:
        pairs = enumerate(zip_longest(found, wanted), 1)
        yield Finding(path, next(line for line, (old, new) in pairs if old != new), "is not what the setup form makes")
