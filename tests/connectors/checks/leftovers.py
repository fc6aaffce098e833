"""All that a sync which was cut off leaves for the next one to go on from."""

from __future__ import annotations

import hashlib
import json

import subject
from crash import told
from sandbox.server import Sandbox
from warehouse import Warehouse


def digest(sandbox: Sandbox, warehouse: Warehouse) -> str:
    """What two cuts have in common that leave the same tables, the same state and a source that was told the same.

    Its jobs are what a source remembers: the calls that are no GET, and how each was answered.
    """
    asked = sandbox.requests(subject.SERVICE)
    orders = [[call["method"], call["path"], call["body"], call["status"]] for call in asked if call["method"] != "GET"]
    left = json.dumps([told(warehouse), warehouse.state, orders], sort_keys=True)
    return hashlib.sha256(left.encode()).hexdigest()
