"""Finds secrets in what is about to be uploaded: what looks like one, and what is one of this connector's."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sfl import configuration, environment
from sfl.connector import Connector

# What pip compares a download with looks like a key, and is none.
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
# A shorter value occurs by chance ("sandbox", "false"), and no source issues one.
SHORTEST = 8


def like_secrets(files: Mapping[str, bytes]) -> list[str]:
    """Every line that the scanner takes for a secret, by place and kind; not those that are marked as holding none."""
    from detect_secrets.core.secrets_collection import SecretsCollection  # noqa: PLC0415 - other verbs start faster
    from detect_secrets.plugins.private_key import PrivateKeyDetector  # noqa: PLC0415
    from detect_secrets.settings import default_settings  # noqa: PLC0415

    PrivateKeyDetector.MAX_FILE_SIZE = sys.maxsize  # it would look for whole keys in small files alone
    with tempfile.TemporaryDirectory(prefix="sfl-scan-") as folder, default_settings() as settings:
        settings.disable_filters("detect_secrets.filters.heuristic.is_swagger_file")  # it goes by the path alone
        scan = SecretsCollection(root=folder)
        for name, content in files.items():
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            # The scanner reads in the locale's encoding, and leaves out what that cannot decode: ASCII is in all.
            copy.write_bytes(HASH.sub("", content.decode(errors="replace")).encode("ascii", "replace"))
            scan.scan_file(name)
        found = {(name, secret.line_number): secret.type for name, secret in scan}
    return [f"{name}:{line} ({kind})" for (name, line), kind in sorted(found.items())]


def own_secrets(connector: Connector, files: Mapping[str, bytes]) -> list[str]:
    """Every file with the value of a secret that configuration.json or a variable sets, and the name of the secret."""
    values = _values(connector)
    keys = {field.name for field in connector.form() if field.secret} if values else set()
    return [
        f"{name} ({configuration.secret_name(connector.service, key)})"
        for name, content in sorted(files.items())
        for key, value in sorted(values)
        if key in keys and len(value) >= SHORTEST and value.encode() in content
    ]


def _values(connector: Connector) -> set[tuple[str, str]]:
    path = connector.folder / "configuration.json"
    written = configuration.read(path) if path.exists() else {}
    variables = configuration.secrets(connector.service, environment.settings(connector.folder.parents[1]))
    return {*written.items(), *variables.items()}
