"""Around the folder: a service of compose, environments of tox, tests, and the hardening of every service."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from composed import merged, service_names, written
from tracked import ROOT, below
from verdict import demand

HARDENED = {"read_only": "true", "cap_drop": "[ALL]", "security_opt": '["no-new-privileges:true"]', "init": "true"}
CAPABILITIES = "[CHOWN, SETGID, SETPCAP, SETUID]"  # to become the repository's owner; the entrypoint drops them
UNDOING = ("privileged", "network_mode", "pid", "ipc", "devices", "user", "userns_mode")
LOOPBACK = re.compile(r'\["127\.0\.0\.1:[^"]+"(?:, "127\.0\.0\.1:[^"]+")*\]')


def test_compose_has_a_service_for_it(service: str) -> None:
    wanted = {
        "<<": "*connector",
        "entrypoint": f"[entrypoint, sfl, debug, {service}]",
        "environment": f'{{<<: *{service}, SFL_SANDBOX_URL: "http://sandbox:8900"}}',
        "volumes": f'[".:/repo:ro", "./connectors/{service}/files:/repo/connectors/{service}/files"]',
        "depends_on": "{sandbox: {condition: service_healthy}}",
    }
    text = "\n".join([f"  {service}:", *(f"    {key}: {value}" for key, value in wanted.items())])
    offences = [] if written(service) == wanted else [f"docker-compose.yml: service {service} is missing or differs"]
    demand(offences, f"It reads:\n{text}")


def test_tox_has_an_environment_for_it(service: str, tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "tox", "config", "--workdir", str(tmp_path), "-e", service, "-k", "commands"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    right = f"commands = python -m sfl debug {service}\n" in told
    demand([] if right else [f"tox: no environment {service}"], "toxfile.py names every folder with a connector.py.")


def test_it_has_tests_of_its_own(service: str) -> None:
    tests = [name for name in below(f"tests/connectors/{service}") if name.startswith("test_")]
    demand(
        [] if tests else [f"tests/connectors/{service}: no test"],
        "Add test_sync.py, test_resume.py and test_faults.py against its sandbox; see tests/connectors/ongage.",
    )


def test_the_sandbox_has_its_source(service: str) -> None:
    demand(
        [] if below(f"sandbox/{service}") else [f"sandbox/{service}: missing"],
        f"Emulate the source's API in sandbox/{service}/: its `service(seed)` makes it.",
    )


def test_every_service_is_hardened() -> None:
    services = {name: merged(name) for name in service_names()}
    offences = [
        f"docker-compose.yml: {name}: {key} is {service.get(key)}, not {value}"
        for name, service in services.items()
        for key, value in HARDENED.items()
        if service.get(key) != value
    ]
    offences += [
        f"docker-compose.yml: {name}: {key}" for name, service in services.items() for key in UNDOING if key in service
    ]
    demand(offences, "Merge *connector and leave these as they are there.")


def test_no_service_has_more_capabilities_than_the_entrypoint_drops() -> None:
    given = {name: merged(name).get("cap_add") for name in service_names()}
    demand(
        [f"docker-compose.yml: {name}: cap_add {found}" for name, found in given.items() if found != CAPABILITIES],
        f"Leave it at {CAPABILITIES}.",
    )


def test_ports_are_published_on_loopback_only() -> None:
    published = {name: merged(name)["ports"] for name in service_names() if "ports" in merged(name)}
    demand(
        [
            f"docker-compose.yml: {name}: ports {ports}"
            for name, ports in published.items()
            if not LOOPBACK.fullmatch(ports)
        ],
        'Write ["127.0.0.1:PORT:PORT"]: anyone on the network could use the sandbox otherwise.',
    )


def test_no_service_is_given_the_engine() -> None:
    given = [name for name in service_names() if "docker.sock" in merged(name).get("volumes", "")]
    demand([f"docker-compose.yml: {name} mounts the engine's socket" for name in given], "Remove it: it is root.")
