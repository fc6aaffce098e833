"""What `sfl new` makes of template/: files of the new connector's own, and its part of those that are shared.

`template/tree/` holds the files at the paths that they will have, SERVICE standing for the connector; what differs by
kind of login and of paging is in `template/auth/` and `template/paging/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jinja2 import Environment

from sfl.configuration import secret_name
from sfl.connector import Field

TEMPLATE = Path(__file__).resolve().parents[2] / "template"
SUFFIX = ".jinja"
Auth = Literal["basic", "bearer", "header"]
Paging = Literal["offset", "cursor", "page", "link"]


@dataclass(frozen=True)
class Scaffold:
    """The answers to what `sfl new` asks."""

    service: str
    auth: str
    paging: str
    base_url: str

    def files(self, pins: dict[str, str]) -> dict[str, str]:
        """The new files, by their paths in the repository. `pins` are lines of a requirements.txt, by package."""
        templates = _templates()
        given = {
            "service": self.service,
            "name": self.service.capitalize(),
            "base_url": self.base_url,
            "pins": pins,
            "auth": templates.get_template(f"auth/{self.auth}{SUFFIX}").module,
            "paging": templates.get_template(f"paging/{self.paging}{SUFFIX}").module,
        }
        names = [name for name in templates.list_templates() if name.startswith("tree/")]
        return {self._path(name): templates.get_template(name).render(given) for name in names}

    def _path(self, name: str) -> str:
        return name.removeprefix("tree/").removesuffix(SUFFIX).replace("SERVICE", self.service)


def part(name: str, service: str, form: list[Field]) -> str:
    """A connector's part of a file that is shared: a template of `template/parts/`."""
    secrets = [secret_name(service, field.name) for field in form]
    given = {"service": service, "name": service.capitalize(), "form": form, "secrets": secrets}
    return _templates().get_template(f"parts/{name}{SUFFIX}").render(given)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the other verbs start faster

    return Environment(
        loader=FileSystemLoader(TEMPLATE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - it is Python, YAML and Markdown, of names that were checked
    )
