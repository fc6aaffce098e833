"""`sfl workflow`: .github/workflows/<service>_deploy.yml of every connector, made from its setup form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sfl.configuration import secret_name
from sfl.connector import Connector, Field
from sfl.errors import CheckFailed
from sfl.repository import Repository

if TYPE_CHECKING:
    from jinja2 import Template


def workflow(service: str | None, *, check: bool) -> None:
    """Writes what differs, of one connector or of all; with `check` only names it, and fails."""
    repository = Repository.find()
    services = [repository.folder(service).name] if service else repository.services()
    forms = {each: Connector(repository.folder(each)).form() for each in services}
    wanted = {repository.root / path_of(each): rendered(each, form) for each, form in forms.items()}
    differing = [path for path, text in wanted.items() if not _same(path, text)]
    shown = ", ".join(repository.shown(path) for path in differing)
    if check and differing:
        raise CheckFailed(f"not as the setup form makes it: {shown}. Run `sfl workflow`.")
    for path in differing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    print(f"as the setup form makes it now: {shown or 'all were already'}")


def path_of(service: str) -> str:
    """From the root, as the customer names it."""
    return f".github/workflows/{service}_deploy.yml"


def rendered(service: str, form: list[Field]) -> str:
    """The workflow that deploys `service`, with every secret of its form by name."""
    return _template().render(
        service=service,
        names=[secret_name(service, field.name) for field in form],
        passwords=[secret_name(service, field.name) for field in form if field.secret],
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the other verbs start faster

    templates = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        # ${{ }} is GitHub's.
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML, of names that hold nothing to escape
    )
    return templates.get_template("service_deploy.yml.jinja")


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
