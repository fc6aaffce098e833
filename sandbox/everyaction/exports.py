"""The changed-entity export: what can be exported, the jobs, and the files that they make."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any
from urllib.parse import urlencode

from starlette.responses import Response

from sandbox.clock import utc
from sandbox.everyaction.call import Call
from sandbox.everyaction.changed import CHANGE_TYPES, RESOURCES, Resource
from sandbox.everyaction.envelope import Refused, answer
from sandbox.everyaction.jobs import Job, new_file, stamp
from sandbox.everyaction.lines import Line
from sandbox.everyaction.orders import CUSTOM, check_fields, numbers, window
from sandbox.everyaction.reference import custom_fields
from sandbox.everyaction.world import eastern

BYTES_PER_KB = 1_000
ECHOED = {
    "requestedFields": None, "requestedCustomFieldIds": None, "requestedIds": None, "fileSizeKbLimit": 40_000,
    "includeInactive": False, "excludeChangesFromSelf": False, "contactMode": 3,
}  # fmt: skip


def resources(call: Call) -> Response:
    """The resources that the key may export."""
    return answer([name for name in RESOURCES if call.fault("resource_missing", resource=name) is None])


def fields(call: Call) -> Response:
    resource = _resource(call, call.path("resource"))
    found = [_field(name, kind) for name, kind in resource.fields.items()]
    if (new := call.fault("new_field")) is not None:
        found.append(_field(new["name"], "T"))
    return answer(found)


def _field(name: str, kind: str) -> dict[str, Any]:
    choices = [{"id": number, "name": text} for number, text in CHANGE_TYPES.items()]
    return {
        "fieldName": name,
        "fieldType": kind.upper(),
        "maxTextboxCharacters": 100 if kind.upper() == "T" else None,
        "isCoreField": kind.isupper(),
        "availableValues": choices if name.lower() == "changetypeid" else None,
        # not every field has this property
        **({"bulkImportFields": [{"mappingTypeName": "Contact", "fieldName": name}]} if name == "VanID" else {}),
    }


def change_types(call: Call) -> Response:
    _resource(call, call.path("resource"))
    return answer(
        [
            # the vendor's own odd names
            {"changeTypeID": number, "changeTypeName": name, "Description": f"The last change was: {name}."}
            for number, name in CHANGE_TYPES.items()
        ]
    )


def create(call: Call) -> Response:
    """A new job; 201."""
    order = dict(call.body)
    if not order.get("resourceType") or not order.get("dateChangedFrom"):
        raise Refused(400, "A required property is missing.", "resourceType", "dateChangedFrom")
    resource = _resource(call, str(order["resourceType"]), 400)
    since, until = window(call, order)
    check_fields(order, resource)
    job = call.account.jobs.create(order, since, until)
    _befall(call, job, resource)
    dropped = call.fault("echo_drops")
    body = {**_described(job), **{name: order.get(name, usual) for name, usual in ECHOED.items()}}
    # some properties come back as text
    body["excludeChangesFromSelf"] = str(body["excludeChangesFromSelf"]).lower()
    if dropped:
        body.pop(dropped["property"], None)
    return answer({**body, "message": "Created export job"}, 201)


def poll(call: Call) -> Response:
    """The job, which is a step further at every look; its files are made from the rows of today when it is done."""
    job = call.account.jobs.find(call.path("id"))
    if job is None or not job.id:
        raise Refused(404)
    status = job.poll()
    if status == "Complete" and not job.written(lambda: _complete(call, job)):
        status = "InProcess"
    if job.problem and status == "Complete":
        status = "Error"
    return answer({**_described(job, status), "files": _links(call, job) if status == "Complete" else []})


def _described(job: Job, status: str = "Pending") -> dict[str, Any]:
    done = status == "Complete"
    return {
        "exportJobId": job.id,
        "jobStatus": status,
        "resourceType": job.order["resourceType"],
        "dateChangedFrom": eastern(job.since),
        "dateChangedTo": eastern(job.until),
        "files": [],
        "message": job.problem if status == "Error" else "Finished processing export job" if done else None,
        "code": "E-7F3A" if status == "Error" else None,
        "exportedRecordCount": (job.rows if job.shown_count is None else job.shown_count) if done else 0,
    }


def _links(call: Call, job: Job) -> list[dict[str, Any]]:
    name, made = f"deb0028d_{job.order['resourceType']}_{job.id}", stamp(job.completed_at)
    until = urlencode({"se": utc(job.expires_at)})
    return [
        {
            "downloadUrl": f"{call.files_url}/files/{job.id}/{number}/{name}_{number}_{made}.csv"
            f"?sv=2015-04-05&sr=b&sig=s{job.id}n{number}&{until}&sp=r",
            "dateExpired": stamp(job.expires_at),
        }
        for number in range(1, len(job.files or []) + 1)
    ]


def _resource(call: Call, name: str, unknown: int = 404) -> Resource:
    if name not in RESOURCES:
        raise Refused(unknown, f"'{name}' is no resource type", "resourceType", hint=", ".join(RESOURCES))
    if call.fault("resource_missing", resource=name) is not None:
        raise Refused(403)
    return RESOURCES[name]


def _befall(call: Call, job: Job, resource: Resource) -> None:
    """What the ordered faults make of a new job."""
    if call.fault("job_fails") is not None:
        job.problem = "The export could not be processed."
    too_large = call.fault("job_too_large")
    if too_large and any(True for _ in islice(numbers(call, job, resource), too_large["max_rows"], None)):
        job.problem = "The export is too large."
    job.hangs = call.fault("job_hangs") is not None
    odd = call.fault("job_status")
    job.odd_status = odd["status"] if odd else None
    if call.fault("job_vanishes") is not None:
        call.account.jobs.forget(job)


def _complete(call: Call, job: Job) -> None:
    resource, now = RESOURCES[job.order["resourceType"]], call.now
    lines = (resource.line(call.world, number, now) for number in numbers(call, job, resource))
    writer, wrong = Writer(call, job, resource), call.fault("count_wrong")
    files = writer.files(_faulty(call, lines, resource))
    job.completed_at, job.rows = now, writer.rows
    job.shown_count = wrong["count"] if wrong else None
    job.files = files if writer.rows or call.fault("no_file") is None else []


def _faulty(call: Call, lines: Iterator[Line], resource: Resource) -> Iterator[Line]:
    errors = call.fault("csv_error_rows") if "ErrorMessage" in resource.fields else None
    for number, line in enumerate(lines):
        failed = errors is not None and number < errors["rows"]
        yield {**line, "ErrorMessage": "could not be exported"} if failed else line


class Writer:
    """Writes the lines of a job in the dialect that the ordered faults ask for, a new file where one is full."""

    def __init__(self, call: Call, job: Job, resource: Resource) -> None:
        def on(fault: str) -> bool:
            return call.fault(fault) is not None

        order = job.order
        wanted = order.get("requestedFields") or []
        self._columns = [name for name, kind in resource.fields.items() if kind.isupper() or name in wanted]
        known = custom_fields(resource.name) if resource.name in CUSTOM else []
        self._custom = [f for f in known if f["customFieldId"] in (order.get("requestedCustomFieldIds") or [])]
        new = call.fault("new_field")
        header = [
            *self._columns,
            *(field["customFieldName"] for field in self._custom),
            *([new["name"]] if new else []),
        ]
        self._new = ["new"] if new else []
        self._header = [name.upper() for name in header] if on("csv_header_case") else header
        self._everywhere, self._bom = on("header_everywhere"), b"\xef\xbb\xbf" if on("csv_bom") else b""
        delimiter, newline = "\t" if on("csv_tab") else ",", "\n" if on("csv_lf") else "\r\n"
        self._encoding = "cp1252" if on("csv_cp1252") else "utf-8"
        self._limit = BYTES_PER_KB * (order.get("fileSizeKbLimit") or 40_000)
        self._buffer, self.rows = io.StringIO(), 0
        self._csv = csv.writer(self._buffer, delimiter=delimiter, lineterminator=newline)

    def files(self, lines: Iterator[Line]) -> list[IO[bytes]]:
        """All files, the first one there even when there is no line."""
        files = [self._begun(first=True)]
        for line in lines:
            self.rows += 1
            written = self._encoded([*self._cells(line), *self._new])
            if files[-1].tell() + len(written) > self._limit:
                files.append(self._begun(first=False))
            files[-1].write(written)
        return files

    def _begun(self, first: bool) -> IO[bytes]:
        file = new_file()
        file.write(self._bom)
        if first or self._everywhere:
            file.write(self._encoded(self._header))
        return file

    def _cells(self, line: Line) -> list[Any]:
        number = next(iter(line.values()))
        custom = [f"{field['customFieldId']}-{int(number) % 7}" for field in self._custom]
        return [*(line.get(name, "") for name in self._columns), *custom]

    def _encoded(self, cells: list[Any]) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._csv.writerow(cells)
        return self._buffer.getvalue().encode(self._encoding)
