"""A small client of the control API, for tests and scripts."""

from __future__ import annotations

from typing import Any

import requests


class Control:
    """Moves clocks, orders faults and reads request logs of a running sandbox."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = requests.Session()  # which keeps the connection

    def health(self) -> dict[str, str]:
        answer: dict[str, str] = self._call("GET", "health")
        return answer

    def advance(self, service: str, **span: float) -> str:
        """Moves the service's clock by days, hours or seconds; the new instant."""
        return str(self._call("POST", f"{service}/advance", span)["now"])

    def clock(self, service: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._call("GET", f"{service}/clock")
        return answer

    def fault(self, service: str, fault: str, **order: Any) -> dict[str, Any]:
        """Orders a fault: path, method, skip, times and the fault's own parameters."""
        answer: dict[str, Any] = self._call("POST", f"{service}/faults", {"fault": fault, **order})
        return answer

    def faults(self, service: str) -> list[dict[str, Any]]:
        """The faults ordered, with how many calls each matched and on how many it fired."""
        answer: list[dict[str, Any]] = self._call("GET", f"{service}/faults")["faults"]
        return answer

    def clear_faults(self, service: str) -> None:
        self._call("DELETE", f"{service}/faults")

    def requests(self, service: str) -> list[dict[str, Any]]:
        """The calls so far: method, path, query, body, authorization (whether such a header came), status."""
        answer: list[dict[str, Any]] = self._call("GET", f"{service}/requests")["requests"]
        return answer

    def clear_requests(self, service: str) -> None:
        self._call("DELETE", f"{service}/requests")

    def jobs(self, service: str) -> list[dict[str, Any]]:
        """The asynchronous jobs that nobody deleted."""
        answer: list[dict[str, Any]] = self._call("GET", f"{service}/jobs")["jobs"]
        return answer

    def inspect(self, service: str, name: str) -> list[dict[str, Any]]:
        """What else the service shows, by name."""
        answer: list[dict[str, Any]] = self._call("GET", f"{service}/{name}")[name]
        return answer

    def order(self, service: str, name: str, /, **order: Any) -> dict[str, Any]:
        """Changes what the service holds, behind the back of its API."""
        answer: dict[str, Any] = self._call("POST", f"{service}/{name}", order)
        return answer

    def reset(self, service: str) -> None:
        self._call("POST", f"{service}/reset")

    def configuration(self, service: str) -> dict[str, str]:
        """The configuration with which the connector reads this sandbox."""
        answer: dict[str, str] = self._call("GET", f"{service}/configuration")
        return answer

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=30)
        if not answer.ok:
            raise ValueError(f"{method} /_sandbox/{path}: {answer.json().get('error', answer.text)}")
        return answer.json()
