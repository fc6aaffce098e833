"""The front door sfl is given a connector's secrets by name, and no service but these two is given any."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.configuration import secret_name
from sfl.rules.compose_service import COMPOSE
from sfl.subject import Finding, Subject

ADVICE = (
    "Merge the connector's block of variables, without values, into its own service and into sfl, and nowhere else."
)


def check(subject: Subject) -> Iterator[Finding]:
    names = [secret_name(subject.service, field.name) for field in subject.declared.form]
    given = subject.compose.environment("sfl")
    if missing := [name for name in names if name not in given]:
        yield Finding(COMPOSE, subject.compose.line("sfl"), f"the service sfl is not given {', '.join(missing)}")
    for service in subject.compose.services:
        given = subject.compose.environment(service)
        strange = [name for name in given if name in names and (service not in (subject.service, "sfl"))]
        valued = [name for name in names if given.get(name) is not None]
        if strange or valued:
            line, named = subject.compose.line(service), ", ".join(strange or valued)
            yield Finding(COMPOSE, line, f"the service {service} is given {'' if strange else 'a value of '}{named}")
