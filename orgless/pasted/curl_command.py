"""Reads a curl command line as the request that curl would send; files and variables in it stay what they are."""

import re
import shlex
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from authserver.token_request import FORM, TokenRequest, read_token_request
from orgless.told import BadInputError

_DATA = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii"})
#: Options that take a value which does not matter here.
_WITH_VALUE = frozenset(
    {"-o", "--output", "-m", "--max-time", "--connect-timeout", "--cacert", "-E", "--cert", "--key", "-x", "--proxy"}
    | {"-w", "--write-out", "-b", "--cookie", "-c", "--cookie-jar", "-e", "--referer", "--retry", "--resolve"}
)


@dataclass(frozen=True, slots=True)
class CurlCommand:
    """What curl would do.

    Args:
        request: What it would send.
        url: Where to, with the scheme that curl would take.
        notes: What orgless does not do as a shell would.
    """

    request: TokenRequest
    url: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Command:
    url: str = ""
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    content_type: str = FORM
    in_query: bool = False

    def take(self, option: str, value: str) -> None:
        """Does what an option says."""
        if option in {"-X", "--request"}:
            self.method = value
        elif option in {"-H", "--header"}:
            name, _, text = value.partition(":")
            self.headers[name.strip().lower()] = text.strip()
        elif option in _DATA:
            self.data.append(_as_it_stands(option, value))
        elif option == "--data-urlencode":
            self.data.append(_url_encoded(value))
        elif option == "--json":
            self.data.append(value)
            self.content_type = "application/json"
        elif option in {"-F", "--form"}:
            self.content_type = "multipart/form-data"
            self.data.append(value)
        elif option in {"-u", "--user"}:
            self.headers.setdefault("authorization", f"Basic {b64encode(value.encode()).decode()}")
        elif option in {"-A", "--user-agent"}:
            self.headers.setdefault("user-agent", value)
        elif option == "--url":
            self.url = value


_TAKEN = _DATA | {"-X", "--request", "-H", "--header", "--data-urlencode", "--json", "-F", "--form"}
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]\w*\}?")
_ALL_WITH_VALUE = _WITH_VALUE | _TAKEN | {"-u", "--user", "-A", "--user-agent", "--url"}


def read_curl_command(text: str) -> CurlCommand:
    """The request that the command would send.

    Raises:
        BadInputError: Its quotes are not closed, or a file holds what it would send.
    """
    try:
        words = shlex.split(text.removeprefix("$ ").replace("\\\r\n", " ").replace("\\\n", " "))
    except ValueError:
        raise BadInputError("the curl command's quotes are not closed: paste the whole command") from None
    command = _Command()
    rest = iter(words[1:])
    for word in rest:
        option, value = _option(word)
        if option in _ALL_WITH_VALUE:
            command.take(option, next(rest, "") if value is None else value)
        elif option in {"-G", "--get"}:
            command.in_query = True
        elif not word.startswith("-"):
            command.url = command.url or word
    found = _VARIABLE.search("&".join(command.data))
    note = f"orgless puts no value in for {found[0]}: paste the command with the value" if found else ""
    return CurlCommand(_request(command), _address(command.url), (note,) if note else ())


def _address(url: str) -> str:
    return url if not url or "://" in url else f"http://{url}"


def _option(word: str) -> tuple[str, str | None]:
    """``-XPOST`` and ``--request=POST`` hold their value."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, value if equals else None
    if len(word) > 2 and word[0] == "-" and word[:2] in _ALL_WITH_VALUE:  # noqa: PLR2004  a dash and a letter
        return word[:2], word[2:]
    return word, None


def _request(command: _Command) -> TokenRequest:
    data = "&".join(command.data)
    query = urlsplit(command.url).query if "?" in command.url else ""
    if command.in_query:
        query, data = "&".join(filter(None, (query, data))), ""
    has_body = bool(command.data) and not command.in_query
    content_type = command.headers.get("content-type", command.content_type if has_body else "")
    return read_token_request(
        method=command.method or ("POST" if has_body else "GET"),
        content_type=content_type,
        body=data.encode("utf-8", "replace"),
        query=query.encode("utf-8", "replace"),
        headers={name: command.headers.get(name.lower(), "") for name in ("Authorization", "Host", "User-Agent")},
    )


def _as_it_stands(option: str, value: str) -> str:
    """``@file`` reads the body from a file, but for ``--data-raw`` (curl's manual)."""
    if value.startswith("@") and option != "--data-raw":
        raise _file_error("its body", value[1:])
    return value


def _url_encoded(value: str) -> str:
    """``name=content`` encodes the content alone, ``name@file`` reads it from a file (curl's manual)."""
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        name, _, file = value.partition("@")
        raise _file_error(f"the parameter {name}" if name else "its body", file)
    return f"{name}={quote(content, safe='')}" if equals else quote(value, safe="")


def _file_error(what: str, file: str) -> BadInputError:
    return BadInputError(f"the curl command reads {what[:60]} from a file: try orgless explain {file[:200] or 'FILE'}")
