"""The command line: arguments to verbs, errors to one line on stderr and an exit code."""

# ruff: noqa: PLC0415 - a verb is imported when it runs: to load all of them takes half a second
# No `from __future__ import annotations` here: typer would compile the text of every verb's annotations at each start.

import io
import signal
import sys
from enum import Enum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from sfl.errors import Interrupted, SflError
from sfl.scaffold import Auth, Paging
from sfl.terminal import silence

EXIT_CODES = (
    "Exit codes: 0 done, 1 the sync or check failed, 2 usage or configuration, 3 the remote refused, "
    "130 or 143 interrupted."
)

PLAN_EXIT_CODES = (
    "Exit codes: 0 no change, 10 a deploy would change something, 1 the package cannot be made, "
    "2 usage or configuration, 3 refused by Fivetran or by the plan, 130 or 143 interrupted."
)

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)

app = typer.Typer(
    name="sfl",
    help="Fivetran connectors, from a laptop to production.",
    epilog=EXIT_CODES,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Service = Annotated[str, typer.Argument(metavar="SERVICE", help="A folder of connectors/.")]


class Style(str, Enum):
    TEXT = "text"
    GITHUB = "github"


class Shape(str, Enum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class DeployShape(str, Enum):
    TABLE = "table"
    MARKDOWN = "markdown"


class FleetShape(str, Enum):
    TABLE = "table"
    JSON = "json"


Format = Annotated[Shape, typer.Option("--format", help="How the plan is written.")]
Summary = Annotated[Path | None, typer.Option(metavar="FILE", help="Append plan and outcome to it, as markdown.")]
DropKeys = Annotated[bool, typer.Option("--drop-keys", help="Let stored configuration keys be deleted.")]
Rotate = Annotated[bool, typer.Option("--rotate", help="Send the configuration's values, whatever else changes.")]


@app.command(epilog=EXIT_CODES)
def debug(
    service: Service,
    fresh: Annotated[bool, typer.Option("--fresh", help="Clear what earlier runs left, then sync.")] = False,
    state: Annotated[Path | None, typer.Option(help="Start from a copy of this state file.")] = None,
) -> None:
    """Sync a connector on this machine, into connectors/SERVICE/files/."""
    from sfl import debug as verb

    verb.debug(service, fresh=fresh, state=state)


@app.command(epilog=EXIT_CODES)
def config(
    service: Service,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where it could not be written.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Write nothing; show what is set, never a value.")] = False,
) -> None:
    """Write configuration.json from the secrets SFL_<SERVICE>_<KEY> of the environment or .env."""
    from sfl import config as verb

    verb.config(service, check=check, listed=listed)


@app.command(epilog=EXIT_CODES)
def package(
    service: Service,
    output: Annotated[
        Path | None, typer.Option(help="Where to put it; else connectors/SERVICE/files/SERVICE.zip.")
    ] = None,
) -> None:
    """Make the zip that a deploy uploads: the same bytes from the same tree, on every machine."""
    from sfl import package as verb

    verb.package(service, output)


@app.command(epilog=PLAN_EXIT_CODES)
def plan(
    service: Service,
    form: Format = Shape.TABLE,
    drop_keys: DropKeys = False,
    rotate: Rotate = False,
) -> int:
    """Say what a deploy would change at Fivetran; change nothing."""
    from sfl import deploy as verb
    from sfl.plan import Options

    return verb.planned(service, options=Options(drop_keys=drop_keys, rotate=rotate), form=form.value)


@app.command(epilog=EXIT_CODES)
def deploy(
    service: Service,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Plan and package; change nothing.")] = False,
    sync: Annotated[
        bool, typer.Option("--sync", help="Then sync, a paused connection too, and wait for the end of it.")
    ] = False,
    drop_keys: DropKeys = False,
    rotate: Rotate = False,
    form: Annotated[DeployShape, typer.Option("--format", help="How the plan is written.")] = DeployShape.TABLE,
    summary: Summary = None,
) -> None:
    """Bring a connector to Fivetran: planned, applied, verified, and taken back if that fails."""
    from sfl import deploy as verb
    from sfl.plan import Options

    options = Options(drop_keys=drop_keys, rotate=rotate, sync=sync)
    verb.deploy(service, options=options, dry_run=dry_run, form=form.value, summary=summary)


@app.command(epilog=EXIT_CODES)
def rollback(
    service: Service,
    to: Annotated[
        str | None, typer.Option(metavar="PACKAGE", help="The id of a package of the account; else the one before.")
    ] = None,
    summary: Summary = None,
) -> None:
    """Bind the package before again; verify it, and go forward again if that fails."""
    from sfl import rollback as verb

    verb.rollback(service, to, summary)


@app.command(epilog=EXIT_CODES)
def fleet(
    form: Annotated[FleetShape, typer.Option("--format", help="How the list is written.")] = FleetShape.TABLE,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as one HTML page, too.")] = None,
) -> None:
    """List this repository's connections at Fivetran: which commit is live, how it does, whether it is what is here."""
    from sfl import fleet as verb

    verb.fleet(form.value, html)


@app.command(epilog=EXIT_CODES)
def check(
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="A folder of connectors/.")] = None,
    rule: Annotated[str | None, typer.Option("--explain", metavar="RULE", help="Say what a rule is for.")] = None,
    style: Annotated[Style, typer.Option("--format", help="For a reader, or as GitHub's annotations.")] = Style.TEXT,
) -> None:
    """Check connectors against the rules; all findings at once, each with what to do."""
    from sfl import check as verb

    if rule is None:
        verb.check(service, style.value)
    else:
        verb.explain(rule)


