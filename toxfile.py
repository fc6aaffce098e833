"""Gives every connector an environment, and finds the Pythons of pyenv and of GitHub's runners, on PATH or not.

Where uv lies beside tox it fills the environments, in a fifth of the time that pip takes.
"""

import os
import shlex
from pathlib import Path

from tox.config.loader.memory import MemoryLoader
from tox.config.sets import ConfigSet
from tox.plugin import impl
from tox.session.state import State

try:
    from uv import find_uv_bin
except ImportError:
    pass
else:
    # Read by tox.ini, which has pip otherwise. VIRTUAL_ENV, which tox sets, tells uv what to fill.
    os.environ["TOX_INSTALLER"] = f"{shlex.quote(find_uv_bin())} pip install"

CONNECTORS = sorted(path.parent.name for path in Path(__file__).parent.glob("connectors/*/connector.py"))


@impl
def tox_extend_envs() -> list[str]:
    return CONNECTORS


@impl
def tox_add_core_config(core_conf: ConfigSet, state: State) -> None:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    pythons = sorted(str(path) for path in root.glob("versions/3.1[0-4].*/bin/python"))
    if "RUNNER_TOOL_CACHE" in os.environ:
        pythons += map(str, Path(os.environ["RUNNER_TOOL_CACHE"]).glob("Python/3.1[0-4].*/x64/bin/python"))
    state.conf.options.discover = [*state.conf.options.discover, *pythons]
    for name in CONNECTORS:
        # as if tox.ini had [testenv:NAME] with `base = connector, testenv`
        state.conf.memory_seed_loaders[name].append(MemoryLoader(base=["connector", "testenv"]))
