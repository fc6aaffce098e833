"""`.env.example`, made from the setup forms: `python -m sfl.documents > .env.example`."""

from __future__ import annotations

from collections.abc import Mapping

from sfl.configuration import secret_name
from sfl.connector import Connector, Field
from sfl.repository import Repository

HEAD = """\
# What the connectors read, once copied to .env (which git ignores); a variable of the environment wins over it.
# A connector of which nothing is set syncs the sandbox. Values with $, # or blanks belong in 'single quotes'.
"""


def env_example(forms: Mapping[str, list[Field]]) -> str:
    """Every key of every form, commented out, with what it means."""
    return HEAD + "".join(entries(service, form) for service, form in forms.items())


def entries(service: str, form: list[Field]) -> str:
    """The part of one connector."""
    return "".join(_entry(service, field) for field in form)


def _entry(service: str, field: Field) -> str:
    notes = [field.description or f"{field.label}."]
    notes += ["Required."] * field.required + [f"Default: {field.default}"] * (field.default is not None)
    return f"\n# {' '.join(' '.join(notes).split())}\n#{secret_name(service, field.name)}=\n"


def main() -> None:
    repository = Repository.find()
    services = repository.services()
    forms = {service: Connector(repository.folder(service)).form() for service in services}
    print(env_example(forms), end="")


if __name__ == "__main__":
    main()
