"""`sfl debug` with the real `fivetran debug`: what a run shows, what it leaves, and what it takes away again."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from checkout import MARK, Checkout, Run, Sfl, build
from sfl import leftovers
from sfl.output import Output

ADDRESS = "https://api.example.com/v1"
AGAIN = "Checkpointed rows are kept; run it again to go on."
STATE = '{"version": 1, "runs": 41, "rows": {"1": "one", "2": "two"}}'


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, Run, Run]:
    """Two runs with nothing configured, the first as whoever types it has it: a process of its own."""
    checkout = build(tmp_path_factory.mktemp("sandboxed") / "checkout")
    return checkout, checkout.sfl("debug", "stub"), debugged(checkout)


def debugged(checkout: Checkout, *arguments: str, **environment: str) -> Run:
    """A run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        sfl = checkout.here(patch)
        for name, value in environment.items():
            patch.setenv(name, value)
        return sfl("debug", "stub", *arguments)


def test_the_first_line_says_that_the_sandbox_is_read(sandboxed: tuple[Checkout, Run, Run]) -> None:
    _, first, _ = sandboxed
    assert first.code == 0
    expected = "stub: no configuration.json and no SFL_STUB_* set, so this syncs the sandbox's invented data."
    assert first.lines[0] == expected


def test_a_run_ends_with_its_tables_and_where_they_are(sandboxed: tuple[Checkout, Run, Run]) -> None:
    _, first, _ = sandboxed
    assert first.lines[-6:] == [
        "",
        "table   rows  added  changed  deleted",
        "thing      2      2        0        0",
        "unused     0      0        0        0",
        "total      2      2        0        0",
        "Rows: connectors/stub/files/warehouse.db (DuckDB). The next run goes on from state.json beside it.",
    ]


def test_a_second_run_says_that_nothing_is_new(sandboxed: tuple[Checkout, Run, Run]) -> None:
    _, _, second = sandboxed
    assert second.code == 0
    assert second.lines[-3:-1] == [
        "total      2      0        0        0",
        "Nothing new at the source: no row was added, changed or deleted.",
    ]


def test_a_run_leaves_the_warehouse_the_state_and_the_source(sandboxed: tuple[Checkout, Run, Run]) -> None:
    checkout, _, _ = sandboxed
    assert {path.name for path in checkout.files.iterdir()} == {"source.json", "state.json", "warehouse.db"}
    assert json.loads((checkout.files / "state.json").read_bytes())["runs"] == 2


def test_a_run_writes_nothing_else(sandboxed: tuple[Checkout, Run, Run]) -> None:
    checkout, _, _ = sandboxed
    assert {path.name for path in checkout.connector.iterdir()} == {
        "__init__.py",
        "connector.py",
        "files",
        "requirements.txt",
        "toolkit",
    }
    assert {path.name for path in (checkout.connector / "toolkit").iterdir()} == {"__init__.py", "errors.py"}
    assert list(checkout.temporary.iterdir()) == []


def test_the_sandbox_is_stopped_with_the_run(sandboxed: tuple[Checkout, Run, Run]) -> None:
    checkout, _, _ = sandboxed
    child = json.loads((checkout.root / "sandbox.json").read_bytes())
    assert gone(child["pid"])
    assert child["limit"] == "60000"


