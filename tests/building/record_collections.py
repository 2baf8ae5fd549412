"""Requests for several records at once, and the results that are expected of them."""

from typing import Any

ROLLED_BACK = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
    "fields": [],
}
NO_NAME = {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]}


def account(**values: Any) -> dict[str, Any]:
    """An account as such a request holds it."""
    return {"attributes": {"type": "Account"}, **values}


def sent(*records: Any, all_or_none: Any = None) -> dict[str, Any]:
    """The body."""
    return {"records": list(records)} | ({} if all_or_none is None else {"allOrNone": all_or_none})


def failed(code: str, message: str, *fields: str, **more: Any) -> dict[str, Any]:
    """The result of a record that was refused."""
    return {**more, "success": False, "errors": [{"statusCode": code, "message": message, "fields": list(fields)}]}


def post(api: Any, *records: Any, all_or_none: Any = None) -> Any:
    return api.ask("POST", "composite/sobjects", json=sent(*records, all_or_none=all_or_none))


def patch(api: Any, *records: Any, all_or_none: Any = None, path: str = "composite/sobjects") -> Any:
    return api.ask("PATCH", path, json=sent(*records, all_or_none=all_or_none))


def names(api: Any) -> set[str]:
    """The names of the accounts that a test made."""
    return {name for (name,) in api.records("SELECT Name FROM Account WHERE Name LIKE 'New %'")}
