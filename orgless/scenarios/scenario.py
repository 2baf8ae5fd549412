"""A scenario: one way in which people's set-ups go wrong, and the check that must find it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import PROFILES
from plumbing.checks import Check

if TYPE_CHECKING:
    from .draft import Draft


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named misconfiguration; ``edit`` puts it into a world that is right otherwise.

    Args:
        edit: Changes the draft of a world.
        name: Its name on the command line.
        summary: What went wrong, in a sentence.
        refused_by: The check that must refuse it, before any other.
        source: Where it comes from: a reported symptom, or a habit of clients.
        profile: ``salesforce``, or ``strict`` where only a strict server refuses it.
    """

    edit: Callable[["Draft"], None] = field(repr=False)
    name: str
    summary: str
    refused_by: Check[Any]
    source: str
    profile: str

    @property
    def is_refused_by_the_api(self) -> bool:
        """Whether the token is issued, and Org1's REST API refuses it."""
        return self.refused_by not in ALL_CHECKS

    @property
    def setting(self) -> str:
        """Which setting, on which org, repairs it."""
        return self.refused_by.setting

    @property
    def error(self) -> str:
        """The code on the wire: ``error`` of the token endpoint, or ``errorCode`` of the API."""
        if self.is_refused_by_the_api:
            return str(self.refused_by.error.code)
        return str(PROFILES[self.profile].error_of(self.refused_by).error)

    @property
    def error_description(self) -> str:
        """The text on the wire: ``error_description`` of the token endpoint, or ``message`` of the API."""
        return self.refused_by.says

    def to_json(self) -> dict[str, str]:
        """What a list of scenarios says of it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "refused_by": self.refused_by.name,
            "setting": self.setting,
            "error": self.error,
            "error_description": self.error_description,
        }


def scenario(
    *, refused_by: Check[Any], source: str, profile: str = "salesforce"
) -> Callable[[Callable[["Draft"], None]], Scenario]:
    """Makes a function that edits a draft a scenario: its name is the function's, its summary the docstring.

    Args:
        refused_by: The check that must refuse it, before any other.
        source: Where it comes from.
        profile: ``strict`` where Salesforce tolerates it.
    """

    def made(function: Callable[["Draft"], None]) -> Scenario:
        summary = " ".join((function.__doc__ or "").split())
        return Scenario(function, function.__name__, summary, refused_by, source, profile)

    return made
