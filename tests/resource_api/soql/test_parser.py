"""How a query is read, and that no query takes long."""

# ruff: noqa: S608  the queries are SOQL, and of our own

import contextlib
import time

import pytest

from resource_api.errors import ApiError, MalformedQueryError, QueryTooComplicatedError
from resource_api.soql.parser import LONGEST_QUERY, MOST_CONDITIONS, Parser
from resource_api.soql.syntax import Comparison, Junction, Kind, Literal, Negation, Operator, Path

SELECT = "SELECT Id FROM Account WHERE "


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def test_all_parts_of_a_query_are_read(parser: Parser) -> None:
    query = parser.parse(
        "select Id, a.Name from Account as a where Name like 'x%' and (Phone = null or not Type in ('a', 'b')) "
        "order by Name desc nulls last, Id limit 5 offset 2"
    )
    assert [path.text for path in query.fields] == ["Id", "a.Name"]
    assert (query.object_name, query.alias) == (Path("Account", 23), "a")
    assert isinstance(query.condition, Junction)
    like, either = query.condition.operands
    assert like == Comparison(Path("Name", 42), Operator.LIKE, (Literal(Kind.TEXT, "'x%'", 52),))
    assert isinstance(either, Junction)
    assert (query.condition.all_hold, either.all_hold) == (True, False)
    assert isinstance(either.operands[1], Negation)
    assert [(one.path.text, one.descending, one.nulls_last) for one in query.orderings] == [
        ("Name", True, True),
        ("Id", False, False),
    ]
    assert (query.limit, query.offset) == (5, 2)


@pytest.mark.parametrize("text", ["SELECT COUNT() FROM Account", "select count ( ) from Account"])
def test_counting_selects_no_fields(parser: Parser, text: str) -> None:
    assert parser.parse(text).fields == ()


@pytest.mark.parametrize("name", ["Selected", "fromage", "Order", "ORDERS", "Limits__c", "Not_A__c", "Asset", "In1"])
def test_a_name_may_begin_like_a_keyword(parser: Parser, name: str) -> None:
    assert parser.parse(f"SELECT {name} FROM {name} WHERE {name} = 1 ORDER BY {name}").object_name.text == name


@pytest.mark.parametrize(
    "condition",
    [
        "A = 1 AND B = 2 OR C = 3",
        "A = 1 OR B = 2 AND C = 3",
        "(A = 1 AND B = 2 OR C = 3)",
    ],
)
def test_and_and_or_do_not_mix_without_parentheses(parser: Parser, condition: str) -> None:
    with pytest.raises(MalformedQueryError):
        parser.parse(SELECT + condition)


@pytest.mark.parametrize(
    "text",
    [
        SELECT + "NOT " * 1000 + "Id = null",
        SELECT + " OR ".join(["Id = null"] * (MOST_CONDITIONS + 1)),
        SELECT + "(Id = null AND " * 500 + "Id = null" + ")" * 500,
        "SELECT Id FROM Account ORDER BY " + ", ".join(["Id"] * 33),
    ],
)
def test_too_many_or_too_deep_conditions_are_refused(parser: Parser, text: str) -> None:
    with pytest.raises(QueryTooComplicatedError) as refused:
        parser.parse(text)
    assert refused.value.body() == [
        {
            "message": "Query is either selecting too many fields or the filter conditions are too complicated.",
            "errorCode": "QUERY_TOO_COMPLICATED",
        }
    ]


def test_a_query_has_a_longest_length(parser: Parser) -> None:
    with pytest.raises(MalformedQueryError, match="can not be longer than 20000 characters"):
        parser.parse("SELECT Id FROM Account".ljust(LONGEST_QUERY + 1))


@pytest.mark.parametrize(
    "text",
    [
        SELECT + "(" * 19_000,
        SELECT + "(" * 9_000 + "Id = null" + ")" * 9_000,
        SELECT + "Name = '" + "\\" * 19_000,
        SELECT + "Name = '" + "a" * 19_000,
        SELECT + "Name IN (" + "'a'," * 4_900 + "'a')",
        "SELECT " + "a." * 9_000 + "b FROM Account",
        "SELECT " + "a," * 9_000 + "b FROM Account",
        "SELECT " * 2_800,
        SELECT + "A = 1 " + "\n" * 19_000 + "!",
        SELECT + "A = " + "9" * 19_000,
        "'" * 20_000,
        SELECT + "COUNT(" * 3_000,
    ],
    ids=range(12),
)
def test_no_query_takes_long(parser: Parser, text: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(ApiError):
        parser.parse(text)
    assert time.perf_counter() - started < 2


def test_a_complaint_about_a_long_query_is_short(parser: Parser) -> None:
    with pytest.raises(MalformedQueryError) as refused:
        parser.parse(SELECT + "(" * 19_000)
    assert len(refused.value.message) < 500
