"""The one place that asks the system for the time."""

import time

from plumbing.clock import system_clock


def test_it_answers_seconds_since_the_epoch() -> None:
    before = time.time()
    assert before <= system_clock() <= time.time()
