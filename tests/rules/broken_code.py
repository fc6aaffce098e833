"""Edits of Tiny's code that break a rule: the file, what it says, what it says then, and each `rule:line` found."""

from __future__ import annotations

SYNC, API, MODELS = (f"connectors/tiny/{name}.py" for name in ("sync", "api", "models"))
CONNECTOR, COPY = "connectors/tiny/connector.py", "connectors/tiny/toolkit/errors.py"

Broken = tuple[str, str, str, list[str]]

SHAPE: list[Broken] = [
    (CONNECTOR, '"""Tiny to', "#\n" * 12 + '"""Tiny to', ["connector-length:40"]),
    (CONNECTOR, "def schema(configuration)", "def schema(configuration, more=None)", ["connector-shape:13"]),
    (CONNECTOR, "def update(configuration, state)", "def update(configuration)", ["connector-shape:17"]),
    (CONNECTOR, "connector = Connector(", "connector = Connector(*(), ", ["connector-shape:26"]),
    (CONNECTOR, 'name("configuration.json")', 'name("other.json")', ["connector-main:28"]),
    (CONNECTOR, "debug(configuration=json.loads(", "debug(*(", ["connector-main:28"]),
    (CONNECTOR, "    yield from sync(", "    sync(", ["driven-generators:19", "update-drives-sync:17"]),
    (CONNECTOR, "    yield from sync(", "    state.clear()\n    yield from sync(", ["update-drives-sync:17"]),
    (SYNC, "    for record", "    for for record", ["parses:12"]),
    (API, '"""Tiny\'s one', "\0", ["parses:1"]),
]

IMPORTS: list[Broken] = [
    (SYNC, "def emit(record):\n", "def emit(record):\n    from .models import row\n\n", ["absolute-imports:19"]),
    (COPY, "class", "from . import settings\n\n\nclass", ["absolute-imports:1", "toolkit-copy:1"]),
    (COPY, "class", "import api\n\n\nclass", ["toolkit-copy:1", "toolkit-imports:1"]),
    (API, "import requests", "import requests\n\nimport sync", ["import-direction:5"]),
    (API, "import requests", "import requests\n\nfrom models import row", ["import-direction:5", "raw-records:5"]),
    (API, "from toolkit.errors", "from toolkit import tables\nfrom toolkit.errors", ["raw-records:5"]),
    (MODELS, "TABLES =", "import urllib.request\n\nTABLES =", ["http-in-api:3"]),
    (SYNC, "from models", "from toolkit import session\nfrom models", ["http-in-api:8"]),
    (SYNC, "import api", "import yaml\n\nimport api", ["shipped-imports:7"]),
    (SYNC, "        emit(record)", "        __import__('json')", ["plain-imports:13"]),
    (
        API,
        "import requests",
        "import requests\nfrom importlib import import_module as load\n\nload('x')",
        ["plain-imports:6"],
    ),
    (MODELS, "TABLES =", "import sys\n\nsys.path.append('..')\n\nTABLES =", ["plain-imports:5"]),
    ("connectors/tiny/more.py", "", "LEAST = 1\n", ["module-places:1"]),
]

CLIENT = """\
class Client:
    def pages(self):
        yield self


Client().pages()


"""
EMISSION: list[Broken] = [
    (SYNC, "    op.upsert(", "    yield op.upsert(", ["driven-generators:13", "emitting-generators:18"]),
    (SYNC, "        emit(record)", "        yield from emit(record)", ["yield-from-generators:13"]),
    (SYNC, "        emit(record)", "        any(op.delete(key) for key in record)", ["emitting-generators:13"]),
    (SYNC, "        emit(record)", "        emit(record)\n    api.things(settings)", ["driven-generators:14"]),
    (API, "def things", f"{CLIENT}def things", ["driven-generators:13"]),
    (SYNC, "checkpoint(state=state)", "checkpoint(state)", ["yielded-checkpoints:15"]),
    (SYNC, "    yield op.checkpoint", "    yield\n    op.checkpoint", ["yielded-checkpoints:16"]),
    (SYNC, "yield op.checkpoint(state=state)", "yield", ["sync-checkpoints:11"]),
    (SYNC, "def sync(", "def run(", ["emitting-generators:11", "sync-checkpoints:1"]),
    (SYNC, "Operations as op", "Operations", ["operations-as-op:5"]),
    (SYNC, "def emit", "import fivetran_connector_sdk\n\n\ndef emit", ["operations-as-op:18"]),
    (MODELS, "def row", "from fivetran_connector_sdk import Operations\n\n\ndef row", ["operations-in-sync:13"]),
    (API, "    yield from", "    op.upsert()\n    yield from", ["emitting-generators:8", "operations-in-sync:12"]),
]

CATCHING = "        try:\n            emit(record)\n        except {}:\n            {}"
CODE: list[Broken] = [
    (SYNC, "        emit(record)", "        emit(record) or exit(1)", ["no-exit:13"]),
    (API, "raise SourceRefused(answer.status_code)", "raise SystemExit", ["no-exit:11"]),
    (API, "import requests\n", "from sys import exit as stop\n\nimport requests\n\nstop(0)\n", ["no-exit:7"]),
    (COPY, "    pass", "    import os\n    os._exit(1)", ["no-exit:3", "toolkit-copy:1"]),
    (MODELS, "    return {", "    print(record)\n    return {", ["sdk-logs:14"]),
    (MODELS, "TABLES =", "import logging\n\nTABLES =", ["sdk-logs:3"]),
    (MODELS, "    return {", "    sys.stderr.write(record)\n    return {", ["sdk-logs:14"]),
    (API, ", timeout=(10, 120)", "", ["timeouts:9"]),
    (API, "timeout=(10, 120)", "timeout=None", ["timeouts:9"]),
    (API, "def things", "http = requests.Session()\nhttp.post('/')\n\n\ndef things", ["timeouts:9"]),
    (API, "def things", "def ask(http: requests.Session):\n    http.send('/')\n\n\ndef things", ["timeouts:9"]),
    (API, "import requests", "import requests\n\nrequests.Session().get('/')", ["timeouts:5"]),
    (API, "import requests", "import requests\n\nwith requests.Session() as http:\n    http.get('/')", ["timeouts:6"]),
    (API, "import requests", "from urllib.request import urlopen\n\nimport requests\n\nurlopen('/')", ["timeouts:7"]),
    (SYNC, "        emit(record)", CATCHING.format("", "raise"), ["swallowed-errors:15"]),
    (SYNC, "        emit(record)", CATCHING.format("(KeyError, Exception)", "continue"), ["swallowed-errors:15"]),
    (SYNC, "        emit(record)", CATCHING.format("BaseException", "emit(None)"), ["swallowed-errors:15"]),
    (
        API,
        "    yield",
        "    try:\n        pass\n    except SourceRefused:\n        pass\n    yield",
        ["swallowed-errors:14"],
    ),
    (API, "import requests", "import requests, contextlib\n\ncontextlib.suppress(Exception)", ["swallowed-errors:5"]),
    (SYNC, "now(timezone.utc)", "now()", ["zoned-times:14"]),
    (SYNC, "now(timezone.utc)", "utcnow()", ["zoned-times:14"]),
    (SYNC, "now(timezone.utc)", "fromtimestamp(0)", ["zoned-times:14"]),
    (SYNC, "now(timezone.utc)", "fromtimestamp(0, tz=None)", ["zoned-times:14"]),
]
