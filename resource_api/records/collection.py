"""Writes several records in one go: each for itself, or all of them or none (REST API guide, sObject Collections)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from plumbing.database import Transaction
from resource_api.errors import ApiError
from resource_api.schema.fields import ObjectType

from .store import RecordStore

Result = dict[str, Any]

#: The documentation's own text.
_ROLLED_BACK = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
    "fields": [],
}


@dataclass(frozen=True, slots=True)
class Step:
    """What is to become of one record.

    Args:
        changed: The objects whose locks the step needs; none where it is sure to be refused.
        write: Does it, within a transaction, and answers the record's result.
        identifier: The record's id, where the request names it.
    """

    changed: tuple[ObjectType, ...]
    write: Callable[[Transaction], Result] = field(repr=False)
    identifier: str = ""


def write_all(store: RecordStore, steps: Sequence[Step], *, all_or_none: bool) -> list[Result]:
    """Each step's result, in order.

    Args:
        store: The records.
        steps: What is to be done.
        all_or_none: Whether the first record that fails undoes all others.
    """
    return _together(store, steps) if all_or_none else [_alone(store, step) for step in steps]


def succeeded(identifier: str, **more: Any) -> Result:
    """The result of a record that was written."""
    return {"id": identifier, "success": True, "errors": [], **more}


class _UndoneError(Exception):
    """Leaves a transaction without keeping what was done in it."""


def _alone(store: RecordStore, step: Step) -> Result:
    try:
        with store.transaction() as transaction:
            return step.write(transaction)
    except ApiError as error:
        return _failed(error)


def _together(store: RecordStore, steps: Sequence[Step]) -> list[Result]:
    results: list[Result] = []
    try:
        with store.transaction() as transaction:
            store.lock(transaction, [one for step in steps for one in step.changed])
            results = [_tried(step, transaction) for step in steps]
            if not all(result["success"] for result in results):
                raise _UndoneError  # noqa: TRY301  the transaction's end sees it
    except _UndoneError:
        return [
            _rolled_back(step) if result["success"] else result for step, result in zip(steps, results, strict=True)
        ]
    return results


def _tried(step: Step, transaction: Transaction) -> Result:
    try:
        return step.write(transaction)
    except ApiError as error:
        return _failed(error)


def _failed(error: ApiError) -> Result:
    told = {"statusCode": error.code, "message": error.message, "fields": list(error.fields or ())}
    return {"success": False, "errors": [told]}


def _rolled_back(step: Step) -> Result:
    """As the documentation shows it: with the id where the request had named it."""
    named = {"id": step.identifier} if step.identifier else {}
    return {**named, "success": False, "errors": [_ROLLED_BACK]}
