"""Applies a plan and verifies what is live then. What a failure leaves is settled in takeback.py."""

from __future__ import annotations

from dataclasses import dataclass

from sfl import command
from sfl.command import Command
from sfl.errors import Refused
from sfl.package import Package
from sfl.plan import Action, Live, Options, Plan
from sfl.resources import Connection, Settings
from sfl.rest import Unsure
from sfl.target import Target
from sfl.terminal import say
from sfl.verify import Expected, sync, verify

UPLOADS = {Action.CREATE, Action.UPDATE}


class Untouched(Refused):
    """It failed before anything was changed."""


@dataclass(frozen=True)
class Rollout:
    """`known` are the ids of the packages that the account had before: one that is bound and not among them is ours."""

    target: Target
    package: Package
    plan: Plan
    before: Live | None
    options: Options
    known: frozenset[str]

    def run(self) -> Connection:
        """The connection, verified. Raises Untouched, or the SflError after which something may have changed."""
        self._check_unmoved()
        identifier = self._upload() if self.plan.action in UPLOADS else self._configure()
        now = verify(self.target, identifier, self._expected())
        return self._sync(now) if self.options.sync else now

    def command(self) -> Command:
        kept = command.kept(self.before.connection if self.before else None)
        return Command(self.target.group.name, self.target.service, kept)

    def _check_unmoved(self) -> None:
        now, before = self.target.connection(), self.before.connection if self.before else None
        if (now.package_id if now else None) != (before.package_id if before else None):
            raise Untouched(f"{self.target.service}: another package was bound since the plan was made: plan again.")

    def _upload(self) -> str:
        """Exit code 1 of the command can mean that nothing was changed, or all of it: reading tells."""
        target, line = self.target, self.command()
        say(f"$ {line}")
        code = command.run(line, self.package.folder, target.given, target.account, self._show)
        now = target.connection()
        if now is None or now.package_id is None or now.package_id in self.known:
            raise Untouched(f"{target.service}: `fivetran deploy` ended with code {code} and changed nothing.")
        if code:
            say(f"It ended with code {code}, but package {now.package_id} is live: whether it works is verified.")
        return now.id

    def _show(self, line: str) -> None:
        say(self.target.mask(line))

    def _configure(self) -> str:
        assert self.before
        given = self.target.given if self.plan.values_sent else None
        python = self.plan.python.planned if self.plan.python.changes else None
        settings = Settings(python=python, given=given)
        try:
            if settings != Settings():
                self.target.fivetran.change(self.before.connection.id, settings)
        except Unsure:
            raise
        except Refused as error:
            raise Untouched(str(error)) from error
        return self.before.connection.id

    def _expected(self) -> Expected:
        uploaded, stored = self.plan.action in UPLOADS, self.before.connection if self.before else None
        return Expected(
            package_id=None if uploaded or not stored else stored.package_id,
            files=self.package.files if uploaded else None,
            keys=frozenset(self.target.given if self.plan.values_sent or not stored else stored.keys),
            python=self.plan.python.planned,
            networking=stored.networking if stored else None,  # a new connection's is its destination's to choose
        )

    def _sync(self, now: Connection) -> Connection:
        if now.paused:
            self.target.fivetran.change(now.id, Settings(paused=False))
        ended = sync(self.target, now.id)
        say(f"The sync succeeded at {ended.succeeded_at}.")
        return ended
