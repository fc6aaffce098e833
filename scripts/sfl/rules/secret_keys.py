"""What looks like a secret is a password field of the form, and has no default."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Declare it with secret=True and without a default: a person fills it in, and Fivetran shows other fields."
SECRET = re.compile(r"password|passphrase|secret|token|credential|(?:^|_)key$")


def check(subject: Subject) -> Iterator[Finding]:
    for field in subject.declared.form:
        if SECRET.search(field.name) and not field.secret:
            yield subject.declaration(f"the key {field.name} is shown in Fivetran's setup form", field.name)
        if field.secret and field.default:
            yield subject.declaration(f"the secret {field.name} has a default", field.name)
