"""The real `fivetran deploy` of SDK 3.0.0, from a copy of a connector, against the emulated Fivetran."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import subprocess
import sysconfig
import time
import zipfile
from pathlib import Path

import pytest

from fivetran_client import Fivetran, config

pytestmark = pytest.mark.once

CONNECTOR = Path(__file__).resolve().parents[2] / "connectors" / "ongage"
# The customer's line; the key goes by the environment.
LINE = shlex.split(
    "fivetran deploy --destination sandbox --configuration ./configuration.json --connection ongage --force"
)
PINNED = ["--python-version", "3.12"]
SECRET = "marked-secret-4711"


class Command:
    """`fivetran` in a copy of the connector, with a home of its own that names the sandbox as Fivetran's address."""

    def __init__(self, folder: Path, fivetran: Fivetran) -> None:
        self.fivetran = fivetran
        self.project = folder / "ongage"
        ignored = shutil.ignore_patterns("files", "__pycache__", "configuration.json")
        shutil.copytree(CONNECTOR, self.project, ignore=ignored)
        self.configure()
        self._home(folder / "home" / ".fivetran" / "connector_sdk")
        (folder / "options.toml").touch()
        self.environment = {
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
            "HOME": str(folder / "home"),
            "FIVETRAN_OPTIONS_FILE": str(folder / "options.toml"),
            "DO_NOT_TRACK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "FIVETRAN_API_KEY": fivetran.sandbox.configuration("fivetran")["FIVETRAN_API_KEY"],
        }

    def configure(self, **changed: str) -> None:
        given = {**self.fivetran.sandbox.configuration("ongage"), "email_hash_key": SECRET, **changed}
        (self.project / "configuration.json").write_text(json.dumps(given))

    def _home(self, root: Path) -> None:
        root.mkdir(parents=True)
        address = self.fivetran.sandbox.configuration("fivetran")["FIVETRAN_API_URL"]
        (root / "_config.json").write_text(json.dumps({"production_base_url": address}))
        # Checked just now: else the SDK asks a server whether there is a newer one.
        (root / "_last_version_check").write_text(str(int(time.time())))

    def run(self, *line: str, code: int = 0) -> str:
        """What the command says; it must end with this code."""
        words = line or (*LINE, *PINNED)
        done = subprocess.run(
            words, cwd=self.project, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def bound(self) -> str:
        """The package of the connection."""
        (found,) = self.fivetran.data("connections", schema="ongage")["items"]
        return str(self.fivetran.data(f"connections/{found['id']}")["config"]["package_id"])


@pytest.fixture
def command(fivetran: Fivetran, tmp_path: Path) -> Command:
    """The command against an account without connections, whose packages only seem to run."""
    fivetran.sandbox.order("fivetran", "pretend", pretend=True)
    return Command(tmp_path, fivetran)


@pytest.fixture
def deployed(command: Command) -> Command:
    """The same with a connection of that name, bound to a package."""
    package_id = command.fivetran.uploaded()
    command.fivetran.created(config=config(schema="ongage", package_id=package_id))
    return command


def test_the_connector_is_deployed_tested_and_synced_for_real(fivetran, tmp_path, sandbox):
    command = Command(tmp_path, fivetran)
    command.configure(list_ids="21001", include_activity="false")
    assert "connection created" in command.run()
    (found,) = fivetran.data("groups/sandbox_group/connections", schema="ongage")["items"]
    assert (found["paused"], found["status"]["setup_state"]) == (True, "connected")
    path = f"connections/{found['id']}"
    fivetran.patch(path, {"paused": False, "run_setup_tests": False})
    assert fivetran.synced(path)["status"]["tasks"] == []
    tests, sync = sandbox.inspect("fivetran", "runs")
    assert (tests["failure"], sync["failure"], sync["rows"]["lists"]) == (None, None, 5)


def test_the_package_holds_the_files_of_the_connector(deployed):
    deployed.run()
    content = deployed.fivetran.get(f"connector-sdk/packages/{deployed.bound()}/download").content
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert {"connector.py", "api.py", "toolkit/session.py", "requirements.txt"} <= set(packed.namelist())
    assert packed.read("api.py") == (CONNECTOR / "api.py").read_bytes()


def test_a_second_deploy_binds_a_new_package_and_leaves_the_old_one(deployed):
    first = deployed.bound()
    assert "connection updated" in deployed.run()
    packages = deployed.fivetran.data("connector-sdk/packages")["items"]
    assert [(one["id"] == first, bool(one["connection_ids"])) for one in packages] == [(True, False), (False, True)]


def test_an_update_sets_networking_back_and_replaces_the_configuration(deployed):
    (found,) = deployed.fivetran.data("connections")["items"]
    path = f"connections/{found['id']}"
    deployed.fivetran.patch(path, {"networking_method": "ProxyAgent", "proxy_agent_id": "agent"})
    deployed.configure(list_ids="21001")
    deployed.run()
    after = deployed.fivetran.data(path)
    keys = [secret["key"] for secret in after["config"]["secrets_list"]]
    assert (after["networking_method"], after["proxy_agent_id"]) == ("Directly", None)
    assert (keys[-1], after["config"]["python_version"]) == ("list_ids", "3.12")


def test_the_customers_line_fails_on_a_redeploy_without_a_python_version(deployed):
    assert "--python-version is required when deploying to an existing connection" in deployed.run(*LINE, code=1)


def test_the_package_before_is_bound_again_by_its_id(deployed):
    first = deployed.bound()
    deployed.run()
    deployed.run(*LINE, *PINNED, "--package-id", first)
    assert deployed.bound() == first


def test_no_secret_is_in_the_log_or_the_output(deployed):
    said = deployed.run()
    assert SECRET not in said + json.dumps(deployed.fivetran.sandbox.requests("fivetran"))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"fault": "unauthorized"}, "request failed error: 401"),
        ({"fault": "forbidden", "method": "POST"}, "You do not have permission to perform this action"),
        ({"fault": "server_error", "method": "PATCH"}, "failed to update connection error"),
        ({"fault": "upload_lost", "seconds": 0}, "deploy run failed with error"),
    ],
)
def test_a_deploy_that_is_refused_leaves_the_package_that_is_bound(deployed, fault, message):
    before = deployed.bound()
    deployed.fivetran.sandbox.fault("fivetran", **fault)
    assert message in deployed.run(code=1)
    deployed.fivetran.sandbox.clear_faults("fivetran")
    assert deployed.bound() == before


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"fault": "patch_lost", "seconds": 0}, "deploy run failed with error"),
        ({"fault": "setup_tests_fail"}, "connection updated but setup tests failed"),
    ],
)
def test_a_deploy_that_fails_after_the_update_leaves_the_new_package_bound(deployed, fault, message):
    before = deployed.bound()
    deployed.fivetran.sandbox.fault("fivetran", **fault)
    assert message in deployed.run(code=1)
    assert deployed.bound() != before


def test_a_connection_of_another_service_is_not_touched(command):
    order = {"group_id": "sandbox_group", "service": "postgres", "config": {"schema": "ongage"}}
    command.fivetran.sandbox.order("fivetran", "connections", **order)
    assert "not a Connector SDK connection" in command.run(code=1)


def test_a_destination_that_does_not_exist_is_named(command):
    line = ["nowhere" if word == "sandbox" else word for word in LINE]
    assert "destination 'nowhere' not found in account" in command.run(*line, *PINNED, code=1)


def test_a_name_that_breaks_the_pattern_is_refused_before_anything_is_uploaded(command):
    line = ["Ongage!" if word == "ongage" else word for word in LINE]
    assert "invalid connection name: 'Ongage!'" in command.run(*line, *PINNED, code=1)
    assert [call for call in command.fivetran.sandbox.requests("fivetran") if call["method"] != "GET"] == []
