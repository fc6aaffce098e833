"""What the account holds: groups with their destinations, packages, connections."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.faults import FaultBoard
from sandbox.fivetran.connection import Connection
from sandbox.fivetran.packages import Packages

FIRST_GROUP = {"sandbox_group": "sandbox"}


@dataclass
class Account:
    """`groups` are names by id; a group and its destination are one (the docs: mapped 1:1, under one id)."""

    clock: Clock
    faults: FaultBoard
    groups: dict[str, str] = field(default_factory=lambda: dict(FIRST_GROUP))
    packages: Packages = field(default_factory=Packages)
    connections: dict[str, Connection] = field(default_factory=dict)
    made: int = 0

    def reset(self) -> None:
        self.groups = dict(FIRST_GROUP)
        self.packages.clear()
        self.connections.clear()
        self.made = 0

    def next_id(self, prefix: str) -> str:
        """An id that no other thing of the account ever had."""
        self.made += 1
        return f"{prefix}_{self.made:04}"

    def using(self, package_id: str) -> list[str]:
        """The ids of the connections that are bound to a package."""
        return [found.id for found in self.connections.values() if found.config.get("package_id") == package_id]
