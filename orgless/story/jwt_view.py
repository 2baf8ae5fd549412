"""The decoded JWT, and beside each member the field of the named credential's form that it came from."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from client_demo.org2 import FORM_LABELS, NamedCredential
from orgless.scenarios.sent_jwt import SentJwt

_TIMES = frozenset({"exp", "iat", "nbf"})
_LONGEST_VALUE = 300


def beside_the_form(jwt: SentJwt, credential: NamedCredential, shown: Callable[[str], str]) -> RenderableType:
    """The member, its value, and where it came from with what stands there.

    Args:
        jwt: As it was sent.
        credential: The form.
        shown: Takes secrets out of a text.
    """
    table = _table("comes from")
    for part, members in (("header", jwt.header), ("claims", jwt.claims)):
        for name, value in members.items():
            origin = Text("← ", style="dim") + Text(jwt.origins.get(name, ""))
            stands = _field_value(jwt.origins.get(name, ""), credential)
            if stands and stands != _plain(value):
                origin.append(f"\n  {shown(stands)}", style="dim")
            table.add_row(part, name, shown(_value(name, value)), origin)
            part = ""  # noqa: PLW2901  only its first row is named
    return Padding(table, (0, 0, 0, 2))


def decoded(header: Mapping[str, Any], claims: Mapping[str, Any], shown: Callable[[str], str]) -> RenderableType:
    """The members alone."""
    table = _table("")
    for part, members in (("header", header), ("claims", claims)):
        for name, value in members.items():
            table.add_row(part, name, shown(_value(name, value)), "")
            part = ""  # noqa: PLW2901  only its first row is named
    return Padding(table, (0, 0, 0, 2))


def _table(last: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=bool(last), header_style="dim")
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("member", style="bold", no_wrap=True)
    table.add_column("value", overflow="fold", style="cyan")
    table.add_column(last, overflow="fold", min_width=26 if last else 0)
    return table


def _value(name: str, value: Any) -> str:
    text = _plain(value)
    if name in _TIMES:
        text += "".join(f"\n{told}" for told in _moment(value))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text):,} characters)"


def _plain(value: Any) -> str:
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
