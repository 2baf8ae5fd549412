"""What a row of the table of routes says: one method of one resource, and what is sent there and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response

from .versions import OLDEST

#: The resources are below the path of a version, and this is above it.
VERSIONS_LIST = "/services/data"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one resource.

    Args:
        method: The HTTP method; with GET comes HEAD.
        path: Below the version's.
        view: Takes the call and the path's parts.
        answers: The bodies by status, each by its name in ``openapi.schemas``; empty for none. Refusals that most
            resources have in common are not listed.
        sends: The request's body, likewise; empty for none.
        query: Parameters in the address, by their names in ``openapi.parameters``.
        since: The first version that has it.
    """

    method: str
    path: str
    view: Callable[..., Response]
    answers: Mapping[int, str]
    sends: str = ""
    query: tuple[str, ...] = ()
    since: int = OLDEST
