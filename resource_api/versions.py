"""The versions of the API: three a year, named after seasons."""

import re
from dataclasses import dataclass

from .errors import NotFoundError, UnsupportedApiVersionError

OLDEST = 31
NEWEST = 67

_FIRST_OF_REST = 20
_FIRST_YEAR = 14
_SEASONS = ("Summer", "Winter", "Spring")  # 31.0 was Summer '14; the year turns with Winter
_SEGMENT = re.compile(r"v([1-9][0-9]{0,2})\.0")


@dataclass(frozen=True, slots=True)
class Version:
    """One version, as 67.0."""

    number: int

    @property
    def text(self) -> str:
        """As addresses and bodies name it."""
        return f"{self.number}.0"

    @property
    def label(self) -> str:
        """The release that brought it, as ``Summer '26``."""
        since = self.number - OLDEST
        return f"{_SEASONS[since % 3]} '{_FIRST_YEAR + (since + 2) // 3}"

    @property
    def path(self) -> str:
        """Where its resources are."""
        return f"/services/data/v{self.text}"


VERSIONS = tuple(Version(number) for number in range(OLDEST, NEWEST + 1))


def version_named(segment: str) -> Version:
    """The version that a path's segment names: ``v67.0``, or ``latest``.

    Raises:
        UnsupportedApiVersionError: It has been retired.
        NotFoundError: There never was such a version, or it is yet to come.
    """
    if segment == "latest":
        return VERSIONS[-1]
    found = _SEGMENT.fullmatch(segment)
    number = int(found[1]) if found else 0
    if _FIRST_OF_REST <= number < OLDEST:
        raise UnsupportedApiVersionError
    if not OLDEST <= number <= NEWEST:
        raise NotFoundError
    return Version(number)
