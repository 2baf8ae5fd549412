"""``orgless callout``: what Apex would do with an ``HttpRequest`` to ``callout:NAME``."""

import sys
from pathlib import Path
from typing import Any

import click

from orgless.told import BadInputError, tell

from .options import DEFAULT_ORG2_URL


@click.command("callout")
@click.argument("name")
@click.argument("path")
@click.option("-X", "--request", "method", metavar="METHOD", help="The HTTP method. [default: GET, with a body POST]")
@click.option("-d", "--data", metavar="BODY", help="The body; @FILE reads it from a file, - from standard input.")
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header; may be repeated.")
@click.option("--user", metavar="NAME", help="The user of Org2 who calls; needed where Org2 has several.")
@click.option("--new-token", is_flag=True, help="Forget a stored access token first: all three steps are taken.")
@click.option("-v", "--verbose", is_flag=True, help="Show the three exchanges as they crossed the wire, on stderr.")
@click.option(
    "--org2-url",
    metavar="URL",
    envvar="ORGLESS_ORG2_URL",
    default=DEFAULT_ORG2_URL,
    show_default=True,
    show_envvar=True,
    help="Where Org2 is: the org2_url that `orgless serve` tells, needed after --client-port.",
)
def command(  # noqa: PLR0913  one parameter per option
    *,
    name: str,
    path: str,
    method: str | None,
    data: str | None,
    headers: tuple[str, ...],
    user: str | None,
    new_token: bool,
    verbose: bool,
    org2_url: str,
) -> None:
    """Make a callout to PATH through Org2's named credential NAME, and print the body of the answer.

    Sends and accepts JSON unless -H says otherwise. Needs a running `orgless serve`. The exit code is 0 where the API
    answered 2xx, else 1; what Apex would see, and the cause, are then on stderr.
    """
    from orgless.callout_request import request_callout, request_entry  # noqa: PLC0415  `orgless --help` need not pay
    from orgless.callout_story import cause_lines, failure_lines, succeeded, wire_lines  # noqa: PLC0415

    body = None if data is None else _read(data)
    wanted = {
        "named_credential": name,
        "path": path,
        "method": method or ("GET" if body is None else "POST"),
        "headers": _headers(headers, with_body=body is not None),
        "body": body,
        "username": user,
        "new_token": new_token,
    }
    result = request_callout(org2_url.rstrip("/"), wanted)
    for line in wire_lines(result) if verbose else ():
        tell(line)
    _show_body(result)
    if not succeeded(result):
        for line in failure_lines(result):
            tell(f"orgless: {line}")
        for line in cause_lines(result, request_entry(org2_url, result["login_url_of_entry"])):
            tell(line)
        sys.exit(1)


def _headers(given: tuple[str, ...], *, with_body: bool) -> dict[str, str]:
    headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if with_body else {})
    for text in given:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise BadInputError(f"-H “{text}” is no header; it looks like -H 'Accept: text/csv'")
        for known in [one for one in headers if one.lower() == name.strip().lower()]:
            del headers[known]
        headers[name.strip()] = value.strip()
    return headers


def _read(data: str) -> str:
    try:
        if data in {"-", "@-"}:
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(data[1:]).read_text(encoding="utf-8") if data.startswith("@") else data
    except OSError as error:
        raise BadInputError(f"-d {data}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInputError(f"-d {data}: is not UTF-8 text, and a callout's body is text here") from None


def _show_body(result: dict[str, Any]) -> None:
    """Pretty on a terminal, byte for byte elsewhere; a line feed ends it, so that a prompt stands on its own line."""
    body = result["response"]["body"] if result["response"] else ""
    if not body:
        return
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(body.encode("utf-8", "surrogatepass") + (b"" if body.endswith("\n") else b"\n"))
        sys.stdout.buffer.flush()
        return
    from rich.console import Console  # noqa: PLC0415  only a terminal needs it
    from rich.highlighter import JSONHighlighter  # noqa: PLC0415

    from orgless.callout_story import pretty  # noqa: PLC0415

    Console(soft_wrap=True).print(JSONHighlighter()(pretty(body)))
