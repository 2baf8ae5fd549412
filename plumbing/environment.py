"""Reads an app's settings from the environment and tells everything that is wrong with them at once."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .strict_toml import BadFileError, Problem, did_you_mean

_PLACE = Path("environment")
#: Plain segments: a path that every part of a URL's way leaves as it is.
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*")


class Environment:
    """The variables that an app was started with; problems gather until ``finish``."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._problems: list[Problem] = []

    def text(self, name: str, default: str | None = None, *, why: str = "") -> str:
        """The variable's text; without a default it must be set, and ``why`` says what for."""
        value = self._variables.get(name, "")
        if value:
            return value
        if default is None:
            self.reject(name, f"is not set: {why}")
            return ""
        return default

    def folder(self, name: str, default: Path | None = None, *, why: str = "") -> Path:
        """A folder's absolute path; it need not exist."""
        text = self.text(name, None if default is None else str(default), why=why)
        return Path(text).expanduser().absolute()

    def url(self, name: str, default: str) -> str:
        """An ``http`` or ``https`` address without path and without a slash at its end."""
        value = self.text(name, default)
        if not is_origin(value):
            self.reject(name, f"“{value}” is no address like http://127.0.0.1:8001 (no path, no slash at the end)")
        return value

    def address(self, name: str, default: str) -> str:
        """An ``http`` or ``https`` address that may have a path, without a slash at its end."""
        value = self.text(name, default)
        self._must_be_address(name, value)
        return value

    def addresses(self, name: str) -> tuple[str, ...]:
        """Any number of such addresses, separated by blanks."""
        values = tuple(self.text(name, "").split())
        for value in values:
            self._must_be_address(name, value)
        return values

    def named_addresses(self, name: str) -> dict[str, str]:
        """Any number of ``name=address``, separated by blanks."""
        found = {}
        for pair in self.text(name, "").split():
            word, equals, value = pair.partition("=")
            if word and equals:
                self._must_be_address(name, value)
                found[word] = value
            else:
                self.reject(name, f"“{pair}” is no pair like uat=http://127.0.0.1:8001/orgs/uat")
        return found

    def number(self, name: str, default: float) -> float:
        """A number of zero or more."""
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            self.reject(name, f"“{value}” is no number of zero or more")
        return number

    def choice(self, name: str, default: str, known: tuple[str, ...]) -> str:
        """One of the known words."""
        value = self.text(name, default)
        if value not in known:
            listed = " or ".join(f"“{word}”" for word in known)
            self.reject(name, f"“{value}” is none of {listed}{did_you_mean(value, known)}")
        return value

    def flag(self, name: str) -> bool:
        """``true`` or ``false``; false when not set."""
        return self.choice(name, "false", ("true", "false")) == "true"

    def reject(self, name: str, message: str) -> None:
        """Remembers that a variable is wrong."""
        self._problems.append(Problem(_PLACE, name, message))

    def finish(self) -> None:
        """Raises all that was found.

        Raises:
            BadFileError: Any variable was missing or wrong.
        """
        if self._problems:
            raise BadFileError(self._problems)

    def _must_be_address(self, name: str, value: str) -> None:
        origin, slash, path = _split(value)
        if not is_origin(origin) or (slash and not _PATH.fullmatch(path)):
            self.reject(name, f"“{value}” is no address like http://127.0.0.1:8001 (no slash at the end)")


def is_origin(text: str) -> bool:
    """Whether the text is an ``http`` or ``https`` address without path and without a slash at its end."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and "@" not in parts.netloc
    return named and text == f"{parts.scheme}://{parts.netloc}"


def _split(address: str) -> tuple[str, str, str]:
    """Origin, slash and path of an address, where it has them."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + mark + host, slash, path
