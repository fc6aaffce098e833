"""connector.py defines schema, update and configuration_form, and the Connector that is made of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Write it as in connectors/ongage/connector.py; the SDK calls it by these names and arguments."
FUNCTIONS = {"schema": ["configuration"], "update": ["configuration", "state"], "configuration_form": []}
CONNECTOR = "connector = Connector(update=update, schema=schema, configuration_form=configuration_form)"


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("connector")
    if module is None:
        return
    for name, wanted in FUNCTIONS.items():
        function = module.function(name)
        if function is None or [argument.arg for argument in function.args.args] != wanted:
            yield module.finding(function, f"no {name}({', '.join(wanted)})")
    if CONNECTOR not in map(ast.unparse, module.tree.body):
        made = (node for node in module.tree.body if "Connector(" in ast.unparse(node))
        yield module.finding(next(made, None), f"no `{CONNECTOR}`")
