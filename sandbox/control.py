"""The control API under /_sandbox: clocks, faults, request logs, reset and configuration of each service."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import FaultRefused
from sandbox.service import Service

UNITS_S = {"days": 86_400, "hours": 3_600, "seconds": 1}


def routes(services: Mapping[str, Service]) -> list[Route]:
    """Every route of the control API, for these services."""
    controls = _Controls(services)
    return [
        Route("/health", controls.health),
        Route("/advance", controls.advance_all, methods=["POST"]),
        Route("/{service}/advance", controls.advance, methods=["POST"]),
        Route("/{service}/clock", controls.clock),
        Route("/{service}/faults", controls.faults, methods=["GET", "POST", "DELETE"]),
        Route("/{service}/requests", controls.requests, methods=["GET", "DELETE"]),
        Route("/{service}/reset", controls.reset, methods=["POST"]),
        Route("/{service}/configuration", controls.configuration),
        Route("/{service}/{inspected}", controls.inspect),
        Route("/{service}/{ordered}", controls.order, methods=["POST"]),
    ]


class _Controls:
    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def advance_all(self, request: Request) -> Response:
        seconds = _seconds(await _given(request))
        for service in self._services.values():
            _refusing(service.clock.advance, seconds)
        return JSONResponse({"now": next(iter(self._services.values())).clock.iso()})

    async def advance(self, request: Request) -> Response:
        service = self._service(request)
        _refusing(service.clock.advance, _seconds(await _given(request)))
        return JSONResponse({"now": service.clock.iso()})

    async def clock(self, request: Request) -> Response:
        clock = self._service(request).clock
        return JSONResponse({"now": clock.iso(), "epoch_s": clock.now_epoch_s})

    async def faults(self, request: Request) -> Response:
        service = self._service(request)
        if request.method == "POST":
            return JSONResponse(_refusing(service.faults.add, await _given(request)).describe(), 201)
        if request.method == "DELETE":
            service.faults.clear()
        return JSONResponse({"faults": service.faults.describe(), "known": service.faults.known()})

    async def requests(self, request: Request) -> Response:
        log = self._service(request).log
        if request.method == "DELETE":
            log.clear()
        return JSONResponse({"requests": log.calls()})

    async def reset(self, request: Request) -> Response:
        service = self._service(request)
        service.reset()
        return JSONResponse({"now": service.clock.iso()})

    async def configuration(self, request: Request) -> Response:
        service = self._service(request)
        return JSONResponse(service.configuration(f"http://{request.headers['host']}/{service.name}"))

    async def inspect(self, request: Request) -> Response:
        service, name = self._service(request), request.path_params["inspected"]
        if name not in service.inspect:
            raise HTTPException(404, f"nothing called {name}; known are: {', '.join(service.inspect)}")
        return JSONResponse({name: service.inspect[name]()})

    async def order(self, request: Request) -> Response:
        service, name = self._service(request), request.path_params["ordered"]
        if name not in service.orders:
            raise HTTPException(404, f"nothing called {name} to order; known are: {', '.join(service.orders)}")
        # In a thread: an order may wait for something, and the services answer meanwhile.
        return JSONResponse(await run_in_threadpool(_refusing, service.orders[name], await _given(request)), 201)

    def _service(self, request: Request) -> Service:
        name = request.path_params["service"]
        if name not in self._services:
            raise HTTPException(404, f"unknown service {name}; known are: {', '.join(self._services)}")
        return self._services[name]


async def _given(request: Request) -> dict[str, Any]:
    """What was sent as JSON, as a form or in the query."""
    body = await request.body()
    if not body:
        return dict(request.query_params)
    if body.lstrip()[:1] != b"{":
        return dict(parse_qsl(body.decode()))
    given: dict[str, Any] = _refusing(json.loads, body)
    return given


def _seconds(given: Mapping[str, Any]) -> float:
    if not given or set(given) - set(UNITS_S):
        raise HTTPException(400, f"advance by {', '.join(UNITS_S)}")
    return float(sum(_refusing(float, value) * UNITS_S[unit] for unit, value in given.items()))


def _refusing(function: Callable[[Any], Any], argument: Any) -> Any:
    try:
        return function(argument)
    except (FaultRefused, ValueError, TypeError) as error:
        raise HTTPException(400, str(error)) from error
