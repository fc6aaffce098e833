"""The login: three headers, or one key. Everything is `sandbox`; the account `noapi` has no API access."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from sandbox.ongage.envelope import error

LOGIN = "sandbox"
ACCOUNT_WITHOUT_API = "noapi"
START_DATE = "2026-09-01"  # two months before the clock starts: a first sync of the default data is quick then


def refusal(headers: Mapping[str, str], key_mode: bool) -> Response | None:
    """What a call with a bad login gets; None for a good one."""
    if key_mode:
        # No envelope here: so the real API answers a bad key.
        return None if headers.get("x-api-key") == LOGIN else JSONResponse({"message": "Invalid API key"}, 401)
    user, password, account = (headers.get(f"x_{name}") for name in ("username", "password", "account_code"))
    if (user, password) != (LOGIN, LOGIN) or account not in (LOGIN, ACCOUNT_WITHOUT_API):
        return error(401, "Unauthorized")
    return error(403, "API access is not part of this plan") if account == ACCOUNT_WITHOUT_API else None


def configuration(base_url: str, calls_per_minute: int, key_mode: bool) -> dict[str, str]:
    """With which the connector reads this sandbox, fast."""
    keys = ("api_key",) if key_mode else ("username", "password", "account_code")
    return {
        "base_url": base_url,
        **dict.fromkeys(keys, LOGIN),
        "calls_per_minute": str(calls_per_minute),
        "poll_interval_seconds": "0.01",
        "retry_wait_seconds": "0.01",
        "start_date": START_DATE,
    }
