"""Packages of connector code, as uploaded: each is kept with its bytes, bound to a connection or to none."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from email.message import Message
from typing import Any

from sandbox.fivetran.envelope import USER_ID, Refused


@dataclass
class Package:
    """`archive` is the zip, byte for byte as it came."""

    id: str
    archive: bytes
    created_at: str
    updated_at: str

    def describe(self, connection_ids: list[str]) -> dict[str, Any]:
        """The attributes of the API reference (connector-sdk), and `connection_ids`, which the SDK reads."""
        return {
            "id": self.id,
            "created_at": self.created_at,
            "created_by": USER_ID,
            "updated_at": self.updated_at,
            "last_updated_by": USER_ID,
            "connection_id": connection_ids[0] if connection_ids else None,
            "connection_ids": connection_ids,
            "file_sha256_hash": hashlib.sha256(self.archive).hexdigest(),
        }


class Packages(dict[str, Package]):
    """Every package of the account, oldest first, by id."""

    def find(self, package_id: str) -> Package:
        if package_id not in self:
            raise Refused(404, f"Package with id '{package_id}' does not exist.", "ConnectorSdkPackage")
        return self[package_id]


def uploaded(content_type: str, body: bytes) -> bytes:
    """The zip in the part `file` of a form. Raises Refused for anything else."""
    header = Message()
    header["content-type"] = content_type
    boundary = str(header.get_param("boundary", "")).encode()
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary) if boundary else []
    found = [content for head, _, content in (part.partition(b"\r\n\r\n") for part in parts) if b'name="file"' in head]
    if not found or not _sound(found[0]):
        raise Refused(400, "The part 'file' must be a ZIP file")
    return found[0]


def _sound(archive: bytes) -> bool:
    try:
        return zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
    except (zipfile.BadZipFile, zlib.error):
        return False
