"""The sandbox as one app: each service under its name, the control API under /_sandbox.

A service is a folder here: its `service(seed, *, ...)` makes it, and what that takes by name are its settings.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import control
from sandbox.call import FILES_PORT
from sandbox.service import Service

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@cache
def makers() -> dict[str, Callable[..., Service]]:
    """What makes each service, by its name."""
    folders = [found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if found.ispkg]
    return {name: importlib.import_module(f"sandbox.{name}").service for name in folders}


@cache
def defaults() -> dict[str, int]:
    """Every setting with its default."""
    own = {
        f"{name}_{parameter.name}": parameter.default
        for name, service in makers().items()
        for parameter in inspect.signature(service).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    return {"seed": 1, **own}


class Settings(SimpleNamespace):
    """The seed, and each service's sizes and limits: `ongage_lists` is `lists` of ongage, its environment variable is
    SANDBOX_ONGAGE_LISTS, and so on."""

    def __init__(self, **given: int) -> None:
        if unknown := sorted(given.keys() - defaults().keys()):
            raise TypeError(f"no setting {', '.join(unknown)}; there are: {', '.join(defaults())}")
        super().__init__(**{**defaults(), **given})

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """The defaults, but for what SANDBOX_... variables say; raises ValueError with the variable's name."""
        given = {name: environ.get(f"SANDBOX_{name.upper()}", "") for name in defaults()}
        return cls(**{name: _value(name, text, defaults()[name]) for name, text in given.items() if text})

    def of(self, service: str) -> dict[str, int]:
        """What one service is to be made with."""
        prefix = f"{service}_"
        return {name.removeprefix(prefix): value for name, value in vars(self).items() if name.startswith(prefix)}


def create_app(settings: Settings | None = None, files_port: int = 0) -> ASGIApp:
    """The app; without settings, the default ones. What comes in at `files_port` is for the service that has files."""
    chosen = settings or Settings()
    services = {name: make(chosen.seed, **chosen.of(name)) for name, make in makers().items()}
    files = next((service.files for service in services.values() if service.files), None)
    mounts = [Mount(f"/{name}", app=service) for name, service in services.items()]
    app = Starlette(
        routes=[Mount("/_sandbox", routes=control.routes(services)), *mounts],
        exception_handlers={HTTPException: _refusal},
    )

    async def by_port(scope: Scope, receive: Receive, send: Send) -> None:
        # no lifespan: the server has it switched off
        asked = files if files and scope["server"][1] == files_port else app
        await asked({**scope, FILES_PORT: files_port}, receive, send)

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
