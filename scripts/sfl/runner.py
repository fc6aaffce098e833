"""Runs `fivetran debug` on a staged connector, shows what it prints, and tells what a failure was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sfl.errors import CheckFailed, Refused, SflError, UsageError
from sfl.process import follow
from sfl.staging import Stage

# A state can be a megabyte long, and the SDK prints it at every checkpoint.
LONGEST_LINE = 400
# SDK 3.0.0: "Error: failed while executing update() error: MESSAGE", a traceback, "CLASS: the message is above".
MESSAGE = re.compile(r"Error: failed while executing \w+\(\) error: (?P<message>.*)")
KIND = re.compile(r"\s*(?P<kind>[\w.]+): the message is above")
STARTED = re.compile(r"⚡ sdk\s+calling update\(\)")
WARNING = re.compile(r"WARNING\s+⚡ sdk\s+(?P<message>.*)")
ERRORS: dict[str, type[SflError]] = {"ConfigurationError": UsageError, "SourceRefused": Refused}


@dataclass
class Reading:
    """What the output of a run says. `warnings` are those that the connector gave by `op.warning`."""

    started: bool = False
    message: str = ""
    kind: str = ""
    warnings: list[str] = field(default_factory=list)

    def line(self, text: str) -> None:
        self.started = self.started or bool(STARTED.search(text))
        if (found := WARNING.search(text)) and self.started:
            self.warnings.append(found["message"])
        if found := MESSAGE.search(text):
            self.message = found["message"]
        if found := KIND.fullmatch(text):
            self.kind = found["kind"].rpartition(".")[2]

    def error(self, service: str, code: int) -> SflError:
        if self.kind in ERRORS:
            return ERRORS[self.kind](f"{service}: {self.message}")
        what = f"{self.kind}: {self.message}" if self.kind else f"`fivetran debug` ended with code {code}"
        return CheckFailed(f"{service}: the sync failed: {what}. Checkpointed rows are kept; run it again to go on.")


def run(service: str, stage: Stage) -> list[str]:
    """Runs the sync to its end and returns its warnings; a failed one raises."""
    reading = Reading()

    def show(text: str) -> None:
        reading.line(text)
        print(_shortened(text), flush=True)

    # The stage outlives the process, whatever ends it.
    code = follow(stage.command, folder=stage.project, environment=stage.environment, line=show, keep=[stage.lock])
    if code:
        raise reading.error(service, code)
    return reading.warnings


def _shortened(text: str) -> str:
    rest = len(text) - LONGEST_LINE
    return f"{text[:LONGEST_LINE]}… ({rest} characters more)" if rest > 0 else text