@app.command(epilog=EXIT_CODES)
def sandbox(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8900,
    files_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the host of EveryAction's files.")] = 8901,
) -> None:
    """Serve the emulated source APIs until interrupted."""
    from sfl import sandbox as verb

    verb.sandbox(host, port, files_port)


@app.command(epilog=EXIT_CODES)
def new(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="Small letters and digits.")],
    auth: Annotated[Auth | None, typer.Option(help="How its API is logged in to.")] = None,
    paging: Annotated[Paging | None, typer.Option(help="How its API divides collections into pages.")] = None,
    base_url: Annotated[str | None, typer.Option(metavar="URL", help="Where its API is.")] = None,
) -> None:
    """Make a connector that works: folder, sandbox, tests, compose service. Asks for what no option gives."""
    from sfl import new as verb

    verb.new(service, auth=auth, paging=paging, base_url=base_url)


@app.command("sync-toolkit", epilog=EXIT_CODES)
def sync_toolkit(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where a copy differs.")] = False,
) -> None:
    """Copy toolkit/ into every connector, byte for byte."""
    from sfl import sync_toolkit as verb

    verb.sync_toolkit(check=check)


@app.command(epilog=EXIT_CODES)
def workflow(
    service: Annotated[str | None, typer.Argument(metavar="[SERVICE]", help="One connector; else all.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where a workflow differs.")] = False,
) -> None:
    """Write .github/workflows/SERVICE_deploy.yml as the setup form makes it."""
    from sfl import workflows as verb

    verb.workflow(service, check=check)


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 must not stop a sync
    for number in INTERRUPTIONS:
        signal.signal(number, _interrupt)
    sys.exit(run())


def _interrupt(number: int, frame: FrameType | None) -> None:
    """The first signal ends the run; no second one may cut its cleaning up short, nor come in while this is at work."""
    while frame:
        if frame.f_code is _interrupt.__code__:
            return
        frame = frame.f_back
    for each in INTERRUPTIONS:
        signal.signal(each, lambda *_: None)  # not SIG_IGN: Python would complain of one that is already on its way
    raise Interrupted(number)


def run(arguments: list[str] | None = None) -> int:
    """The exit code of the command line `arguments`, or of this process's own."""
    try:
        code = app(arguments, standalone_mode=False)
    except SflError as error:
        return _say(str(error), error.exit_code)
    except typer.TyperException as error:
        return _say(f"{error.format_message()} `sfl --help` shows how.", 2)
    except Interrupted as error:
        return _say("interrupted.", error.exit_code)
    except BrokenPipeError:
        silence()
        return 1
    except OSError as error:
        return _say(f"{error.filename}: {error.strerror}.", 1)
    return code if isinstance(code, int) else 0


def _say(message: str, code: int) -> int:
    print(f"sfl: {message}", file=sys.stderr)
    return code
