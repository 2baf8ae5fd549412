"""Times the stages of an exchange: a function counts for its stage, less what it calls of other stages."""

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import thread_time_ns
from typing import Any
from unittest.mock import patch

#: What is no function of any stage: the way from the WSGI server to the grant and back, Authlib included.
REST = "HTTP, Authlib, the answer"

#: The functions of each stage, by the name under which their callers find them.
STAGES: dict[str, tuple[str, ...]] = {
    "form parsing": ("authserver.endpoints.reading.read_token_request",),
    "taking the assertion apart": ("authserver.assertion.examine.read_assertion",),
    "signature": ("authserver.assertion.unverified_checks.matches",),
    "checks": ("authserver.assertion.examine.judge", "authserver.assertion.examine.verified"),
    "report": (
        "authserver.assertion.examine._report",
        "authserver.assertion.examine.pasted_secrets",
        "authserver.assertion.report.Report.without",
        "authserver.assertion.report.Report.kept",
    ),
    "token and session": (
        "authserver.store.Login.open_session",
        "authserver.access_tokens.TokenForge.token_of",
    ),
    "login rate": ("authserver.store.Login.count_login",),
    "history": (
        "authserver.store.Login.record",
        "authserver.history.History.record",
        "authserver.history.History.append",
    ),
    "database": (
        "plumbing.database.Transaction.__enter__",
        "plumbing.database.Transaction.execute",
        "plumbing.database.Transaction.one",
        "plumbing.database.Transaction.__exit__",
    ),
}


class StageClock:
    """Adds up the CPU time that is spent in each stage, in nanoseconds."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, int] = defaultdict(int)
        self._stack = [REST]
        self._since = thread_time_ns()

    def enter(self, stage: str) -> None:
        """From now on the time counts for this stage."""
        self._charge()
        self._stack.append(stage)

    def leave(self) -> None:
        """From now on it counts for the one before again."""
        self._charge()
        self._stack.pop()

    def _charge(self) -> None:
        now = thread_time_ns()
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
                patches.enter_context(patch.object(owner, name, _timed(getattr(owner, name), stage, clock)))
        yield clock


def _found(function: str) -> tuple[Any, str]:
    """The module or class that holds the function, and the function's name there."""
    path, _, name = function.rpartition(".")
    try:
        owner: Any = importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, holder = path.rpartition(".")
        owner = getattr(importlib.import_module(module), holder, None)
    if not hasattr(owner, name):
        raise SystemExit(f"{function} is gone: name in benchmarks/stages.py what does its work now")
    return owner, name


def _timed(function: Callable[..., Any], stage: str, clock: StageClock) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        clock.enter(stage)
        try:
            return function(*arguments, **named)
        finally:
            clock.leave()

    return timed
