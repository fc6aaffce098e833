"""The smallest repository that keeps every rule: one connector, `tiny`. Tests break it, one edit at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sfl import check
from sfl.connector import Connector, Field
from sfl.subject import Subject
from sfl.subject.declared import Declared
from sfl.workflows import path_of, rendered

CONNECTOR = '''\
"""Tiny to Fivetran: the functions that the SDK calls."""

import json
from pathlib import Path

from fivetran_connector_sdk import Connector

from models import TABLES
from sync import sync
from toolkit.settings import form


def schema(configuration):
    return TABLES if configuration.get("include_tags") == "true" else TABLES[:1]


def update(configuration, state):
    """Fetches what is new since `state`."""
    yield from sync(configuration, state)


def configuration_form():
    return form({"api_key": "", "include_tags": "false"}).add_test(label="Log in", func=str)


connector = Connector(update=update, schema=schema, configuration_form=configuration_form)

if __name__ == "__main__":
    connector.debug(configuration=json.loads(Path(__file__).with_name("configuration.json").read_text()))
'''

SYNC = '''\
"""Reads all things, one after the other."""

from datetime import datetime, timezone

from fivetran_connector_sdk import Operations as op

import api
from models import row


def sync(settings, state):
    for record in api.things(settings):
        emit(record)
    state["at"] = datetime.now(timezone.utc).isoformat()
    yield op.checkpoint(state=state)


def emit(record):
    op.upsert("thing", row(record))
'''

API = '''\
"""Tiny's one endpoint."""

import requests

from toolkit.errors import SourceRefused


def things(settings):
    answer = requests.get("https://api.example.com/things", headers={"key": settings["api_key"]}, timeout=(10, 120))
    if answer.status_code != 200:
        raise SourceRefused(answer.status_code)
    yield from answer.json()
'''

MODELS = '''\
"""Tiny's tables, and its rows."""

TABLES = [
    {
        "table": "thing",
        "primary_key": ["id"],
        "columns": {"id": "LONG", "name": "STRING", "price": {"type": "DECIMAL", "precision": 9, "scale": 2}},
    },
    {"table": "tag", "primary_key": ["name"], "columns": {"name": "STRING"}},
]


def row(record):
    return {"id": record["id"], "name": record["name"], "price": record["price"]}
'''

SETTINGS = """\
from fivetran_connector_sdk import ConfigurationForm, form_field


def form(defaults):
    built = ConfigurationForm()
    for name, default in defaults.items():
        kind = form_field.TextField.password if name == "api_key" else form_field.TextField.plain_text
        built.add_field(form_field.TextField(name, name, kind, description=f"The {name}.", placeholder=default or None))
    return built
"""

COMPOSE = """\
x-connector: &connector
  read_only: true

x-tiny: &tiny
  SFL_TINY_API_KEY:
  SFL_TINY_INCLUDE_TAGS:

services:
  sandbox:
    <<: *connector

  sfl:
    <<: *connector
    environment: {<<: *tiny}

  tiny:
    <<: *connector
    entrypoint: [entrypoint, sfl, debug, tiny]
    environment: {<<: *tiny, SFL_SANDBOX_URL: "http://sandbox:8900"}
    volumes: [".:/repo:ro", "./connectors/tiny/files:/repo/connectors/tiny/files"]
    depends_on: {sandbox: {condition: service_healthy}}
"""

README = """\
# Tiny

### tiny: tables

| table | primary key | switched by | holds |
|---|---|---|---|
| `thing` | id | | things |
| `tag` | name | `include_tags` | tags |

### tiny: configuration

| key | secret | default | meaning |
|---|---|---|---|
| `api_key` | SFL_TINY_API_KEY | | The key. |
| `include_tags` | SFL_TINY_INCLUDE_TAGS | false | Sync tags. |
"""

ENV = """\
# What the connectors read.

# The api_key.
#SFL_TINY_API_KEY=

# The include_tags. Default: false
#SFL_TINY_INCLUDE_TAGS=
"""

ERRORS = """\
class SourceRefused(Exception):
    pass
"""

FORM = [
    Field("api_key", "api_key", required=False, secret=True, default=None, description="The api_key."),
    Field(
        "include_tags", "include_tags", required=False, secret=False, default="false", description="The include_tags."
    ),
]

FILES = {
    "connectors/tiny/__init__.py": "",
    "connectors/tiny/api.py": API,
    "connectors/tiny/connector.py": CONNECTOR,
    "connectors/tiny/models.py": MODELS,
    "connectors/tiny/requirements.txt": "tenacity==9.2.1\n",
    "connectors/tiny/sync.py": SYNC,
    **{
        f"{folder}toolkit/{name}": text
        for folder in ("", "connectors/tiny/")
        for name, text in (("__init__.py", ""), ("errors.py", ERRORS), ("settings.py", SETTINGS))
    },
    "sandbox/tiny/__init__.py": "",
    "tests/connectors/tiny/test_sync.py": "",
    "docker/requirements.txt": "tenacity==9.2.1 \\\n    --hash=sha256:00\nrequests==2.33.0 \\\n",
    "docker-compose.yml": COMPOSE,
    "README.md": README,
    ".env.example": ENV,
    path_of("tiny"): rendered("tiny", FORM),
    ".gitignore": "connectors/*/configuration.json\nconnectors/*/files/\n__pycache__/\n",
}


@dataclass(frozen=True)
class Tiny:
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "connectors" / "tiny"

    def edit(self, path: str, old: str, new: str) -> None:
        """Replaces the one place that says `old`; an empty one means: writes the whole file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8") if old else ""
        assert not old or text.count(old) == 1
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(old, new) if old else new, encoding="utf-8")

    def found(self, declared: Declared | None = None) -> list[str]:
        """Every finding of every rule, as `rule path:line`; the connector is asked what it declares unless told."""
        subject = Subject(self.root, "tiny", lambda: declared or asked(self.folder))
        return [f"{each.rule} {each.path}:{each.line}" for each in check.findings(subject)]


def asked(folder: Path) -> Declared:
    return Declared.of(*Connector(folder).declarations({"api_key": "sandbox"}))


def write(root: Path) -> None:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
