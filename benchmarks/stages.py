"""Times the stages of an exchange: a function counts for its stage, less what it calls of other stages."""

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import perf_counter_ns
from typing import Any
from unittest.mock import patch

#: What is no function of any stage: Werkzeug, Flask, Authlib, the view and the answer.
REST = "HTTP, Flask and Authlib"

#: The functions of each stage, by the name under which their callers find them.
STAGES: dict[str, tuple[str, ...]] = {
    "form parsing": ("authserver.endpoints.reading.read_token_request",),
    "taking the assertion apart": ("authserver.assertion.examine.read_assertion",),
    "signature": ("authserver.assertion.unverified_checks.matches",),
    "checks": ("authserver.assertion.examine.judge", "authserver.assertion.examine.verified"),
    "report": ("authserver.assertion.examine._report", "authserver.assertion.report.Report.kept"),
    "token and session": (
        "authserver.store.Login.open_session",
        "authserver.store.Login.record",
        "authserver.access_tokens.TokenForge.token_of",
    ),
    "database": (
        "plumbing.database.Transaction.execute",
        "plumbing.database.Transaction.one",
        "plumbing.database.Database.transaction",
    ),
}


class StageClock:
    """Adds up the time that is spent in each stage, in nanoseconds."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, int] = defaultdict(int)
        self._stack = [REST]
        self._since = perf_counter_ns()

    def enter(self, stage: str) -> None:
        """From now on the time counts for this stage."""
        self._charge()
        self._stack.append(stage)

    def leave(self) -> None:
        """From now on it counts for the one before again."""
        self._charge()
        self._stack.pop()

    def _charge(self) -> None:
        now = perf_counter_ns()
        self.spent[self._stack[-1]] += now - self._since
        self._since = now


@contextmanager
def timed_stages() -> Iterator[StageClock]:
    """Has every function of ``STAGES`` timed as long as the block lasts."""
    clock = StageClock()
    with ExitStack() as patches:
        for stage, functions in STAGES.items():
            for function in functions:
                owner, name = _found(function)
                wrap = _timed_context if name == "transaction" else _timed
                patches.enter_context(patch.object(owner, name, wrap(getattr(owner, name), stage, clock)))
        yield clock


def _found(function: str) -> tuple[Any, str]:
    """The module or class that holds the function, and the function's name there."""
    path, _, name = function.rpartition(".")
    try:
        return importlib.import_module(path), name
    except ModuleNotFoundError:
        module, _, holder = path.rpartition(".")
        return getattr(importlib.import_module(module), holder), name


def _timed(function: Callable[..., Any], stage: str, clock: StageClock) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        clock.enter(stage)
        try:
            return function(*arguments, **named)
        finally:
            clock.leave()

    return timed


def _timed_context(function: Callable[..., Any], stage: str, clock: StageClock) -> Callable[..., Any]:
    """The same for a context manager: its beginning and its end count, not the block inside."""

    @contextmanager
    def timed(*arguments: Any) -> Iterator[Any]:
        clock.enter(stage)
        with function(*arguments) as given:
            clock.leave()
            try:
                yield given
            finally:
                clock.enter(stage)
        clock.leave()

    return timed
