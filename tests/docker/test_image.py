"""What is in the image, and what a container of it may do."""

import json
import subprocess
from typing import Any

import pytest

from project import DOCKER, Project

CAPABILITIES = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]


@pytest.fixture(scope="module")
def image(project: Project) -> dict[str, Any]:
    described = subprocess.run([DOCKER, "image", "inspect", f"{project.name}-test"], capture_output=True, check=True)
    return json.loads(described.stdout)[0]


def test_the_image_is_smaller_than_400_mb(image: dict[str, Any]) -> None:
    assert image["Size"] < 400_000_000


def test_the_image_holds_no_secret(image: dict[str, Any]) -> None:
    names = {line.split("=")[0] for line in image["Config"]["Env"]}
    assert not [name for name in names if any(word in name for word in ("KEY", "PASSWORD", "SECRET", "TOKEN", "SFL_"))]


def test_python_and_the_sdk_are_the_pinned_ones(project: Project) -> None:
    says = "import importlib.metadata as m, sys; print(sys.version_info[:2], m.version('fivetran-connector-sdk'))"
    assert project.inside("test", "python", "-c", says) == "(3, 12) 3.0.0\n"


def test_every_installed_package_is_in_the_lock(project: Project) -> None:
    says = "from importlib.metadata import distributions as d; [print(f'{x.name.lower()}=={x.version}') for x in d()]"
    locked = (project.folder / "docker/requirements.txt").read_text().replace("-", "_")
    installed = project.inside("test", "python", "-c", says).replace("-", "_").replace(".", "_").split()
    assert installed
    assert not [pin for pin in installed if f"\n{pin} " not in locked.replace(".", "_")]


@pytest.mark.parametrize("module", ["json", "duckdb", "fivetran_connector_sdk", "starlette.routing"])
def test_byte_code_is_there(project: Project, module: str) -> None:
    says = f"import {module} as m, os; print(os.path.exists(m.__cached__))"
    assert project.inside("test", "python", "-c", says) == "True\n"


def test_no_cache_of_the_installation_is_left(project: Project) -> None:
    assert project.inside("test", "sh", "-c", "find / -xdev -path '*/.cache/*' 2>/dev/null | wc -l") == "0\n"


def test_pipreqs_asks_no_package_index(project: Project) -> None:
    assert "--use-local" in project.inside("test", "sh", "-c", 'cat "$(command -v pipreqs)"')


def test_a_command_runs_as_the_owner_of_the_repository(project: Project) -> None:
    owner = project.folder.stat()
    assert project.inside("test", "sh", "-c", 'echo "$(id -u) $(id -g) $(id -G)"').split() == [
        str(owner.st_uid),
        str(owner.st_gid),
        str(owner.st_gid),
    ]


def test_a_command_has_no_capability_and_gets_none(project: Project) -> None:
    status = dict(line.split(":\t") for line in project.inside("test", "cat", "/proc/self/status").splitlines())
    assert [status[name] for name in CAPABILITIES] == ["0000000000000000"] * 5
    assert status["NoNewPrivs"] == "1"


def test_a_container_may_start_as_the_owner(project: Project) -> None:
    owner = str(project.folder.stat().st_uid)
    run = ["run", "--rm", "--no-deps", "--user", owner, "--entrypoint", "entrypoint", "test", "sh", "-c"]
    assert project.compose(*run, "id -u; ls ~/.fivetran", check=True).stdout == f"{owner}\nconnector_sdk\n"


@pytest.mark.parametrize("path", ["/new", "/repo/new", "/repo/connectors/ongage/new", "/opt/venv/new"])
@pytest.mark.parametrize("service", ["ongage", "test"])
def test_neither_the_image_nor_the_sources_can_be_written(project: Project, service: str, path: str) -> None:
    said = project.inside(service, "sh", "-c", f"touch {path} 2>&1 || true")
    assert "Read-only file system" in said


def test_an_exit_code_passes_through(project: Project) -> None:
    run = ["run", "--rm", "--no-deps", "--entrypoint", "entrypoint", "test", "sh", "-c", "exit 7"]
    assert project.compose(*run).returncode == 7


def test_an_image_of_another_lock_is_refused(clean: Project) -> None:
    lock = clean.folder / "docker/requirements.txt"
    before = lock.read_bytes()
    lock.write_bytes(before + b"# a newer pin\n")
    refused = clean.compose("run", "--rm", "sfl", "--help")
    lock.write_bytes(before)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1] == (
        "entrypoint: this image was built from another docker/requirements.txt: run docker compose build"
    )
