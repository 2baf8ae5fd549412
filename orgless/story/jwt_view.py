"""The decoded JWT, and beside each member the field of the named credential's form that it came from."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from client_demo.org2 import FORM_LABELS, NamedCredential
from orgless.scenarios.sent_jwt import SentJwt

from .terminal import NARROW, folded, plain

_TIMES = frozenset({"exp", "iat", "nbf"})
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    member: str
    value: str
    origin: Text


def beside_the_form(jwt: SentJwt, credential: NamedCredential, shown: Callable[[str], str]) -> RenderableType:
    """The member, its value, and where it came from with what stands there.

    Args:
        jwt: As it was sent.
        credential: The form.
        shown: Takes secrets out of a text.
    """
    rows = []
    for part, name, value in _members(jwt.header, jwt.claims):
        label = jwt.origins.get(name, "")
        origin = Text("← ", style="dim") + plain(label)
        stands = _field_value(label, credential)
        if stands and stands != _text(value):
            origin.append_text(plain(f"\n  {shown(stands)}", "dim"))
        rows.append(_Row(part, shown(name), shown(_value(name, value)), origin))
    return Padding(_Members(rows, "comes from"), (0, 0, 0, 2))


def decoded(header: Mapping[str, Any], claims: Mapping[str, Any], shown: Callable[[str], str]) -> RenderableType:
    """The members alone."""
    rows = [
        _Row(part, shown(name), shown(_value(name, value)), Text()) for part, name, value in _members(header, claims)
    ]
    return Padding(_Members(rows, ""), (0, 0, 0, 2))


def _members(header: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Part, name and value; only the first member of a part names it."""
    for part, members in (("header", header), ("claims", claims)):
        for number, (name, value) in enumerate(members.items()):
            yield "" if number else part, name, value


class _Members:
    """Rows side by side, or one below the other where there is little room."""

    def __init__(self, rows: list[_Row], last: str) -> None:
        self._rows, self._last = rows, last

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if options.max_width < NARROW:
            for row in self._rows:
                yield from (plain(row.part, "dim"),) if row.part else ()
                yield folded(plain(row.member, "bold"))
                yield Padding(folded(plain(row.value, "cyan")), (0, 0, 0, 2))
                yield from (Padding(folded(row.origin), (0, 0, 0, 2)),) if row.origin else ()
            return
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=bool(self._last), header_style="dim")
        table.add_column("", style="dim", no_wrap=True)
        table.add_column("member", style="bold", overflow="fold", max_width=options.max_width // 4)
        table.add_column("value", overflow="fold", style="cyan")
        table.add_column(self._last, overflow="fold", min_width=26 if self._last else 0)
        for row in self._rows:
            table.add_row(row.part, plain(row.member), plain(row.value), row.origin)
        yield table


def _value(name: str, value: Any) -> str:
    text = _text(value)
    if name in _TIMES:
        text += "".join(f"\n{told}" for told in _moment(value))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text):,} characters)"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(value: Any) -> Iterator[str]:
    try:
        yield f"{datetime.fromtimestamp(float(value), UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return


def _field_value(label: str, credential: NamedCredential) -> str:
    if label == FORM_LABELS["token_valid_for"]:
        return f"{credential.token_valid_for} {credential.token_valid_for_unit}"
    for key, known in FORM_LABELS.items():
        if known == label:
            value = getattr(credential, key)
            return ", ".join(value) if isinstance(value, tuple) else str(value)
    return ""
