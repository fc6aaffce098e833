"""No module of a connector has the name of one of Python's or of an installed package's: that one would be imported."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from importlib.machinery import PathFinder

from sfl.subject import Finding, Subject

ADVICE = "Rename it: the connector's folder comes last on Fivetran's module path."


def check(subject: Subject) -> Iterator[Finding]:
    names = [name for name in reversed(subject.files) if name.endswith(".py")]
    for top, name in {name.partition("/")[0].removesuffix(".py"): name for name in names}.items():
        if top in sys.stdlib_module_names or _is_installed(top):
            yield Finding(f"{subject.folder}/{name}", 1, f"{top} is also a module of Python or of a package")


def _is_installed(name: str) -> bool:
    places = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    found = PathFinder.find_spec(name, places)
    return found is not None and found.loader is not None  # a folder without modules of its own hides nothing
