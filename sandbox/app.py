"""The sandbox as one app: each service under its name, the control API under /_sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import control, everyaction, fivetran, ongage

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Settings:
    """Seed, sizes and limits; the environment variable of `ongage_lists` is SANDBOX_ONGAGE_LISTS, and so on."""

    seed: int = 1
    ongage_contacts: int = 1000
    ongage_lists: int = 5
    ongage_calls_per_minute: int = 300
    ongage_parallel_calls: int = 10
    ongage_polls: int = 2
    ongage_key_mode: bool = False
    everyaction_contacts: int = 1000
    everyaction_calls_per_minute: int = 100_000
    everyaction_polls: int = 2
    everyaction_strict_user: bool = False
    fivetran_pretend: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """The defaults, but for what SANDBOX_... variables say; raises ValueError with the variable's name."""
        given = {field.name: environ.get(f"SANDBOX_{field.name.upper()}", "") for field in fields(cls)}
        return cls(**{name: _value(name, text, getattr(cls, name)) for name, text in given.items() if text})


def create_app(settings: Settings | None = None, files_port: int = 0) -> ASGIApp:
    """The app; without settings, the default ones. What comes in at `files_port` is for EveryAction's file host."""
    settings = settings or Settings()
    everyaction_api, everyaction_files = everyaction.services(
        everyaction.World(settings.seed, settings.everyaction_contacts),
        calls_per_minute=settings.everyaction_calls_per_minute,
        polls=settings.everyaction_polls,
        strict_user=settings.everyaction_strict_user,
        files_port=files_port,
    )
    services = {
        "ongage": ongage.service(
            ongage.World(settings.seed, settings.ongage_contacts, settings.ongage_lists),
            calls_per_minute=settings.ongage_calls_per_minute,
            parallel_calls=settings.ongage_parallel_calls,
            polls=settings.ongage_polls,
            key_mode=settings.ongage_key_mode,
        ),
        "everyaction": everyaction_api,
        "fivetran": fivetran.service(pretend=settings.fivetran_pretend),
    }
    mounts = [Mount(f"/{name}", app=service) for name, service in services.items()]
    app = Starlette(
        routes=[Mount("/_sandbox", routes=control.routes(services)), *mounts],
        exception_handlers={HTTPException: _refusal},
    )

    async def by_port(scope: Scope, receive: Receive, send: Send) -> None:
        # no lifespan: the server has it switched off
        await (everyaction_files if scope["server"][1] == files_port else app)(scope, receive, send)

    return by_port


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


def _value(name: str, text: str, default: Any) -> Any:
    variable = f"SANDBOX_{name.upper()}"
    if isinstance(default, bool):
        if text.lower() not in BOOLEANS:
            raise ValueError(f"{variable}={text}: give true or false")
        return BOOLEANS[text.lower()]
    if not text.isdecimal() or (int(text) == 0 and default > 0):
        raise ValueError(f"{variable}={text}: give a whole number, for example {default}")
    return int(text)
