"""Running `watchgate` in this process as a user would, with its exit code and what it said."""

from __future__ import annotations

import io
import sys

import pytest

from watchgate.cli.main import main


class CommandLine:
    """Calls commands; `out` and `err` are what the last one said, `typed` what it is answered."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""
        self.typed = ""

    def __call__(self, *arguments: object) -> int:
        """The exit code of `watchgate ARGUMENTS`."""
        self._capsys.readouterr()
        typed, sys.stdin = sys.stdin, io.StringIO(self.typed)
        try:
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments])
        finally:
            sys.stdin = typed
        self.out, self.err = self._capsys.readouterr()
        return int(ended.value.code or 0)

    @property
    def errors(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()
