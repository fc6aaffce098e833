"""A sandbox with one source, `stub`; leaves its process id and its limit where a test finds them."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIGURATION = {
    "base_url": "http://127.0.0.1/stub",
    "username": "sandbox",
    "password": "sandbox",
    "rows": json.dumps({"1": "one", "2": "two, \n äöü"}),
}
ANSWERS = {"/_sandbox/health": {"status": "ok"}, "/_sandbox/stub/configuration": CONFIGURATION}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ANSWERS else 404)
        self.end_headers()
        self.wfile.write(json.dumps(ANSWERS.get(self.path)).encode())

    def log_message(self, *args):
        """Quiet."""


def serve(host, port, files_port, settings):
    limit = settings.get("SANDBOX_STUB_CALLS_PER_MINUTE")
    Path("sandbox.json").write_text(json.dumps({"pid": os.getpid(), "limit": limit}), encoding="utf-8")
    HTTPServer((host, port), Handler).serve_forever()
