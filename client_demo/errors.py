"""Why a callout is not made at all: one class per code, each with a sentence that holds the repair."""

from collections.abc import Iterable

from plumbing.redaction import excerpt
from plumbing.strict_toml import did_you_mean


class BadCalloutError(Exception):
    """The callout was asked for in a way that cannot be done; nothing was sent."""

    code = "bad_callout"


class UnknownNamedCredentialError(BadCalloutError):
    """Org2 has no named credential of that name."""

    code = "unknown_named_credential"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(f"Org2 has no named credential “{excerpt(name)}”{_instead(name, names)}")


class UnknownUserError(BadCalloutError):
    """Org2 has no user of that name."""

    code = "unknown_user"

    def __init__(self, username: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(f"Org2 has no user “{excerpt(username)}”{_instead(username, names)}")


class UserNeededError(BadCalloutError):
    """The identity type is Per User, and it was not said which one."""

    code = "user_needed"

    def __init__(self, named_credential: str, known: Iterable[str]) -> None:
        users = ", ".join(known) or "none, add one under [[users]]"
        super().__init__(
            f"“{named_credential}” has the identity type Per User: say which user of Org2 calls; there are: {users}"
        )


class UnknownCertificateError(BadCalloutError):
    """Org2 has no certificate of that name."""

    code = "unknown_certificate"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(f"Org2 has no certificate “{excerpt(name)}”{_instead(name, names)}")


class FormulaError(BadCalloutError):
    """A Per User Subject is no formula; ``position`` counts characters from 1."""

    code = "bad_formula"

    def __init__(self, message: str, position: int) -> None:
        self.position = position
        super().__init__(f"at character {position}: {message}")


def _instead(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name, known) or f"; there are: {', '.join(known) or 'none'}"
