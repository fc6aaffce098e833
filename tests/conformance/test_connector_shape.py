"""The folder: seven files, a slug for a name, nothing that is not shipped, no module that another one hides."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from parsed import installed, module
from tracked import ROOT, below, text_of
from verdict import demand

SEVEN = ("connector.py", "api.py", "models.py", "sync.py", "toolkit/__init__.py", "requirements.txt", "__init__.py")
SHIPPED = re.compile(r"(?:(?:toolkit/|streams/)?(?!test_|conftest)\w+\.py|requirements\.txt)")
CONFIGURED = "connector.debug(configuration=json.loads(Path(__file__).with_name('configuration.json')"


def test_the_seven_files_are_there(service: str) -> None:
    missing = [name for name in SEVEN if name not in below(f"connectors/{service}")]
    demand(
        [f"connectors/{service}/{name}: missing" for name in missing],
        "Add it (`sfl sync-toolkit` writes toolkit/); AGENTS.md says what belongs into each of the seven.",
    )


def test_the_folder_is_named_by_a_slug(service: str) -> None:
    offences = [] if re.fullmatch(r"[a-z][a-z0-9]*", service) else [f"connectors/{service}: no slug"]
    demand(offences, "Rename it: small letters and digits, a letter first; secrets are named SFL_<SLUG>_<KEY>.")


def test_init_is_empty(service: str) -> None:
    text = text_of(f"connectors/{service}/__init__.py")
    demand([f"connectors/{service}/__init__.py: not empty"] * bool(text), "Empty it: nothing is imported by it.")


def test_the_folder_holds_only_what_is_shipped(service: str) -> None:
    others = [name for name in below(f"connectors/{service}") if not SHIPPED.fullmatch(name)]
    demand(
        [f"connectors/{service}/{name}: not of a connector" for name in others],
        "Move it: Fivetran ships all of the folder but hidden names, lib and include, which vanish. Tests belong into "
        f"tests/connectors/{service}; the only folders are toolkit/ and, in a large connector, streams/.",
    )


def test_nothing_in_the_folder_is_a_link(folder: Path) -> None:
    links = [name for name in below(f"connectors/{folder.name}") if (folder / name).is_symlink()]
    folders = [path.name for path in folder.iterdir() if path.is_symlink()]
    demand(
        [f"connectors/{folder.name}/{name}: a symbolic link" for name in sorted({*links, *folders})],
        "Put the file itself there: a link may lead nowhere in a container or on Windows. Shared code belongs into "
        "toolkit/, which `sfl sync-toolkit` copies.",
    )


def test_no_module_is_named_like_one_that_is_installed(service: str) -> None:
    own = {Path(name.partition("/")[0]).stem for name in below(f"connectors/{service}") if name.endswith(".py")}
    taken = {*sys.stdlib_module_names, *installed()}
    demand(
        [f"connectors/{service}: {name} is also a module of Python or of a package" for name in sorted(own & taken)],
        "Rename it: the folder comes last on Fivetran's module path, so that the other one would be imported.",
    )


def test_connector_py_is_under_forty_lines(service: str) -> None:
    count = len(text_of(f"connectors/{service}/connector.py").splitlines())
    demand(
        [f"connectors/{service}/connector.py: {count} lines"] * (count >= 40),
        "Move what is not schema, update, configuration_form or connector into sync.py or account.py.",
    )


def test_connector_py_defines_what_the_sdk_calls(service: str) -> None:
    found = module(service, "connector")
    functions = {node.name: [arg.arg for arg in node.args.args] for node in found.functions()}
    expected = {"schema": ["configuration"], "update": ["configuration", "state"], "configuration_form": []}
    missing = [f"{name}({', '.join(args)})" for name, args in expected.items() if functions.get(name) != args]
    line = "connector = Connector(update=update, schema=schema, configuration_form=configuration_form)"
    if line not in map(ast.unparse, found.tree.body):
        missing.append(line)
    demand([f"connectors/{service}/connector.py: no {what}" for what in missing], "Add it; see connectors/ongage.")


def test_python_connector_py_reads_the_configuration_beside_it(service: str) -> None:
    last = module(service, "connector").tree.body[-1:]
    lines = "\n".join(map(ast.unparse, last)).split("\n")
    right = len(lines) == 2 and lines[0] == "if __name__ == '__main__':" and lines[1].strip().startswith(CONFIGURED)
    demand(
        [] if right else [f"connectors/{service}/connector.py: does not end in the lines that run it"],
        "End it with `if __name__ == '__main__':` and `connector.debug(configuration=json.loads(Path(__file__)"
        '.with_name("configuration.json").read_text()))`: in SDK 3.0.0 debug() alone does not read the file.',
    )


def test_the_toolkit_copy_is_the_toolkit_byte_for_byte(folder: Path) -> None:
    names = {*below("toolkit"), *below(f"connectors/{folder.name}/toolkit")}
    differing = [
        name for name in sorted(names) if _content(folder / "toolkit" / name) != _content(ROOT / "toolkit" / name)
    ]
    demand(
        [f"connectors/{folder.name}/toolkit/{name}: not as toolkit/{name}" for name in differing],
        "Edit toolkit/ at the root, then run `sfl sync-toolkit`.",
    )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
