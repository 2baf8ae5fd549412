"""Time as an input: every app is given a clock, and nothing else asks the system for the time."""

import time
from collections.abc import Callable

#: Answers the time now, in seconds since 1970-01-01T00:00:00Z.
Clock = Callable[[], float]


def system_clock() -> float:
    """The machine's own time, in seconds since the epoch."""
    return time.time()
