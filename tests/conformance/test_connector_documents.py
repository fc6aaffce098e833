"""The form is the one list of keys: .env.example, compose, the README and the secrecy of a key follow from it."""

from __future__ import annotations

import re
from collections import Counter

from composed import anchors, entries, passed, written
from declared import Declared, form_of
from rendered import configuration_rows, rows_under, table_rows
from sfl.configuration import secret_name
from sfl.documents import env_example
from tracked import ROOT, connectors, texts
from verdict import demand

SECRET = re.compile(r"password|passphrase|secret|token|credential|(?:^|_)key$")


def test_every_key_is_declared_once(declared: Declared) -> None:
    counted = Counter(field.name for field in declared.form)
    demand(
        [f"{declared.service}: {name} is {count} times in the form" for name, count in counted.items() if count > 1],
        "Remove one from SETTINGS.",
    )


def test_every_key_is_said_in_small_words_and_described(declared: Declared) -> None:
    odd = [
        field for field in declared.form if not re.fullmatch(r"[a-z][a-z0-9_]*", field.name) or not field.description
    ]
    demand(
        [f"{declared.service}: {field.name} (described as {field.description!r})" for field in odd],
        "Name it in small letters, digits and _, so that SFL_<SERVICE>_<KEY> can be told back; say what it means.",
    )


def test_what_looks_like_a_secret_is_a_password_field(declared: Declared) -> None:
    open_keys = [field.name for field in declared.form if SECRET.search(field.name) and not field.secret]
    demand(
        [f"{declared.service}: {name} is shown in Fivetran's setup form" for name in open_keys],
        "Declare it with secret=True.",
    )


def test_a_secret_has_no_default(declared: Declared) -> None:
    given = [field.name for field in declared.form if field.secret and field.default]
    demand([f"{declared.service}: {name} has a default" for name in given], "Remove it: a secret comes from a person.")


def test_env_example_is_made_from_the_forms() -> None:
    forms = {service: form_of(ROOT / "connectors" / service) for service in connectors()}
    wanted, found = env_example(forms), texts()[".env.example"]
    differing = sorted(set(wanted.splitlines()) ^ set(found.splitlines()))
    demand(
        [f".env.example: {line}" for line in differing or ["another order"]] if wanted != found else [],
        "Run `python -m sfl.documents > .env.example` (with PYTHONPATH=scripts, or in `pip install -e .`).",
    )


def test_compose_passes_every_secret_by_name(declared: Declared) -> None:
    wanted = [secret_name(declared.service, field.name) for field in declared.form]
    block = entries(anchors().get(declared.service, ""), 2)
    offences = [f"docker-compose.yml: {name} differs" for name in sorted({*wanted} ^ {*block})]
    offences += [f"docker-compose.yml: {name} has a value" for name, value in block.items() if value]
    text = "\n".join([f"x-{declared.service}: &{declared.service}", *(f"  {name}:" for name in wanted)])
    demand(offences, f"The form makes it:\n{text}")


def test_the_service_and_the_front_door_are_given_every_secret(declared: Declared) -> None:
    wanted = [secret_name(declared.service, field.name) for field in declared.form]
    missing = [(to, name) for to in (declared.service, "sfl") for name in wanted if name not in passed(to)]
    demand(
        [f"docker-compose.yml: service {to} is not given {name}" for to, name in missing],
        f"Merge *{declared.service} into its environment.",
    )


def test_no_other_service_is_given_a_secret(declared: Declared) -> None:
    strangers = [name for name in ("sandbox", "test") if f"*{declared.service}" in written(name).get("environment", "")]
    demand(
        [f"docker-compose.yml: service {name} is given secrets of {declared.service}" for name in strangers],
        "Take them out: only the connector and sfl read them.",
    )


def test_the_readme_has_every_key(declared: Declared) -> None:
    _same_table(f"### {declared.service}: configuration", configuration_rows(declared))


def test_the_readme_has_every_table(declared: Declared) -> None:
    _same_table(f"### {declared.service}: tables", table_rows(declared))


def _same_table(heading: str, wanted: list[str]) -> None:
    found = rows_under(heading, texts().get("README.md", ""), 3)
    differing = [row for row in [*wanted, *found] if row not in wanted or row not in found]
    offences = [f"README.md: {row}" for row in dict.fromkeys(differing)] or ["README.md: another order or a row twice"]
    table = "\n".join(wanted)
    demand(offences if wanted != found else [], f"Under `{heading}` the first three columns of the rows are:\n{table}")
