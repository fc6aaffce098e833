"""Edits of Tiny that come close to what breaks a rule, and keep it: the file, what it says, what it says then."""

from __future__ import annotations

from broken_code import API, CATCHING, MODELS, SYNC

LOG = "from fivetran_connector_sdk import Logging as log\n"
FOLDER = "connectors/tiny"

KEPT: dict[str, tuple[str, str, str]] = {
    "a broad handler that raises": (SYNC, "        emit(record)", CATCHING.format("Exception", "raise")),
    "a cleanup that raises": (SYNC, "        emit(record)", CATCHING.format("BaseException as error", "raise error")),
    "an expected error passed over": (SYNC, "        emit(record)", CATCHING.format("ValueError", "pass")),
    "a refusal that is answered": (SYNC, "        emit(record)", CATCHING.format("SourceRefused", "emit({})")),
    "an expected error suppressed": (
        API,
        "import requests",
        "import requests, contextlib\n\ncontextlib.suppress(KeyError)",
    ),
    "a zone by its keyword": (SYNC, "now(timezone.utc)", "now(tz=timezone.utc)"),
    "a zone by its place": (SYNC, "now(timezone.utc)", "fromtimestamp(0, timezone.utc)"),
    "a date that is no clock": (SYNC, "datetime.now(timezone.utc)", "datetime.fromisoformat(state['at'])"),
    "a timeout of a session": (API, "import requests", "import requests\n\nrequests.Session().get('/', timeout=3)"),
    "a timeout by its place": (
        API,
        "import requests",
        "import socket, requests\n\nsocket.create_connection(('', 1), 3)",
    ),
    "a get of something else": (API, "answer.json()", "answer.json().get('things')"),
    "an exit of something else": (API, "answer.json()", "answer.exit()"),
    "a print of something else": (API, "answer.json()", "answer.print()"),
    "the SDK's log": (API, "from toolkit", f"{LOG}from toolkit"),
    "an address that is read": (MODELS, "TABLES =", "from urllib.parse import urlsplit\n\nTABLES ="),
    "a generator that emits nothing": (SYNC, "def emit", "def pages(records):\n    yield records\n\n\ndef emit"),
    "a generator that is drained": (SYNC, "        emit(record)", "        list(api.things(record))"),
    "a list that is yielded from": (API, "yield from answer.json()", "yield from sorted(answer.json())"),
    "a variable named like a module": (API, "    yield from", "    models = answer\n    models.row()\n    yield from"),
    "an operation in a nested function": (
        SYNC,
        "def emit(record):\n",
        "def emit(record):\n    def later():\n        yield\n\n",
    ),
    "a variable named op": (MODELS, "TABLES =", "SIGNS = [op.name for op in ()]\n\nTABLES ="),
    "an account": (f"{FOLDER}/account.py", "", "from api import things\nfrom models import TABLES\n"),
    "streams": (f"{FOLDER}/streams/things.py", "", "from api import things\nfrom models import row\n"),
    "a nested function": (
        SYNC,
        "        emit(record)",
        "        sorted(record, key=lambda each: each['id'])\n        emit(record)",
    ),
    "its configuration": (f"{FOLDER}/configuration.json", "", "{}"),
    "its results": (f"{FOLDER}/files/warehouse.db", "", "rows"),
    "its byte code": (f"{FOLDER}/__pycache__/api.pyc", "", "code"),
    "a README with code in its cells": ("README.md", "| `thing` | id |", "| `thing` | `id` |"),
}
