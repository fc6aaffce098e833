"""The ways a sync fails, one class for each person who has to act.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""


class ConnectorError(Exception):
    """An expected failure: its message says what failed, the value that matters (never a secret) and what to do."""


class ConfigurationError(ConnectorError):
    """The configuration or the saved state is wrong: whoever runs the connector must act."""


class SourceRefused(ConnectorError):
    """The source said no and will say no again: a login, a right or a request it does not take."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class SourceUnavailable(ConnectorError):
    """The source did not give a usable answer within all attempts: run again later, nothing is lost."""
