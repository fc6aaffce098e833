"""Syncs that are killed again and again, and what that costs, beside one that nobody disturbs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from machine import Machine, Run
from moments import CALL, FIRST_SAVE, NEVER, WRITE, Moment
from tables import Tables, differences

KILLS_IN_A_ROW = 4


@dataclass(frozen=True)
class Undisturbed:
    """A first sync, and the next one, which finds nothing new."""

    first: Run
    quiet: Run
    tables: Tables

    @classmethod
    def of(cls, machine: Machine) -> Undisturbed:
        machine.clear()
        first = machine.run()
        tables = machine.tables()
        return cls(first, machine.run(), tables)

    def moments(self, chance: random.Random, count: int) -> Iterator[Moment]:
        """A moment anywhere in a first sync; and for those that go on from it, moments that any sync comes to."""
        for run in [self.first, *[self.quiet] * (count - 1)]:
            kind, most = chance.choice([(CALL, len(run.calls)), (WRITE, run.writes)])
            yield Moment(kind, chance.randint(1, most), lost=kind == CALL and chance.random() < 0.5)


@dataclass
class Chain:
    """A first sync that was killed at one moment after another, each time started again, until one came to its end."""

    undisturbed: Undisturbed
    runs: list[Run] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, machine: Machine, undisturbed: Undisturbed, moments: Iterable[Moment]) -> Chain:
        machine.clear()
        chain = cls(undisturbed)
        for moment in [*moments, NEVER]:
            chain.runs.append(machine.run(moment))
            if not chain.runs[-1].killed:
                break
        chain.differences = differences(machine.tables(), undisturbed.tables)
        chain.left = machine.left()
        return chain

    def __str__(self) -> str:
        return ", ".join(str(run.moment) for run in self.killed)

    @property
    def killed(self) -> list[Run]:
        return [run for run in self.runs if run.killed]

    @property
    def repeated(self) -> list[list[str]]:
        """For each run that was started again, the calls that were made before it, but for those of every sync."""
        usual, made, repeated = set(self.undisturbed.quiet.calls), set[str](), []
        for run in self.runs:
            repeated.append([call for call in run.calls if call in made])
            made |= set(run.calls) - usual
        return repeated[1:]

    @property
    def asked_though_saved(self) -> list[str]:
        """The calls that were made again though a save had come after them, but for those of every sync."""
        usual, saved, again = set(self.undisturbed.quiet.calls), set[str](), list[str]()
        for run in self.runs:
            again += [call for call in run.calls if call in saved]
            saved |= set(run.saved_calls) - usual
        return again

    @property
    def rows_repeated(self) -> int:
        return sum(run.rows for run in self.runs) - self.undisturbed.first.rows


@dataclass
class Proof:
    """One connector's chains: at least `kills` kills, the first of them right after the first save."""

    seed: int
    undisturbed: Undisturbed
    chains: list[Chain]

    @classmethod
    def of(cls, machine: Machine, kills: int, seed: int) -> Proof:
        undisturbed = Undisturbed.of(machine)
        chance = random.Random(f"{machine.source.service} {seed}")  # noqa: S311 - no secret
        proof = cls(seed, undisturbed, [Chain.of(machine, undisturbed, [FIRST_SAVE])])
        assert proof.kills, "the first run came to its end"
        while (missing := kills - proof.kills) > 0:
            moments = undisturbed.moments(chance, min(missing, KILLS_IN_A_ROW))
            proof.chains.append(Chain.of(machine, undisturbed, moments))
        return proof

    @property
    def kills(self) -> int:
        return sum(len(chain.killed) for chain in self.chains)

    @property
    def differences(self) -> list[str]:
        return [f"{chain}: {line}" for chain in self.chains for line in chain.differences]

    @property
    def asked_though_saved(self) -> list[str]:
        return [f"{chain}: {call}" for chain in self.chains for call in chain.asked_though_saved]

    @property
    def costs(self) -> list[int]:
        """How many calls each kill repeated."""
        return [len(calls) for chain in self.chains for calls in chain.repeated]

    @property
    def left(self) -> list[str]:
        return [f"{chain}: {name}" for chain in self.chains for name in chain.left]

    def summary(self) -> str:
        return (
            f"killed {self.kills} times in {len(self.chains)} chains: {'; '.join(map(str, self.chains))}. "
            f"Repeated: {sum(self.costs)} calls, at most {max(self.costs)} for one kill (a window has "
            f"{self.undisturbed.first.window}), {sum(chain.rows_repeated for chain in self.chains)} rows. "
            f"An undisturbed sync: {len(self.undisturbed.first.calls)} calls, {self.undisturbed.first.rows} rows, "
            f"{len(self.undisturbed.first.saves)} saves"
        )
