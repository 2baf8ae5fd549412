"""Named checks in ordered lists: what each asks, why it refused, and which could not be judged any more.

A check is one function whose name is a statement that is true when all is well. Its docstring is the sentence that
people read. It answers ``None``, or the ``Reason`` why not.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check does not hold, concretely.

    Args:
        expected: What would have been right.
        got: What came instead, short and without secrets.
        cause: What is likely behind it, where that can be told.
        deviation: The name of a tolerance: where the profile in force tolerates it, the reason is only a note.
    """

    expected: str
    got: str
    cause: str = ""
    deviation: str = ""


class Outcome(StrEnum):
    """What became of one check."""

    HELD = "held"
    NOTED = "noted"
    REFUSED = "refused"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """One check with all that is said about it anywhere: on the wire, in reports and in the docs."""

    judge: Callable[[T], Reason | None] = field(repr=False)
    name: str
    sentence: str
    rule: str
    error: Any
    says: str
    setting: str
    wording_is_inferred: bool
    needs: tuple[str, ...]

    def __call__(self, subject: T) -> Reason | None:
        """Judges the subject: None when the check holds."""
        return self.judge(subject)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A check, what became of it and, where it does not simply hold, why."""

    check: Check[Any]
    outcome: Outcome
    reason: Reason | None = None


def check(  # noqa: PLR0913  each is a column of the docs' table
    *,
    rule: str,
    error: Any,
    says: str,
    setting: str,
    needs: Iterable[Check[Any]] = (),
    wording_is_inferred: bool = False,
) -> Callable[[Callable[[T], Reason | None]], Check[T]]:
    """Makes a function a check.

    Args:
        rule: Where the rule stands: an RFC's section or the documented behaviour.
        error: The error class that the refusal is raised as.
        says: The text on the wire.
        setting: Which setting, on which org, repairs it.
        needs: Checks without which this one cannot be judged; it is then not reached.
        wording_is_inferred: No capture of the vendor's own text for this case is known.
    """

    def made(function: Callable[[T], Reason | None]) -> Check[T]:
        sentence = (function.__doc__ or "").strip().partition("\n\n")[0]
        return Check(
            judge=function,
            name=function.__name__,
            sentence=" ".join(sentence.split()),
            rule=rule,
            error=error,
            says=says,
            setting=setting,
            wording_is_inferred=wording_is_inferred,
            needs=tuple(needed.name for needed in needs),
        )

    return made


def judge(
    checks: Iterable[Check[T]], subject: T, *, tolerated: Container[str] = (), unproven: set[str] | None = None
) -> list[Judgement]:
    """Judges every check that can be judged and answers those that do not simply hold, in the order of the list.

    Args:
        checks: The list, in the order in which a refusal decides the answer.
        subject: What is judged.
        tolerated: Names of deviations that the profile in force only notes.
        unproven: Names of checks that do not hold; those of this list are added. What needs them is not reached.
    """
    unproven = set() if unproven is None else unproven
    remarkable = []
    for one in checks:
        if unproven and not unproven.isdisjoint(one.needs):
            unproven.add(one.name)
            remarkable.append(Judgement(one, Outcome.NOT_REACHED))
            continue
        reason = one.judge(subject)
        if reason is None:
            continue
        if reason.deviation and reason.deviation in tolerated:
            remarkable.append(Judgement(one, Outcome.NOTED, reason))
            continue
        unproven.add(one.name)
        remarkable.append(Judgement(one, Outcome.REFUSED, reason))
    return remarkable
