"""`python connector.py` runs the connector with the configuration.json beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = (
    "End the file with `if __name__ == '__main__':` and `connector.debug(configuration=json.loads(Path(__file__)"
    '.with_name("configuration.json").read_text()))`: in SDK 3.0.0 debug() alone does not read the file.'
)
MAIN = "if __name__ == '__main__':"
DEBUG = "connector.debug(configuration=json.loads(Path(__file__).with_name('configuration.json').read_text("


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("connector")
    if module is None or not module.tree.body:
        return
    last = module.tree.body[-1]
    lines = ast.unparse(last).split("\n")
    if not (len(lines) == 2 and lines[0] == MAIN and lines[1].strip().startswith(DEBUG)):
        yield module.finding(last, "does not end in the lines that run it")
