"""The real `fivetran deploy`, run in a staged package. Facts of SDK 3.0.0: docs/deploy.md."""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sfl import configuration, environment, manifest
from sfl.account import KEY, PRODUCTION, Account
from sfl.plan import PROXY_AGENT
from sfl.process import follow
from sfl.resources import Connection
from sfl.staging import home, program

# Beyond the command's own limits, 60 s a call.
TIMEOUT_S = 900.0
# A command that is cut off in its update leaves nobody knowing what is live: it may end by itself.
PATIENCE_S = 90.0


@dataclass(frozen=True)
class Command:
    """The customer's line, less --api-key, which goes by the environment, and with what it lacks on SDK 3.0.0."""

    destination: str
    connection: str
    kept: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        return [
            *("deploy", "--destination", self.destination, "--configuration", "./configuration.json"),
            *("--connection", self.connection, "--force", "--python-version", manifest.PYTHON),
            *self.kept,
        ]

    def __str__(self) -> str:
        return shlex.join(["fivetran", *self.arguments])


def kept(connection: Connection | None) -> tuple[str, ...]:
    """The options without which an update would refuse, or set aside, how the connection reaches its source."""
    options: list[str] = []
    if connection and connection.networking == PROXY_AGENT and connection.proxy_agent_id:
        options += ["--proxy-id", connection.proxy_agent_id]
        options += ["--proxy-host-config-key", connection.proxy_host_key] if connection.proxy_host_key else []
    if connection and connection.hybrid_agent_id:
        options += ["--hybrid-deployment-agent-id", connection.hybrid_agent_id]
    return tuple(options)


def run(command: Command, folder: Path, given: Mapping[str, str], account: Account, show: Callable[[str], None]) -> int:
    """The command's exit code; `show` is given its output, line by line."""
    configuration.write(folder / "configuration.json", given)
    with tempfile.TemporaryDirectory(prefix="sfl-deploy-") as temporary:
        return follow(
            [program("fivetran"), *command.arguments],
            folder=folder,
            environment=_environment(Path(temporary), account),
            line=show,
            timeout_s=TIMEOUT_S,
            patience_s=PATIENCE_S,
        )


def _environment(temporary: Path, account: Account) -> dict[str, str]:
    """Without a variable of FIVETRAN that could change what is deployed, or a setting of the user's own home."""
    ours = {name: value for name, value in environment.for_connector().items() if "FIVETRAN" not in name}
    # An options file that exists, else the command lists every connection of the account first.
    options = temporary / "options.toml"
    options.touch()
    folder = home(temporary)
    if account.url != PRODUCTION:
        settings = folder / ".fivetran" / "connector_sdk" / "_config.json"
        settings.write_text(json.dumps({"production_base_url": account.url}), encoding="utf-8")
    return {
        **ours,
        KEY: account.key,
        "HOME": str(folder),
        "FIVETRAN_OPTIONS_FILE": str(options),
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
