"""The host of the exported files, on a port of its own: the link is the key, and a login is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.everyaction.call import Account, Call

BLOCK_BYTES = 1 << 16
ERROR = '<?xml version="1.0" encoding="utf-8"?><Error><Code>{0}</Code><Message>{1}</Message></Error>'
CODES = {400: "InvalidAuthenticationInfo", 403: "AuthenticationFailed", 404: "BlobNotFound"}


def refused(status: int, message: str = "") -> Response:
    body = ERROR.format(CODES.get(status, "ServerError"), message or "The request was refused.")
    return Response(body, status, media_type="application/xml")


def file_host(account: Account) -> ASGIApp:
    """The files of the account's jobs."""

    async def file(request: Request) -> Response:
        call = await Call.read(account, request)
        return await run_in_threadpool(_file, call)

    return Starlette(routes=[Route("/files/{job}/{number:int}/{name}", file)])


def _file(call: Call) -> Response:
    if "authorization" in call.request.headers:
        return refused(400, "Authentication information is not given in the correct format.")
    job, number = call.account.jobs.find(call.path("job")), int(call.path("number"))
    if job is None or not 0 < number <= len(job.files or []):
        return refused(404)
    signed = call.parameter("sig") == f"s{job.id}n{number}"
    if not signed or call.now > job.expires_at or call.fault("link_expired") is not None:
        return refused(403, "Signature not valid in the specified time frame")
    if call.fault("csv_not") is not None:
        return HTMLResponse("<html><body><h1>Please wait</h1></body></html>")
    file = (job.files or [])[number - 1]
    size = file.seek(0, 2)
    end = _shortened(call, file, size)
    headers = {"content-length": str(end)}
    return StreamingResponse(_blocks(file, end), media_type="application/octet-stream", headers=headers)


def _shortened(call: Call, file: IO[bytes], size: int) -> int:
    """Where the answer ends: after the file, in the middle of its last row, or after half of its rows."""
    cut, short = call.fault("csv_cut") is not None, call.fault("csv_short") is not None
    if not (cut or short):
        return size
    file.seek(0)
    rows = file.read().splitlines(keepends=True)
    if cut:
        return size - len(rows[-1]) // 2 - 1
    return sum(len(row) for row in rows[: len(rows) // 2])


def _blocks(file: IO[bytes], end: int) -> Iterator[bytes]:
    at = 0
    while at < end:
        file.seek(at)  # two may read at once
        block = file.read(min(BLOCK_BYTES, end - at))
        at += len(block)
        yield block
