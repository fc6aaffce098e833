"""A connector imports only what Fivetran will have: its own modules, Python's, the SDK, requests and what it pins."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator

from sfl.rules.exact_pins import package_name
from sfl.subject import Finding, Subject
from sfl.subject.syntax import SDK

ADVICE = (
    "Pin its package in the connector's requirements.txt, as docker/requirements.txt does; what lies beside the "
    "connector's folder is not shipped."
)
ALWAYS_THERE = {"requests", SDK}


def check(subject: Subject) -> Iterator[Finding]:
    own = {module.layer for module in subject.shipped_modules}
    known = {*sys.stdlib_module_names, *own, *ALWAYS_THERE, *_pinned(subject)}
    for module in subject.shipped_modules:
        for line in module.imports:
            if not line.level and line.top not in known:
                yield module.finding(line.node, f"imports {line.module}")


def _pinned(subject: Subject) -> set[str]:
    """The modules that the packages of requirements.txt bring."""
    packages = {package_name(line) for _, line in subject.lines(subject.requirements)}
    return {name for package in packages if package for name in _brought_by(package)}


def _brought_by(package: str) -> set[str]:
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return set()  # `image-pins` tells
    return {path.parts[0].removesuffix(".py") for path in files if path.suffix == ".py"}
