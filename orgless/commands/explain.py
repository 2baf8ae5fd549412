"""``orgless explain``: why would Org1 refuse this JWT, or this token request?"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgless.told import BadInputError, tell

from .options import org_option, world_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from authserver.org import Org
    from orgless.explanation import Explanation
    from orgless.org_place import OrgPlace
    from orgless.pasted.reading import Pasted
    from orgless.world import World

#: A shorter argument that is neither a file nor has a JWT's dots is a file that is missing.
_SHORTEST_TEXT = 60


@click.command("explain")
@click.argument("source", metavar="[JWT|FILE|-]", required=False)
@world_option
@org_option
@click.option(
    "--profile",
    type=click.Choice(["salesforce", "strict"]),
    default="salesforce",
    show_default=True,
    help="Tolerate what Salesforce tolerates, or RFC 7523 and RFC 8725 to the letter.",
)
@click.option("--at", metavar="TIME", default="now", show_default=True, help="Judge as of then: ISO 8601, or seconds.")
@click.option("--short", is_flag=True, help="Leave out the list of all checks.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(  # noqa: PLR0913  one parameter per option
    source: str | None, *, world: Path | None, org: str, profile: str, at: str, short: bool, as_json: bool
) -> None:
    """Say what Org1 would say to a JWT or a token request, check by check, without a running server.

    Takes a JWT, the form or JSON body of a token request, a whole HTTP request, or a curl command: as the argument,
    from a file, or from standard input. Of the world it reads the files of the orgs that are called, with the
    certificates and secrets that are named there; org2.toml is not read. Nothing is sent and nothing is kept. The exit
    code is 0 where Org1 would issue a token, 1 where it would refuse, 2 where there is nothing to judge.
    """
    from orgless.explanation import explain, moment  # noqa: PLC0415  `orgless --help` need not pay for it
    from orgless.org_place import find_place  # noqa: PLC0415
    from orgless.pasted.reading import read_pasted  # noqa: PLC0415
    from orgless.world import find_world  # noqa: PLC0415
    from plumbing.clock import system_clock  # noqa: PLC0415

    judged_at, data = moment(at, system_clock()), _read(source)
    _stop_at_an_answer(data, profile, as_json=as_json)
    pasted, found = read_pasted(data), find_world(world, os.environ)
    place = find_place(found, org)
    with_org = {"profile": profile, "url": pasted.url, "prefix": place.prefix}
    explanation = explain(pasted.request, _org(found, place), at=judged_at, **with_org)
    if as_json:
        click.echo(json.dumps(explanation.to_json(), indent=2))
    else:
        _tell(pasted, explanation, "Org1 of the demo world" if found.is_demo else str(place.file), short=short)
    sys.exit(0 if explanation.is_accepted else 1)


def _tell(pasted: Pasted, explanation: Explanation, org: str, *, short: bool) -> None:
    from orgless.story.explanation import tell_explanation  # noqa: PLC0415  each way of telling imports its own
    from orgless.story.terminal import open_terminal  # noqa: PLC0415

    tell_explanation(open_terminal(), pasted, explanation, org=org, short=short)


def _stop_at_an_answer(data: bytes, profile: str, *, as_json: bool) -> None:
    """What Apex or Org1 said tells which checks to look at, and no more."""
    from orgless.pasted.answer import read_answer  # noqa: PLC0415

    answer = read_answer(data)
    if answer is None:
        return
    if as_json:
        click.echo(json.dumps(answer.to_json(profile), indent=2, ensure_ascii=False))
    else:
        from orgless.story.answer_view import tell_answer  # noqa: PLC0415
        from orgless.story.terminal import open_terminal  # noqa: PLC0415

        tell_answer(open_terminal(), answer, profile)
    raise BadInputError(f"that is {answer.what} and not the request: paste the JWT or the token request")


def _read(source: str | None) -> bytes:
    from orgless.pasted.reading import LARGEST_INPUT  # noqa: PLC0415

    if source is None and sys.stdin.isatty():
        raise BadInputError("give a JWT, a token request or a file that holds one, or pipe it in")
    if source in {None, "-"}:
        return sys.stdin.buffer.read(LARGEST_INPUT + 1)
    text = str(source)
    if _is(Path.is_dir, text):
        raise BadInputError(f"{text}: is a folder; give a file, or --world {text} and the JWT")
    if _is(Path.is_file, text):
        try:
            with Path(text).open("rb") as file:
                return file.read(LARGEST_INPUT + 1)
        except OSError as error:
            raise BadInputError(f"{text}: cannot be read: {error.strerror}") from None
    is_text = text.count(".") == 2 or any(mark in text for mark in "={ \n") or "://" in text  # noqa: PLR2004
    if len(text) < _SHORTEST_TEXT and text.strip() and not is_text:
        raise BadInputError(f"{text}: is no file, and no JWT or token request either")
    return text.encode("utf-8", "surrogateescape")


def _is(kind: Callable[[Path], bool], text: str) -> bool:
    try:
        return bool(text) and kind(Path(text))
    except (OSError, ValueError):  # no name that a file could have
        return False


def _org(world: World, place: OrgPlace) -> Org:
    """The org alone: of somebody who was sent a certificate, nobody expects Org2's private key."""
    from authserver.neighbours import load_org_of_world  # noqa: PLC0415
    from orgless.loading import load  # noqa: PLC0415

    return load(world, tell).org1 if world.is_demo else load_org_of_world(place.file, world.folder, world.certs)
