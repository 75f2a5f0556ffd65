"""The kernels are compiled before the first test, so that none waits for it within its own time."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchgate.risk.names.engine.warm import is_warm, warm

HERE = Path(__file__).parent


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile once for this code and processor: about two minutes of one core, nothing afterwards."""
    if any(HERE in item.path.parents for item in session.items) and not is_warm():
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line("compiling the kernels of the matching engine, once: about two minutes")
        warm()
