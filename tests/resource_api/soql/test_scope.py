"""How far a path of a query reaches."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest

FIVE_PARENTS = "Account.Owner.CreatedBy.CreatedBy.CreatedBy"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{FIVE_PARENTS}.Nope", "INVALID_FIELD"),
        (f"{FIVE_PARENTS}.CreatedBy.Id", "QUERY_TOO_COMPLICATED"),
        ("A.B.C.D.E.F.G", "QUERY_TOO_COMPLICATED"),
        ("Contact.A.B.C.D.E.F", "INVALID_FIELD"),  # the object's own name is no parent
    ],
)
def test_a_path_reaches_five_parents_at_the_most(api: Any, path: str, code: str) -> None:
    answer = api.query(f"SELECT {path} FROM Contact")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)
