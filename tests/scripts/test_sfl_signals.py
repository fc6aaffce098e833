"""Of signals that come together, the first one counts."""

from __future__ import annotations

import os
import signal

import pytest

from sfl import cli
from sfl.errors import Interrupted


def test_a_signal_that_comes_while_the_first_is_handled_does_not_replace_it(monkeypatch: pytest.MonkeyPatch) -> None:
    install = signal.signal
    before = install(signal.SIGTERM, cli._interrupt)

    def interfering(*given: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(signal, "signal", interfering)
    try:
        with pytest.raises(Interrupted) as interrupted:
            cli._interrupt(signal.SIGINT, None)
    finally:
        install(signal.SIGTERM, before)
    assert interrupted.value.exit_code == 130
