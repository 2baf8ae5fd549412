"""For whatever is asked in SOQL: a plan or Salesforce's refusal, and no text of a query inside the SQL."""

# ruff: noqa: S608  the queries are SOQL, and of our own

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_org1 import Org1

from resource_api.errors import ApiError

OBJECTS = ("Account", "Contact", "Opportunity")
NUMBER = re.compile(r"7[0-9]{6}")
MARK = "zqzq"
#: Names and types.
Fields = tuple[tuple[str, str], ...]
WORDS = re.findall(
    r"\S+",
    """
    SELECT FROM WHERE AND OR NOT IN LIKE ORDER BY ASC DESC NULLS FIRST LAST LIMIT OFFSET AS COUNT() NULL TRUE FALSE
    GROUP HAVING USING SCOPE TYPEOF FOR UPDATE ALL ROWS WITH SECURITY_ENFORCED INCLUDES Id Name Account Contact
    Account.Name a Nobody.Knows 7 -7.5 1e9 2026-01-01 2026-01-01T00:00:00Z TODAY LAST_N_DAYS:7 ( ) , . = != <> < > <=
    >= ' \\' 'x' '%' '_' \\ " ; -- /* */ : % ä 1=1
    """,
)
WORDS += ["\0", "\n", "\U0001f600", "' OR 1=1 --"]


class Planner:
    """The API's own planner: what it makes of a query, as SQL with its parameters."""

    def __init__(self, org1: Org1) -> None:
        self._org = org1.api.extensions["orgless_resource_api"]
        self._org1 = org1
        self._token = org1.login.a_token()
        described = {name: org1.call(self._token, f"sobjects/{name}/describe").json["fields"] for name in OBJECTS}
        self.fields = {name: tuple((one["name"], one["type"]) for one in fields) for name, fields in described.items()}

    def statements(self, soql: str) -> Iterator[str]:
        """The SQL of every statement of the query's plan.

        Raises:
            ApiError: The query is refused.
        """
        plan = self._org.planner.plan(soql, today=20_000, deleted_too=False)
        for statement, values in ((plan.rows, {"most": 1, "start": 0}), (plan.count, {})):
            yield statement.text_for(self._org.database.engine, values)[0]

    def run(self, soql: str) -> None:
        """Counts what the query finds, in the API's own database."""
        plan = self._org.planner.plan(soql, today=20_000, deleted_too=False)
        with self._org.database.transaction() as transaction:
            assert transaction.one(plan.count, {})

    def status(self, soql: str) -> int:
        """The API's answer when it is really asked."""
        answer = self._org1.call(self._token, "query", query_string={"q": soql.encode("utf-8", "replace")})
        assert answer.status_code == 200 or "errorCode" in answer.json[0], answer.text
        return answer.status_code


@pytest.fixture
def planner(shared_org1: Org1) -> Planner:
    return Planner(shared_org1)


@given(soql=st.text(max_size=200))
def test_no_text_is_more_than_a_refusal(planner: Planner, soql: str) -> None:
    with pytest.raises(ApiError):
        list(planner.statements(soql))
    assert planner.status(soql) == 400


@given(words=st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=25), begin=st.booleans())
def test_words_of_the_language_in_any_order_are_a_plan_or_a_refusal(
    planner: Planner, words: list[str], *, begin: bool
) -> None:
    soql = " ".join(["SELECT Id FROM Account", *words] if begin else words)
    try:
        list(planner.statements(soql))
    except ApiError:
        assert planner.status(soql) == 400
    else:
        assert planner.status(soql) in {200, 400}


