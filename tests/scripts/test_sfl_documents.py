"""`.env.example` names every key of every form."""

from __future__ import annotations

from sfl.connector import Field
from sfl.documents import HEAD, env_example


def test_every_key_is_named_with_what_it_means() -> None:
    form = [
        Field("password", "Password", required=True, secret=True, default=None, description="Of the API user."),
        Field("days", "Days", required=False, secret=False, default="7", description=""),
    ]
    assert env_example({"stub": form}) == (
        HEAD + "\n# Of the API user. Required.\n#SFL_STUB_PASSWORD=\n\n# Days. Default: 7\n#SFL_STUB_DAYS=\n"
    )
