"""Runs of a connection's package, its setup tests and its syncs, and what they leave on the connection."""

from __future__ import annotations

import atexit
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.fivetran.account import Account
from sandbox.fivetran.connection import SDK_SERVICE, Connection
from sandbox.fivetran.execution import Execution

SYNC_S = 1
TESTS_TIMEOUT_S = 50  # the SDK's command waits a minute for them
SYNC_TIMEOUT_S = 3600
PASSED = {"title": "Connection test", "status": "PASSED", "message": ""}


@dataclass
class Run:
    """For the control API: what ran, over which rows, and why it failed."""

    connection_id: str
    package_id: str | None
    work: str
    rows: dict[str, int] = field(default_factory=dict)
    failure: str | None = None
    running: bool = True


class Runs:
    """Runs packages for real, or only pretends to: then all passes at once, unless a fault says otherwise."""

    def __init__(self, account: Account, pretend: bool) -> None:
        self._account, self._pretend_at_start = account, pretend
        self._executions: dict[str, Execution] = {}
        self._threads: list[threading.Thread] = []
        self._hanging: dict[str, tuple[Run, int | None]] = {}
        self.history: list[Run] = []
        self.pretend = pretend
        atexit.register(self.stop)

    def reset(self) -> None:
        self.stop()
        self._hanging.clear()
        self.history.clear()
        self.pretend = self._pretend_at_start

    def stop(self) -> None:
        """Ends every sync that is under way; none of them says how it went."""
        for connection_id in list(self._executions):
            self.forget(connection_id)

    def wait(self) -> None:
        """Returns once every sync has ended; those that a fault lets hang aside."""
        while self._threads:
            self._threads.pop().join()

    def forget(self, connection_id: str) -> None:
        """Ends the sync of a connection, if there is one."""
        self._hanging.pop(connection_id, None)
        if execution := self._executions.pop(connection_id, None):
            execution.stop()

    def setup_tests(self, connection: Connection, fault: dict[str, Any] | None) -> list[dict[str, Any]]:
        """Runs the tests of the setup form; what they say is the connection's setup state."""
        run = self._begun(connection, "tests")
        tests = [{**PASSED, **fault}] if fault else self._tests(connection)
        failed = [test["message"] for test in tests if test["status"] != "PASSED"]
        run.failure, run.running = "; ".join(failed) or None, False
        connection.tested(passed=not failed)
        return tests

    def sync(self, connection: Connection, fails: dict[str, Any] | None, hangs: dict[str, Any] | None) -> None:
        """Begins a sync, in place of one that runs."""
        self.forget(connection.id)
        run = self._begun(connection, "sync")
        connection.syncing, connection.began_s = True, self._account.clock.now_epoch_s
        if hangs:
            self._hanging[connection.id] = (run, hangs["looks"])
        elif fails or self._pretended(connection):
            self._ended(connection, run, {"failure": fails["message"] if fails else None})
        else:
            execution = self._executions[connection.id] = self._execution(connection)
            self._threads.append(threading.Thread(target=self._sync, args=(connection, run, execution), daemon=True))
            self._threads[-1].start()

    def look(self, connection: Connection) -> None:
        """A sync that hangs ends after so many looks at its connection."""
        run, looks = self._hanging.get(connection.id, (None, None))
        if run is None or looks is None:
            return
        self._hanging[connection.id] = (run, looks - 1)
        if looks <= 0:
            del self._hanging[connection.id]
            self._ended(connection, run, {"failure": None})

    def settle(self) -> None:
        """Begins the syncs that the clock has made due."""
        for connection in list(self._account.connections.values()):
            if connection.due(self._account.clock.now_epoch_s):
                self.sync(connection, None, None)

    def describe(self) -> list[dict[str, Any]]:
        return [asdict(run) for run in self.history]

    def _begun(self, connection: Connection, work: str) -> Run:
        run = Run(connection.id, connection.config.get("package_id"), work)
        self.history.append(run)
        return run

    def _pretended(self, connection: Connection) -> bool:
        return self.pretend or connection.service != SDK_SERVICE or "package_id" not in connection.config

    def _execution(self, connection: Connection) -> Execution:
        package = self._account.packages.find(connection.config["package_id"])
        return Execution(package.archive, connection.configuration)

    def _tests(self, connection: Connection) -> list[dict[str, Any]]:
        if self._pretended(connection):
            return [PASSED]
        found = self._execution(connection).run("tests", {}, TESTS_TIMEOUT_S)
        tests: list[dict[str, Any]] = found.get("tests", [])
        if found["failure"] is not None:
            # Of a test that raised, the runner has the title already.
            raised = tests.pop() if tests else PASSED
            tests.append({**raised, "status": "JOB_FAILED", "message": found["failure"]})
        return tests

    def _sync(self, connection: Connection, run: Run, execution: Execution) -> None:
        found = execution.run("sync", connection.state, SYNC_TIMEOUT_S)
        run.failure, run.running = "stopped", False
        if self._executions.get(connection.id) is execution:
            del self._executions[connection.id]
            self._ended(connection, run, found)

    def _ended(self, connection: Connection, run: Run, found: dict[str, Any]) -> None:
        clock = self._account.clock
        # A sync that ends when it began could not be told from the one before.
        clock.advance(SYNC_S)
        run.rows, run.failure, run.running = found.get("rows", {}), found["failure"], False
        connection.ended(clock.iso(), found)
