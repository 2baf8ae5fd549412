"""…/query and …/queryAll: SOQL, page by page; with ``columns=true`` only what the columns are."""

import re
from typing import Any

from flask import Response, request

from plumbing.database import Transaction
from resource_api.answers import json_answer
from resource_api.errors import InvalidQueryLocatorError, MalformedQueryError
from resource_api.org import Call
from resource_api.query_locators import OpenQuery
from resource_api.query_string import parameter
from resource_api.records.ids import normal_id
from resource_api.salesforce_time import MILLISECONDS_A_DAY, milliseconds
from resource_api.soql.columns import described
from resource_api.soql.plan import Plan, Shape

SMALLEST_PAGE, LARGEST_PAGE = 200, 2_000

_OPTIONS_HEADER = "Sforce-Query-Options"
_BATCH_SIZE = re.compile(r"(?:^|[\s,;])batchSize\s*=\s*([0-9]{1,9})(?![0-9])", re.IGNORECASE)
_LOCATOR = re.compile(r"([0-9A-Za-z]{15,18})-([0-9]{1,9})")


def query(call: Call) -> Response:
    """The first page of what the query ``q`` finds."""
    return _first_page(call, deleted_too=False)


def query_all(call: Call) -> Response:
    """The same, records in the recycle bin included."""
    return _first_page(call, deleted_too=True)


def next_page(call: Call, locator: str) -> Response:
    """A later page, at the address that the page before it gave."""
    found = _LOCATOR.fullmatch(locator)
    identifier = normal_id(found[1]) if found else None
    if found is None or identifier is None:
        raise InvalidQueryLocatorError
    opened = call.org.locators.find(identifier, call.caller.user_id)
    size = _page_size(opened.page_size)
    return _page(call, opened, identifier, start=int(found[2]), size=size)


def _first_page(call: Call, *, deleted_too: bool) -> Response:
    text = parameter(request, "q")
    if not text:
        raise MalformedQueryError("A query string has to be specified")
    asked_at = milliseconds(call.org.clock())
    size = _page_size(LARGEST_PAGE)
    asked = OpenQuery(text, int(deleted_too), asked_at, size)
    if parameter(request, "columns").casefold() == "true":
        return json_answer(described(_plan(call, asked).shape))
    return _page(call, asked, None, start=0, size=size)


def _plan(call: Call, asked: OpenQuery) -> Plan:
    today = asked.asked_at // MILLISECONDS_A_DAY
    return call.org.planner.plan(asked.text, today=today, deleted_too=bool(asked.deleted_too))


def _page(call: Call, asked: OpenQuery, locator: str | None, *, start: int, size: int) -> Response:
    org = call.org
    planned = _plan(call, asked)
    if planned.shows_set_up:
        call.refresh_set_up()
    if planned.shape is None:
        with org.database.transaction() as transaction:
            return json_answer({"totalSize": _count(transaction, planned), "done": True, "records": []})
    with org.database.transaction() as transaction:
        rows, total = _rows(transaction, planned, start, size)
    body: dict[str, Any] = {"totalSize": total, "done": start + len(rows) >= total}
    if not body["done"]:
        kind = "queryAll" if asked.deleted_too else "query"
        locator = locator or org.locators.open(asked, call.caller.user_id)
        body["nextRecordsUrl"] = f"{call.version.path}/{kind}/{locator}-{start + len(rows)}"
    return json_answer(body | {"records": _records(planned.shape, rows, call.version.text)})


def _rows(transaction: Transaction, planned: Plan, start: int, size: int) -> tuple[list[tuple[Any, ...]], int]:
    """The page's rows and the number of all that the query finds; counted only where the page does not show it."""
    left = size if planned.limit is None else max(min(size, planned.limit - start), 0)
    rows = transaction.all(planned.rows, {"most": left + 1, "start": planned.offset + start})
    is_whole = len(rows) <= left or (planned.limit is not None and start + left >= planned.limit)
    found = rows[:left]
    if is_whole and (found or start == 0):
        return found, start + len(found)
    return found, _count(transaction, planned)


def _count(transaction: Transaction, planned: Plan) -> int:
    row = transaction.one(planned.count, {})
    assert row is not None  # noqa: S101  a count always gives a row
    found = max(int(row[0]) - planned.offset, 0)
    return found if planned.limit is None else min(found, planned.limit)


def _records(shape: Shape, rows: list[tuple[Any, ...]], version: str) -> list[dict[str, Any] | None]:
    return [shape.record(row, version) for row in rows]


def _page_size(default: int) -> int:
    found = _BATCH_SIZE.search(request.headers.get(_OPTIONS_HEADER, ""))
    return min(max(int(found[1]), SMALLEST_PAGE), LARGEST_PAGE) if found else default
