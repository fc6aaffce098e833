"""Runs the deploy workflows under `act`, in a scratch repository, against the emulated Fivetran in a container.

act runs each step on this machine. It knows no approval, no permissions and no concurrency, and puts no path filter to
the test; what it gives instead of actions/checkout is a copy of the work tree.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from sandbox.client import Control

ACT = shutil.which("act") or "act"
DOCKER = shutil.which("docker") or "docker"
GIT = shutil.which("git") or "git"
# Steps inherit what act's own process has: the settings of whoever runs the tests must not reach them.
KEPT = ("DOCKER_", "HOME", "PATH", "PYTHON_IMAGE", "XDG_RUNTIME_DIR")
MARK = "MARKED"
ID = re.compile(r"(?:connection|package)_\d+")
API_KEY = b64encode(b"sandbox:sandbox").decode()
# One search over a log finds any leak: act is told to hide nothing.
MARKS = (MARK, API_KEY[:8])
FIVETRAN = "http://sandbox:8900/fivetran"
SECRETS = {
    "FIVETRAN_API_KEY": API_KEY,
    "ONGAGE_FIVETRAN_DESTINATION": "sandbox",
    "SFL_ONGAGE_USERNAME": "sandbox",
    "SFL_ONGAGE_PASSWORD": "sandbox",
    "SFL_ONGAGE_ACCOUNT_CODE": "sandbox",
    "SFL_ONGAGE_BASE_URL": "http://sandbox:8900/ongage",
    "SFL_ONGAGE_EMAIL_HASH_KEY": f'{MARK} "quoted" \\ $HOME <ü>\nand {MARK} again',
}


@dataclass(frozen=True)
class Run:
    """One run of a workflow: whether it succeeded, and all that it said, job summaries too."""

    code: int
    log: str

    def jobs(self) -> dict[str, bool]:
        """The jobs that ran, and whether each succeeded."""
        ends = {"Job succeeded": True, "Job failed": False}
        lines = [line for line in self.log.splitlines() if line.endswith(tuple(ends))]
        return {_job(line): next(ended for end, ended in ends.items() if line.endswith(end)) for line in lines}


def _job(line: str) -> str:
    """`plan` of `[deploy ongage/connector deploy/plan   ] ...`."""
    return line[1:].partition("]")[0].rpartition("/")[2].strip()


@dataclass(frozen=True)
class Rehearsal:
    """A scratch repository, the compose project of its workflows, and the emulated Fivetran in that."""

    root: Path
    project: str
    temporary: Path

    def commit(self, message: str) -> str:
        """Commits all that is there; the commit's name."""
        self.git("add", "--all")
        self.git("-c", "user.name=someone", "-c", "user.email=someone@example.com", "commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str) -> str:
        return _done([GIT, *arguments], self.root, self.environment).stdout

    def compose(self, *arguments: str, **given: str) -> str:
        return _done([DOCKER, "compose", *arguments], self.root, {**self.environment, **given}).stdout

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        return {
            **kept,
            "COMPOSE_PROJECT_NAME": self.project,
            "SFL_SANDBOX_PORT": "0",
            "SFL_SANDBOX_FILES_PORT": "0",
            "SANDBOX_ONGAGE_CONTACTS": "20",
            "SANDBOX_ONGAGE_LISTS": "1",
            "XDG_CACHE_HOME": str(self.temporary),
            "XDG_CONFIG_HOME": str(self.temporary),
        }

    @property
    def sandbox(self) -> Control:
        return Control(f"http://{self.compose('port', 'sandbox', '8900').strip()}")

    def act(self, event: str, *inputs: str, **secrets: str) -> Run:
        """Runs ongage_deploy.yml as GitHub would for `event`; a secret given as "" is not set."""
        given = {name: value for name, value in {**SECRETS, **secrets}.items() if value}
        command = [ACT, event, "--workflows", ".github/workflows/ongage_deploy.yml", "--rm", "--no-cache-server"]
        command += ["--platform", "ubuntu-latest=-self-hosted", "--insecure-secrets", "--secret-file"]
        command += [str(_secret_file(self.temporary, given)), "--var", f"FIVETRAN_API_URL={FIVETRAN}"]
        command += [part for each in inputs for part in ("--input", each)]
        done = _run(command, self.root, self.environment)
        return Run(done.returncode, done.stdout + done.stderr)

    def deploy(self) -> str:
        """Deploys what is committed without a workflow, for a test of what comes after; the package's id."""
        self.compose("run", "--rm", "sfl", "deploy", "ongage", FIVETRAN_API_URL=FIVETRAN, **SECRETS)
        self.sandbox.clear_requests("fivetran")
        return self.live()

    def replace(self, name: str, old: str, new: str) -> str:
        """Commits a change of one file of the connector; the commit's name."""
        path = self.root / "connectors/ongage" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self.commit(f"{name}: {new}")

    def calls(self) -> list[tuple[str, str, int | None]]:
        """What the emulated Fivetran was asked, and how it answered."""
        return [(call["method"], call["path"], call["status"]) for call in self.sandbox.requests("fivetran")]

    def changes(self) -> list[tuple[str, str]]:
        """Those of the calls that are more than a question, without ids."""
        return [(method, ID.sub("{id}", path)) for method, path, _ in self.calls() if method != "GET"]

    def live(self) -> str:
        """The package that the connection runs."""
        [connection] = self.sandbox.inspect("fivetran", "connections")
        return str(connection["config"]["package_id"])

    def committed(self) -> dict[str, bytes]:
        """The connector's files, as they are in the work tree."""
        names = self.git("ls-files", "connectors/ongage").split()
        return {name.removeprefix("connectors/ongage/"): (self.root / name).read_bytes() for name in names}

    def uploaded(self, package: str) -> dict[str, bytes]:
        """The files of a package that Fivetran holds."""
        url = f"{self.sandbox.url}/fivetran/v1/connector-sdk/packages/{package}/download"
        answer = requests.get(url, headers={"Authorization": f"Basic {API_KEY}"}, timeout=30)
        answer.raise_for_status()
        with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
            return {name: opened.read(name) for name in opened.namelist()}


def _secret_file(folder: Path, given: Mapping[str, str]) -> Path:
    path = folder / "secrets"
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}='{value}'\n" for name, value in given.items()), encoding="utf-8")
    return path


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def _done(command: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    done = _run(command, folder, environment)
    assert done.returncode == 0, done.stderr
    return done
