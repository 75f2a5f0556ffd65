"""Watchgate: living, evidence-driven sanctions."""

import time

__version__ = "0.1.0"
BEGAN_NS = time.time_ns()
"""When this process began, as far as Watchgate is concerned: nanoseconds since 1970, UTC."""
