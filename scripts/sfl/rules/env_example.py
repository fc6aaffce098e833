""".env.example has every key of the form, as the form describes it."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.configuration import secret_name
from sfl.documents import entries
from sfl.subject import Finding, Subject

ADVICE = "Run `python -m sfl.documents > .env.example` (with PYTHONPATH=scripts, or in `pip install -e .`)."
PATH = ".env.example"


def check(subject: Subject) -> Iterator[Finding]:
    found, service = subject.text(PATH), subject.service
    if entries(service, subject.declared.form) not in found:
        yield Finding(PATH, 1, f"does not have the keys of {service} as its form has them")
    known = [secret_name(service, field.name) for field in subject.declared.form]
    for number, line in subject.lines(PATH):
        name = line.lstrip("# ").partition("=")[0]
        if name.startswith(secret_name(service, "")) and name not in known:
            yield Finding(PATH, number, f"{name} is no key of {service}")
