"""What the SDK prints tells what went wrong, and what the connector warned of."""

from __future__ import annotations

from sfl.errors import CheckFailed
from sfl.runner import Reading

SDK = "21:11:01.066 {level}  ⚡ sdk       {message}"


def reading(*lines: str) -> Reading:
    read = Reading()
    for line in lines:
        read.line(line)
    return read


def test_a_warning_of_the_sdk_before_the_sync_is_none_of_the_connector() -> None:
    read = reading(
        SDK.format(level="WARNING", message="avoid using exit()"),
        SDK.format(level="INFO   ", message="calling update()"),
        SDK.format(level="WARNING", message="list 7 was refused (403)"),
    )
    assert read.warnings == ["list 7 was refused (403)"]


def test_a_run_that_dies_without_a_word_is_told_by_its_code() -> None:
    error = reading().error("stub", -9)
    assert isinstance(error, CheckFailed)
    assert str(error).startswith("stub: the sync failed: `fivetran debug` ended with code -9.")


def test_the_module_of_an_error_does_not_matter() -> None:
    read = reading(
        "   Error: failed while executing update() error: no", "   toolkit.errors.SourceRefused: the message is above"
    )
    assert read.error("stub", 1).exit_code == 3
