"""docker-compose.yml: every service is hardened alike, none is open to the network or given the engine."""

from __future__ import annotations

from sfl.subject.compose import Compose
from tracked import texts
from verdict import demand

HARDENED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "init": True}
CAPABILITIES = ["CHOWN", "SETGID", "SETPCAP", "SETUID"]  # to become the repository's owner; the entrypoint drops them
UNDOING = ("privileged", "network_mode", "pid", "ipc", "devices", "user", "userns_mode")
SERVICES = Compose(texts()["docker-compose.yml"]).services


def test_every_service_is_hardened() -> None:
    offences = [
        f"docker-compose.yml: {name}: {key} is {service.get(key)}, not {value}"
        for name, service in SERVICES.items()
        for key, value in HARDENED.items()
        if service.get(key) != value
    ]
    offences += [
        f"docker-compose.yml: {name}: {key}" for name, service in SERVICES.items() for key in UNDOING if key in service
    ]
    demand(offences, "Merge *connector and leave these as they are there.")


def test_no_service_has_more_capabilities_than_the_entrypoint_drops() -> None:
    given = {name: service.get("cap_add") for name, service in SERVICES.items()}
    demand(
        [f"docker-compose.yml: {name}: cap_add {found}" for name, found in given.items() if found != CAPABILITIES],
        f"Leave it at {CAPABILITIES}.",
    )


def test_ports_are_published_on_loopback_only() -> None:
    published = [(name, port) for name, service in SERVICES.items() for port in service.get("ports", [])]
    assert published
    demand(
        [
            f"docker-compose.yml: {name}: port {port}"
            for name, port in published
            if not str(port).startswith("127.0.0.1:")
        ],
        'Write "127.0.0.1:PORT:PORT": anyone on the network could use the sandbox otherwise.',
    )


def test_no_service_is_given_the_engine() -> None:
    given = [name for name, service in SERVICES.items() if "docker.sock" in str(service.get("volumes", ""))]
    demand([f"docker-compose.yml: {name} mounts the engine's socket" for name in given], "Remove it: it is root.")