@pytest.fixture(scope="module")
def synced(sandboxed: tuple[Checkout, Run, Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose warehouse came from the source that configuration.json names; to be copied."""
    root = tmp_path_factory.mktemp("synced") / "checkout"
    shutil.copytree(sandboxed[0].root, root)
    checkout = Checkout(root)
    checkout.configure(rows='{"1": "one", "2": "two", "3": "three"}', mode="warn tell")
    (checkout.files / "notes.txt").touch()
    run = debugged(checkout, "--fresh", SFL_STUB_PASSWORD=MARK)
    (root / "run.json").write_text(json.dumps([run.code, run.out, run.err]), encoding="utf-8")
    return root


@pytest.fixture
def fresh(synced: Path) -> Run:
    return Run(*json.loads((synced / "run.json").read_bytes()))


@pytest.fixture
def checkout(synced: Path, tmp_path: Path) -> Checkout:
    return Checkout(Path(shutil.copytree(synced, tmp_path / "checkout")))


def test_a_configuration_file_comes_first(fresh: Run) -> None:
    assert fresh.code == 0
    assert fresh.lines[0] == "stub: syncs with its configuration.json."


def test_a_fresh_run_takes_over_nothing(fresh: Run, checkout: Checkout) -> None:
    assert "thing      3      3        0        0" in fresh.lines
    assert json.loads((checkout.files / "state.json").read_bytes())["runs"] == 1


def test_a_state_that_a_killed_run_was_writing_goes_with_the_next_run(tmp_path: Path) -> None:
    for name in ("tmpbskw0wpe.tmp", "tmpx_4kq2ab", "tmp.txt", "state.json"):
        (tmp_path / name).touch()
    Output(tmp_path, "").prepare(source="here", fresh=False, state=None)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"source.json", "state.json", "tmp.txt"}


def test_a_fresh_run_clears_only_what_runs_left(checkout: Checkout) -> None:
    assert (checkout.files / "notes.txt").exists()


def test_a_warning_of_the_connector_stands_above_the_table(fresh: Run) -> None:
    assert fresh.lines[-7:-5] == ["Warning: list 7 was refused (403)", ""]


def test_a_long_line_is_cut(fresh: Run) -> None:
    assert max(map(len, fresh.lines)) < 430
    assert any(line.endswith("xxx… (634 characters more)") for line in fresh.lines)


def test_a_connector_sees_no_secret_in_its_environment(fresh: Run) -> None:
    assert any(line.endswith("sees []") for line in fresh.lines)


def test_no_secret_is_shown_or_left(fresh: Run, checkout: Checkout) -> None:
    assert MARK not in fresh.out + fresh.err
    holding = [name for name, content in checkout.tree().items() if MARK.encode() in content]
    assert holding == ["connectors/stub/configuration.json"]


@pytest.fixture(scope="module")
def by_secrets(synced: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, Run]:
    """A run with secrets from .env and the environment, that starts from a state which knows rows 1 and 2 only."""
    checkout = Checkout(Path(shutil.copytree(synced, tmp_path_factory.mktemp("secrets") / "checkout")))
    checkout.configuration.unlink()
    secrets = {"USERNAME": MARK, "PASSWORD": "wrong", "ROWS": '{"2": "$HOME", "4": "four"}', "MODE": ""}
    lines = [f"SFL_STUB_{key}='{value}'\n" for key, value in {**secrets, "BASE_URL": ADDRESS}.items()]
    (checkout.root / ".env").write_text("".join(lines), encoding="utf-8")
    (checkout.root / "start.json").write_text(STATE, encoding="utf-8")
    return checkout, debugged(checkout, "--state", "start.json", SFL_STUB_PASSWORD=MARK, SFL_STUB_ROWS="")


def test_the_secrets_are_named_in_the_first_line(by_secrets: tuple[Checkout, Run]) -> None:
    _, run = by_secrets
    names = "SFL_STUB_BASE_URL, SFL_STUB_PASSWORD, SFL_STUB_ROWS, SFL_STUB_USERNAME"
    assert run.lines[0] == f"stub: no configuration.json, so this syncs with {names}."
    assert MARK not in run.out + run.err


def test_the_environment_wins_over_dotenv_where_it_is_not_empty(by_secrets: tuple[Checkout, Run]) -> None:
    checkout, run = by_secrets
    assert run.code == 0
    assert json.loads((checkout.files / "state.json").read_bytes())["rows"] == {"2": "$HOME", "4": "four"}


def test_a_configuration_of_secrets_is_not_kept(by_secrets: tuple[Checkout, Run]) -> None:
    checkout, _ = by_secrets
    assert [name for name, content in checkout.tree().items() if MARK.encode() in content] == [".env"]


def test_a_given_state_is_where_the_run_starts(by_secrets: tuple[Checkout, Run]) -> None:
    """Row 3 is unknown to it, so it stays; 1 goes, 2 changes, 4 is new."""
    checkout, run = by_secrets
    assert "thing      3      1        1        1" in run.lines
    assert json.loads((checkout.files / "state.json").read_bytes())["runs"] == 42


def test_a_given_state_file_is_not_changed(by_secrets: tuple[Checkout, Run]) -> None:
    checkout, _ = by_secrets
    assert (checkout.root / "start.json").read_text(encoding="utf-8") == STATE


@pytest.mark.parametrize(
    ("mode", "code", "message"),
    [
        ("fail", 1, f"the sync failed: ZeroDivisionError: the stub broke. {AGAIN}"),
        ("refuse", 3, "Stub refused /things (403): ask for the right to read things."),
    ],
)
def test_a_failed_sync_is_told_in_one_line(sfl: Sfl, checkout: Checkout, mode: str, code: int, message: str) -> None:
    before = (checkout.files / "state.json").read_bytes()
    checkout.configure(mode=mode)
    run = sfl("debug", "stub")
    assert (run.code, run.err) == (code, f"sfl: stub: {message}\n")
    assert (checkout.files / "state.json").read_bytes() == before
    assert len(list((checkout.files / "crash-reports").iterdir())) == 1
    assert list(checkout.temporary.iterdir()) == []
    assert [name for name, content in checkout.tree().items() if MARK.encode() in content] == [
        "connectors/stub/configuration.json"
    ]


def test_a_state_of_an_unknown_version_is_a_usage_error(sfl: Sfl, checkout: Checkout) -> None:
    (checkout.root / "start.json").write_text('{"version": 9}', encoding="utf-8")
    run = sfl("debug", "stub", "--state", "start.json")
    assert (run.code, "Traceback" in run.out) == (2, False)
    assert run.err == (
        "sfl: start.json has version 9, not 1. Give --state a file that a run left as state.json, "
        "or start over: `sfl debug stub --fresh`.\n"
    )


# Ctrl-C in tox is both: the terminal's signal, and tox's own right after it.
@pytest.fixture(
    params=[([signal.SIGINT, signal.SIGINT, signal.SIGTERM], 130), ([signal.SIGTERM], 143)], ids=["INT", "TERM"]
)
def interrupted(request: pytest.FixtureRequest, checkout: Checkout) -> tuple[Run, int]:
    checkout.configure(mode="wait")
    numbers, code = request.param
    process = checkout.start("debug", "stub")
    assert process.stdout
    shown = next(line for line in process.stdout if line.rstrip().endswith("waiting"))
    for number in numbers:
        process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return Run(process.returncode, shown + out, err), code


def test_a_signal_stops_the_sync_and_leaves_nothing(interrupted: tuple[Run, int], checkout: Checkout) -> None:
    run, code = interrupted
    assert (run.code, run.err) == (code, "sfl: interrupted.\n")
    assert list(checkout.temporary.iterdir()) == []
    assert not (checkout.files / "crash-reports").exists()


@pytest.mark.long  # the kernel holds the lock, for a program of any language
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux for the children of a process")
def test_the_copy_of_a_sync_that_outlives_sfl_stays_until_it_ends(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(checkout.temporary))
    checkout.configure(mode="wait")
    process = checkout.start("debug", "stub")
    assert process.stdout
    next(line for line in process.stdout if line.rstrip().endswith("waiting"))
    sync = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text())
    process.kill()
    process.communicate()
    leftovers.clear()
    assert list(checkout.temporary.glob(f"{leftovers.PREFIX}*")) != []
    end = os.pidfd_open(sync)
    os.killpg(sync, signal.SIGKILL)
    select.select([end], [], [])
    os.close(end)
    leftovers.clear()
    assert list(checkout.temporary.glob(f"{leftovers.PREFIX}*")) == []
