"""What is asked of packages: upload, list, details, download, replacement, deletion."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.fivetran.account import Account
from sandbox.fivetran.call import Call
from sandbox.fivetran.envelope import Refused, answer, page
from sandbox.fivetran.packages import Package, uploaded


def create(call: Call) -> Response:
    archive = uploaded(call.request.headers.get("content-type", ""), call.raw)
    now, packages = call.account.clock.iso(), call.account.packages
    package = Package(call.account.next_id("package"), archive, now, now)
    packages[package.id] = package
    return answer(_described(call.account, package), "Package created successfully", 201)


def everything(call: Call) -> Response:
    rows = [_described(call.account, package) for package in call.account.packages.values()]
    return page(rows, call.parameter("limit"), call.parameter("cursor"))


def one(call: Call) -> Response:
    package = call.account.packages.find(call.path("package_id"))
    return answer(_described(call.account, package), "Connector SDK package details retrieved successfully")


def download(call: Call) -> Response:
    package = call.account.packages.find(call.path("package_id"))
    return Response(package.archive, media_type="application/octet-stream")


def update(call: Call) -> Response:
    """Replaces the code under the same id: every connection that is bound to it runs the new one."""
    package = call.account.packages.find(call.path("package_id"))
    package.archive = uploaded(call.request.headers.get("content-type", ""), call.raw)
    package.updated_at = call.account.clock.iso()
    return answer(_described(call.account, package), "Package updated successfully")


def delete(call: Call) -> Response:
    package = call.account.packages.find(call.path("package_id"))
    if bound := call.account.using(package.id):
        raise Refused(409, f"Package with id '{package.id}' is used by connection '{bound[0]}'")
    del call.account.packages[package.id]
    return answer(message="Package deleted successfully")


def _described(account: Account, package: Package) -> dict[str, object]:
    return package.describe(account.using(package.id))
