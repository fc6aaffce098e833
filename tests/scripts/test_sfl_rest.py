"""The client of Fivetran is patient where asking again is safe, and never sends a change twice without reading."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from emulated import WRONG_KEY, Emulated
from sfl import rest
from sfl.errors import Refused
from sfl.masking import Mask, of_key
from sfl.rest import Rest, Unsure, delay_s

MASKED = Mask(["marked"])


@pytest.fixture
def server(fivetran: Emulated) -> Rest:
    return Rest(fivetran.sandbox.configuration("fivetran")["FIVETRAN_API_URL"], fivetran.key, MASKED)


def counted(fivetran: Emulated) -> int:
    return len(fivetran.sandbox.requests("fivetran"))


@pytest.mark.parametrize(
    ("attempt", "retry_after", "chance", "wait_s"),
    [
        (1, None, 0.0, 0.5),
        (1, None, 1.0, 1.0),
        (4, None, 1.0, 8.0),
        (1, "7", 0.5, 7.0),
        (1, "0", 1.0, 1.0),
        (1, "86400", 1.0, 1.0),
        (2, "Wed, 21 Oct 2026 07:28:00 GMT", 1.0, 2.0),
    ],
)
def test_it_waits_as_asked_within_reason_else_ever_longer(
    attempt: int, retry_after: str | None, chance: float, wait_s: float
) -> None:
    assert delay_s(attempt, retry_after, chance) == wait_s


def test_a_question_is_asked_again(fivetran: Emulated, server: Rest) -> None:
    fivetran.fault("server_error", times=3)
    assert server.ask("GET", "/v1/groups")["items"][0]["name"] == "sandbox"
    assert counted(fivetran) == 4


def test_attempts_are_bounded(fivetran: Emulated, server: Rest) -> None:
    fivetran.fault("server_error", times=None)
    with pytest.raises(Refused, match=r"no usable answer after 6 attempts .* GET /v1/groups: HTTP 500"):
        server.ask("GET", "/v1/groups", query={"cursor": "marked-query"})
    assert counted(fivetran) == 6


def test_time_is_bounded(fivetran: Emulated, server: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "TOTAL_S", 0.0)
    fivetran.fault("server_error", times=None)
    with pytest.raises(Refused, match="after 1 attempts"):
        server.ask("GET", "/v1/groups")


@pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
def test_a_final_no_is_not_asked_again(fivetran: Emulated, server: Rest, fault: str) -> None:
    fivetran.fault(fault, times=1)
    with pytest.raises(Refused, match=r"Fivetran refused GET /v1/groups \(40"):
        server.ask("GET", "/v1/groups")
    assert counted(fivetran) == 1


@pytest.mark.parametrize("fault", [{"fault": "server_error"}, {"fault": "reset"}, {"fault": "truncated"}], ids=str)
def test_a_change_whose_answer_is_lost_is_not_sent_again(
    fivetran: Emulated, server: Rest, fault: dict[str, str]
) -> None:
    fivetran.fault(**fault)
    with pytest.raises(Unsure):
        server.change("PATCH", "/v1/connections/any", {"paused": True})
    assert counted(fivetran) == 1


def test_a_change_that_was_turned_away_is_sent_again(fivetran: Emulated, server: Rest) -> None:
    fivetran.fault("rate_limited", times=2, retry_after=None)
    with pytest.raises(Refused, match="404"):
        server.change("PATCH", "/v1/connections/any", {"paused": True})
    assert counted(fivetran) == 3


def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "BACK_OFF_S", 0.001)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        server = Rest(f"http://127.0.0.1:{unused.getsockname()[1]}", "key", MASKED)
        with pytest.raises(Refused, match="ConnectionError") as failure:
            server.change("PATCH", "/v1/connections/any", {})
    assert not isinstance(failure.value, Unsure)  # nothing arrived there


def test_what_is_no_json_is_refused(fivetran: Emulated, server: Rest) -> None:
    fivetran.fault("malformed")
    with pytest.raises(Refused, match="check FIVETRAN_API_URL"):
        server.ask("GET", "/v1/groups")


def test_no_netrc_takes_the_place_of_the_key(
    fivetran: Emulated, server: Rest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert server.ask("GET", "/v1/groups")["items"]


@pytest.mark.parametrize(
    "text",
    [
        "Basic {key}",
        "--api-key " + WRONG_KEY[:8] + "********",
        "the secret MARKED-secret of MARKED-key",
        'given: hard "to\\"guess"',
        "?given=hard%20%22to%5C%22guess%22",
    ],
)
def test_a_secret_is_masked_however_it_is_written(text: str) -> None:
    mask = Mask([*of_key(WRONG_KEY), 'hard "to\\"guess"'])
    shown = mask(text.replace("{key}", WRONG_KEY))
    assert "******" in shown
    assert not any(part in shown for part in ("MARKED", WRONG_KEY[:8], "guess"))


def test_a_line_of_a_secret_is_masked() -> None:
    assert Mask(["-----BEGIN-----\nabcdefghij\n"])("key abcdefghij") == "key ******"
