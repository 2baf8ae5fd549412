"""…/sobjects/<Object>/updated and …/deleted: which records changed between two times.

The bodies are evidenced; that the times must be in order and at most 30 days old is documented. Inferred: the refusals'
texts, and that nothing later than now is covered, not even where the start is still to come.
"""

from typing import Any

from flask import Response, request

from resource_api.answers import json_answer
from resource_api.composite_errors import ExceededIdLimitError, InvalidReplicationDateError, MissingArgumentError
from resource_api.org import Call
from resource_api.query_string import parameter
from resource_api.salesforce_time import MILLISECONDS_A_DAY, datetime_text, milliseconds, milliseconds_of
from resource_api.schema.fields import ObjectType

from .sobjects import object_named

#: More than that in one answer are refused.
MOST_CHANGES = 20_000
_DAYS_BACK = 30

#: In SOQL, whose parser reads it like any other; nothing in it comes from the request as it was sent.
_QUERY = "SELECT Id, SystemModstamp FROM {name} WHERE SystemModstamp >= {first} AND SystemModstamp <= {last}"


def list_updated(call: Call, object_name: str) -> Response:
    """The ids of records that were made or changed, and are still there."""
    one = object_named(call, object_name)
    start, end = _span(call)
    call.look_at_set_up(one)
    records = _changed(call, one, start, end, deleted=False)
    return json_answer({"ids": [record["Id"] for record in records], "latestDateCovered": datetime_text(end)})


def list_deleted(call: Call, object_name: str) -> Response:
    """The records that went into the recycle bin, and when."""
    one = object_named(call, object_name)
    start, end = _span(call)
    call.look_at_set_up(one)
    records = _changed(call, one, start, end, deleted=True) if one.field("IsDeleted") else []
    deleted = [{"id": record["Id"], "deletedDate": record["SystemModstamp"]} for record in records]
    earliest = datetime_text(milliseconds(call.org.clock()) - _DAYS_BACK * MILLISECONDS_A_DAY)
    covered = {"earliestDateAvailable": earliest, "latestDateCovered": datetime_text(end)}
    return json_answer({"deletedRecords": deleted, **covered})


def _span(call: Call) -> tuple[int, int]:
    """Start and end in milliseconds since 1970, the end not later than now."""
    now = milliseconds(call.org.clock())
    start, end = (_moment(name) for name in ("start", "end"))
    if start >= end:
        raise InvalidReplicationDateError("The start must be before the end")
    if start < now - _DAYS_BACK * MILLISECONDS_A_DAY:
        raise InvalidReplicationDateError(f"The start must be within the last {_DAYS_BACK} days")
    return start, min(end, now)


def _moment(name: str) -> int:
    text = parameter(request, name).strip().replace(" ", "+")  # a plus sign that was not encoded arrives as a blank
    if not text:
        raise MissingArgumentError(f"{name} not specified")
    moment = milliseconds_of(text)
    if moment is None:
        raise InvalidReplicationDateError(f"{name} is no time with a zone, like 2027-01-15T08:00:00+00:00")
    return moment


def _changed(call: Call, one: ObjectType, start: int, end: int, *, deleted: bool) -> list[dict[str, Any]]:
    """Asks by a query: Id and SystemModstamp of each record that changed, in the order of their ids."""
    first, last = (datetime_text(moment).replace("+0000", "Z") for moment in (start, end))
    text = _QUERY.format(name=one.name, first=first, last=last) + (" AND IsDeleted = TRUE" if deleted else "")
    today = milliseconds(call.org.clock()) // MILLISECONDS_A_DAY
    plan = call.org.planner.plan_once(text, today=today, deleted_too=deleted)
    with call.org.database.transaction() as transaction:
        rows = transaction.all(plan.rows, {"most": MOST_CHANGES + 1, "start": 0})
    if len(rows) > MOST_CHANGES:
        raise ExceededIdLimitError(MOST_CHANGES)
    records = (plan.shape.record(row, call.version.text) for row in rows) if plan.shape else ()
    return [record for record in records if record is not None]
