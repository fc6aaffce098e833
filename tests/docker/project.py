"""Drives `docker compose` in one copy of the repository."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DOCKER = shutil.which("docker") or "docker"
# What the developer has set must not reach the tests.
OURS = ("SFL_", "SANDBOX_", "COMPOSE_")
SECRETS = {
    "SFL_ONGAGE_USERNAME": "sandbox",
    "SFL_ONGAGE_PASSWORD": "sandbox",
    "SFL_ONGAGE_ACCOUNT_CODE": "sandbox",
    "SFL_ONGAGE_BASE_URL": "http://sandbox:8900/ongage",
    "SFL_ONGAGE_CALLS_PER_MINUTE": "6000",
    "SFL_ONGAGE_POLL_INTERVAL_SECONDS": "0.01",
    "SFL_ONGAGE_START_DATE": "2026-10-29",
}


# Someone who is not the caller, so that a container that failed to drop its rights is caught: root alone can give
# files away.
OWNER = 1234 if os.getuid() == 0 else os.getuid()


@dataclass(frozen=True)
class Project:
    folder: Path
    name: str

    @property
    def connector(self) -> Path:
        return self.folder / "connectors" / "ongage"

    @property
    def files(self) -> Path:
        return self.connector / "files"

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        own = {"COMPOSE_PROJECT_NAME": self.name, "SFL_SANDBOX_PORT": "0", "SFL_SANDBOX_FILES_PORT": "0"}
        small = {"SANDBOX_EVERYACTION_CONTACTS": "20", "SANDBOX_ONGAGE_CONTACTS": "20", "SANDBOX_ONGAGE_LISTS": "1"}
        return {**kept, **own, **small, **given}

    def compose(
        self, *arguments: str, given: Mapping[str, str] | None = None, check: bool = False
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [DOCKER, "compose", *arguments],
            cwd=self.folder,
            env=self.environment(given or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done

    def ongage(self, *arguments: str, given: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return self.compose("run", "--rm", "ongage", *arguments, given=given)

    def inside(self, service: str, *command: str, given: Mapping[str, str] | None = None) -> str:
        """What a command says in a container of `service`, after the entrypoint."""
        run = ["run", "--rm", "--no-deps", "--entrypoint", "entrypoint", service, *command]
        return self.compose(*run, given=given, check=True).stdout

    def await_end(self, service: str) -> None:
        """Returns when no container of `service` runs any more; one that does not end by itself is an error."""
        # Without --all, compose does not name those of `compose run`.
        running = self.compose("ps", "--all", "--quiet", service, check=True).stdout.split()
        subprocess.run([DOCKER, "wait", *running], capture_output=True, check=False, timeout=30)

    def configure(self, **changes: str) -> None:
        """Writes configuration.json for the sandbox."""
        keys = {name.removeprefix("SFL_ONGAGE_").lower(): value for name, value in SECRETS.items()}
        (self.connector / "configuration.json").write_text(json.dumps({**keys, **changes}))
        self.give_away(self.connector / "configuration.json")

    def dotenv(self, text: str) -> None:
        (self.folder / ".env").write_text(text)
        self.give_away(self.folder / ".env")

    def give_away(self, path: Path) -> None:
        """To the owner of the copy, who alone may read it."""
        path.chmod(0o600)
        os.chown(path, self.folder.stat().st_uid, self.folder.stat().st_gid)

    def give_all_away(self) -> None:
        """To OWNER, all that there is."""
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, OWNER, OWNER if os.getuid() == 0 else -1)

    def copy(self, folder: Path) -> "Project":
        """Another copy as it was cloned, under the same project, so that its images serve."""
        self.clear()
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder, self.name)

    def clear(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)
        for path in (self.connector / "configuration.json", self.folder / ".env"):
            path.unlink(missing_ok=True)
