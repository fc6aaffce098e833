"""A connector's container, ended at once as by a machine that goes away."""

import subprocess

from project import DOCKER, Project

# So that it reaches the tests' own sandbox, which holds a call while the container is killed.
OVERRIDE = "services: {{{service}: {{network_mode: host}}}}\n"


class Containers:
    """Runs of `docker compose run` in a copy of the repository of their own."""

    killed = 128 + 9

    def __init__(self, project: Project, service: str) -> None:
        self._project, self._service, self._name = project, service, f"{project.name}-{service}-killed"
        (project.folder / "docker-compose.override.yml").write_text(OVERRIDE.format(service=service))

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [DOCKER, "compose", "run", "--rm", "--no-deps", "--name", self._name, self._service],
            cwd=self._project.folder,
            env=self._project.environment({}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def kill(self, run: subprocess.Popen[str]) -> None:
        """Of no effect on a run that has just come to its end."""
        subprocess.run([DOCKER, "kill", "--signal", "KILL", self._name], capture_output=True, check=False)

    def left(self) -> list[str]:
        listed = [DOCKER, "ps", "--all", "--filter", f"name={self._name}", "--format", "{{.Names}}"]
        return subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
