"""ESP connections, and over which of them a mailing goes out."""

from __future__ import annotations

from typing import Any

from sandbox.ongage.mailings import Mailing

# id, esp_id, esp_name, support_transactional, name, active
CONNECTIONS = (
    ("14864", "19", "SendGrid", "1", "SendGrid main", True),
    ("14897", "4", "Amazon SES", "1", "SES bulk", True),
    ("14901", "58", "Mailgun", "0", "Mailgun (closed 2025)", False),
    ("14950", "86", "SparkPost", "0", "SparkPost, Europe", True),
)
MAIN, BULK, _, EUROPE = CONNECTIONS
NAMES = {connection[0]: (connection[4], connection[2]) for connection in CONNECTIONS}


def rows(active_only: bool) -> list[dict[str, Any]]:
    return [
        {"id": id_, "esp_id": esp_id, "esp_name": esp_name, "support_transactional": supports, "name": name_}
        for id_, esp_id, esp_name, supports, name_, active in CONNECTIONS
        if active or not active_only
    ]


def connections(mailing: Mailing) -> list[str]:
    """The ids of the connections that share a mailing."""
    if mailing.owner.number == 0 and mailing.type == "campaign":
        return [MAIN[0], BULK[0]]
    return [EUROPE[0] if mailing.owner.number == 1 else MAIN[0]]


def connection_of(mailing: Mailing, number: int) -> str:
    """The connection over which contact `number` is sent it: seven in ten over the first."""
    used = connections(mailing)
    return used[0] if number % 10 < 7 else used[-1]


def name(connection_id: str) -> str:
    return NAMES[connection_id][0]


def distribution(mailing: Mailing) -> list[dict[str, Any]]:
    """Mixed types, as seen: esp ids are numbers, connection ids text."""
    used = connections(mailing)
    shares = [70, 30] if len(used) == 2 else [100]
    return [
        {
            "esp_id": next(int(known[1]) for known in CONNECTIONS if known[0] == connection),
            "esp_connection_id": connection,
            "isp_id": None,
            "domain": "default",
            "percent": str(share),
            "name": name(connection),
        }
        for connection, share in zip(used, shares, strict=True)
    ]
