"""What docker-compose.yml promises beside the runs of a connector."""

import json

from project import Project


def test_compose_finds_no_fault_and_warns_of_nothing(project: Project) -> None:
    checked = project.compose("config", "--quiet")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_every_service_is_read_only_and_without_capabilities(project: Project) -> None:
    services = json.loads(project.compose("config", "--format", "json", check=True).stdout)["services"]
    connectors = [path.parent.name for path in project.folder.glob("connectors/*/connector.py")]
    assert sorted(services) == sorted([*connectors, "sandbox", "sfl", "test"])
    assert {service["read_only"] for service in services.values()} == {True}
    assert {tuple(service["cap_drop"]) for service in services.values()} == {("ALL",)}
    assert {tuple(service["security_opt"]) for service in services.values()} == {("no-new-privileges:true",)}


def test_the_sandbox_is_published_on_loopback_only(project: Project) -> None:
    project.compose("up", "--detach", "--wait", "sandbox", check=True)
    published = project.compose("port", "sandbox", "8900", check=True).stdout.strip()
    assert published.rpartition(":")[0] == "127.0.0.1"


def test_the_sandbox_sees_no_connector(project: Project) -> None:
    assert project.inside("sandbox", "ls", "/repo").split() == ["docker", "sandbox", "scripts"]
