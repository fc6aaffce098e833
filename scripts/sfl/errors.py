"""The ways to fail, one class an exit code. A message is one line: what failed, the value that matters, what to do."""


class SflError(Exception):
    """An expected failure: shown as one line, without a traceback."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class CheckFailed(SflError):
    """The sync failed, or a check found something."""


class UsageError(SflError):
    """The command, the configuration or the output folder is wrong: the caller mends it."""

    exit_code = 2


class Refused(SflError):
    """The remote refused, or did not answer."""

    exit_code = 3


class Interrupted(BaseException):
    """A signal asked to stop; no `except Exception` on the way may hold it up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
