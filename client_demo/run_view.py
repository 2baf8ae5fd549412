"""A callout's result as the page shows it: the JWT beside the form, the exchanges by step, the records as a table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from plumbing.redaction import excerpt

from .callout import CHECK_HEADER, REASON_HEADER, Callout, CalloutResult
from .exchange import Exchange
from .login_history import Refusal
from .org2 import NamedCredential
from .step3_call_resource import CONNECTION_FAILED
from .transcript import without_secrets

_TIMES = frozenset({"nbf", "iat", "exp"})
_EXCHANGE, _CALL = 2, 3  # the steps' numbers
_FIRST_BAD_STATUS = 300
_MOST_ROWS = 200
_MOST_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the JWT, the form's field it came from, and what that field holds."""

    part: str
    name: str
    value: str
    field: str
    field_value: str


@dataclass(frozen=True, slots=True)
class RecordsTable:
    """A query's records; ``total`` is what the API says, which may be more than the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: str


@dataclass(frozen=True, slots=True)
class NumberedExchange:
    """An exchange and its place in the order of the wire, counted from 1."""

    number: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class RunView:
    """All that the page shows of a run."""

    result: CalloutResult
    apex: str
    assertion_text: str
    members: tuple[Member, ...]
    token_exchanges: tuple[NumberedExchange, ...]
    api_exchanges: tuple[NumberedExchange, ...]
    records: RecordsTable | None
    refusals: tuple[Refusal, ...]
    outcomes: tuple[str, str, str]
    api_refusal: tuple[str, str]
    is_class_alone: bool


def view_of(result: CalloutResult, credential: NamedCredential, refusals: tuple[Refusal, ...] = ()) -> RunView:
    """Arranges a result and what Org1 says of it; secrets are left out."""
    numbered = [NumberedExchange(number, one) for number, one in enumerate(result.exchanges, 1)]
    body = without_secrets(result.response.body, result.secrets) if result.response else ""
    return RunView(
        result=result,
        apex=as_apex(result.callout),
        assertion_text=without_secrets(result.assertion.text) if result.assertion else "",
        members=_members(result, credential),
        token_exchanges=tuple(one for one in numbered if one.exchange.step == _EXCHANGE),
        api_exchanges=tuple(one for one in numbered if one.exchange.step == _CALL),
        records=records_table(body),
        refusals=refusals,
        outcomes=step_outcomes(result),
        api_refusal=_api_refusal(result),
        is_class_alone=result.apex_error == CONNECTION_FAILED,
    )


def step_outcomes(result: CalloutResult) -> tuple[str, str, str]:
    """What became of each step: ``done``, ``failed``, ``left out`` or ``not reached``."""
    response = result.response
    called = any(one.step == _CALL for one in result.exchanges)
    asked = any(one.step == _EXCHANGE for one in result.exchanges)
    token_failed = bool(result.apex_error) and not (result.exchanges and result.exchanges[-1].step == _CALL)
    return (
        "done" if result.assertion else "left out",
        "failed" if token_failed else "done" if asked else "left out",
        ("done" if response and response.status < _FIRST_BAD_STATUS else "failed") if called else "not reached",
    )


def _api_refusal(result: CalloutResult) -> tuple[str, str]:
    """The check of Org1's API that refused the request, and why; both empty where none is named."""
    if result.response is None:
        return "", ""
    check, reason = (result.response.header(name) for name in (CHECK_HEADER, REASON_HEADER))
    return excerpt(check, 80), excerpt(without_secrets(reason, result.secrets), 600)


def as_apex(callout: Callout) -> str:
    """The Apex code that makes this callout."""
    lines = ["HttpRequest request = new HttpRequest();"]
    lines.append(f"request.setEndpoint({_apex_text(f'callout:{callout.named_credential}{callout.path}')});")
    lines.append(f"request.setMethod({_apex_text(callout.method)});")
    lines += [f"request.setHeader({_apex_text(name)}, {_apex_text(value)});" for name, value in callout.headers]
    if callout.body is not None:
        lines.append(f"request.setBody({_apex_text(callout.body)});")
    lines.append("HttpResponse response = new Http().send(request);")
    return without_secrets("\n".join(lines))


def records_table(body: str) -> RecordsTable | None:
    """The records of a query's answer, or None when it is none."""
    try:
        answer = json.loads(body)
        records = answer.get("records") if isinstance(answer, dict) else None
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            return None
        flat = [_flat(record) for record in records[:_MOST_ROWS]]
    except (ValueError, RecursionError):
        return None
    columns = tuple(dict.fromkeys(name for record in flat for name in record))[:_MOST_COLUMNS]
    rows = tuple(tuple(record.get(name, "") for name in columns) for record in flat)
    return RecordsTable(columns, rows, str(answer.get("totalSize", len(records))))


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Fields by name; those of a related record as ``Account.Name``."""
    fields: dict[str, str] = {}
    for name, value in record.items():
        if name == "attributes":
            continue
        if isinstance(value, dict) and not prefix:
            fields.update(_flat(value, f"{name}."))
        else:
            fields[prefix + name] = value if isinstance(value, str) else _json_text(value)
    return fields


def _json_text(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _members(result: CalloutResult, credential: NamedCredential) -> tuple[Member, ...]:
    assertion = result.assertion
    if assertion is None:
        return ()
    shown = credential.shown_fields()
    return tuple(
        Member(part, name, _value(name, value), assertion.origins[name], shown.get(assertion.origins[name], ""))
        for part, members in (("header", assertion.header), ("claims", assertion.claims))
        for name, value in members.items()
    )


def _value(name: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if name not in _TIMES:
        return text
    try:
        return f"{text} ({datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC)"
    except (ValueError, OverflowError, OSError):
        return text


def _apex_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