TEXTS = {"string", "picklist", "phone", "email", "url", "textarea"}
NUMBERS = {"int", "double", "currency", "percent"}
ESCAPES = str.maketrans({"'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def text_literals() -> st.SearchStrategy[str]:
    """Any text, marked, as a SOQL string."""
    return st.text(max_size=12).map(lambda text: f"'{MARK}{text.translate(ESCAPES)}{MARK}'")


@cache
def literals(kind: str) -> st.SearchStrategy[str]:
    """Literals that fit a field of that kind, each of which is recognised in SQL."""
    days = st.dates().map(lambda day: f"{day:%Y-%m-%d}" if day.year > 999 else "1999-09-09")
    if kind in TEXTS:
        return text_literals()
    if kind in NUMBERS:
        return st.integers(7_000_000, 7_999_999).map(str)
    if kind == "boolean":
        return st.sampled_from(["true", "false", "TRUE"])
    if kind == "date":
        return days | st.sampled_from(["TODAY", "LAST_N_DAYS:7", "THIS_YEAR"])
    if kind == "datetime":
        return days.map(lambda day: f"{day}T12:34:56Z") | st.sampled_from(["YESTERDAY", "NEXT_MONTH"])
    return st.text("0aZ", min_size=10, max_size=10).map(lambda text: f"'001zq{text}'")


@st.composite
def comparisons(draw: st.DrawFn, fields: Fields) -> str:
    """One comparison, which usually fits its field."""
    name, kind = draw(st.sampled_from(fields))
    literal = st.just("null") | literals(kind)
    operator = draw(st.sampled_from(["=", "!=", "<>", "<", ">", "<=", ">=", "LIKE", "IN", "NOT IN"]))
    if operator.endswith("IN"):
        times = draw(st.sampled_from([1, 1, 1, 30, 300]))
        return f"{name} {operator} ({', '.join(draw(st.lists(literal, min_size=1, max_size=4)) * times)})"
    return f"{name} {operator} {draw(literal)}"


@cache
def conditions(fields: Fields) -> st.SearchStrategy[str]:
    """Comparisons under AND, OR and NOT."""
    return st.recursive(
        comparisons(fields),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
            inner.map(lambda part: f"(NOT {part})"),
        ),
        max_leaves=6,
    )


@st.composite
def large_conditions(draw: st.DrawFn, fields: Fields) -> str:
    """Few comparisons, in conditions that are deep, wide, or both."""
    parts = draw(st.lists(comparisons(fields), min_size=1, max_size=3))
    condition = draw(conditions(fields))
    for _ in range(draw(st.integers(1, 5))):
        kind, times = draw(st.sampled_from(["NOT", "deep", "wide", "both sides"])), draw(st.integers(1, 40))
        if kind == "NOT":
            condition = "NOT (" * times + condition + ")" * times
        elif kind == "wide":
            condition = f"({f' {draw(WORD)} '.join([condition, *(parts * times)])})"
        elif kind == "both sides":
            condition = f"({condition} {draw(WORD)} {condition})"
        else:
            first, second = draw(st.permutations(["AND", "OR"]))
            for number in range(times):
                both = [parts[number % len(parts)], condition][:: draw(st.sampled_from([-1, 1]))]
                condition = f"({f' {first if number % 2 else second} '.join(both)})"
    return condition


WORD = st.sampled_from(["AND", "OR"])


@given(data=st.data())
def test_however_deep_and_wide_a_query_is_it_is_answered_or_refused(planner: Planner, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OBJECTS))
    condition = data.draw(large_conditions(planner.fields[name]))
    soql = f"SELECT Id FROM {name} WHERE {condition}"
    if data.draw(st.booleans()):
        soql = f"SELECT Id FROM Account WHERE Id NOT IN ({soql})"
    try:
        list(planner.statements(soql))
    except ApiError as error:
        assert error.status == 400  # noqa: PT017  a refusal is as good as a plan
    else:
        planner.run(soql)


@given(data=st.data())
def test_no_literal_of_a_query_is_in_the_sql_and_the_query_is_answered(planner: Planner, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OBJECTS))
    fields = planner.fields[name]
    selected = data.draw(st.lists(st.sampled_from([one for one, _ in fields]), min_size=1, max_size=4, unique=True))
    end = data.draw(st.sampled_from(["", f"ORDER BY {selected[0]}", "LIMIT 7654321", "LIMIT 3 OFFSET 1999"]))
    soql = " ".join(["SELECT", ", ".join(selected), "FROM", name, "WHERE", data.draw(conditions(fields)), end])
    try:
        statements = list(planner.statements(soql))
    except ApiError:
        assert planner.status(soql) == 400
        return
    for sql in statements:
        assert MARK not in sql
        assert "zq" not in sql
        assert not NUMBER.search(sql)
        assert not re.search(r"\b(19|20)[0-9]{2}-|12:34", sql)
    assert planner.status(soql) in {200, 400}


PATTERNS = ["'; DROP TABLE Account; --", "' OR '1'='1", "x' UNION SELECT name FROM sqlite_master --", "\\' OR 1=1 --"]


@pytest.mark.parametrize("text", PATTERNS)
def test_sql_in_a_query_is_text(planner: Planner, text: str) -> None:
    quoted = text.translate(ESCAPES)
    asked = "SELECT Id FROM Account WHERE Name = "
    assert planner.status(f"{asked}'{quoted}'") == 200
    assert planner.status(f"{asked}'{text}'") in {200, 400}
    assert planner.status("SELECT COUNT() FROM Account") == 200
