"""Whatever the reader lets through, both databases carry with room to spare, each bound alone and all at once."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest

from resource_api.errors import QueryTooComplicatedError
from resource_api.soql.parser import DEEPEST_NESTING, LONGEST_QUERY, MOST_CONDITIONS

SELECT = "SELECT COUNT() FROM Account WHERE "
#: In SQL the longest: three parts, made false where one is unknown.
LEAF = "CreatedDate NOT IN (TODAY, NEXT_YEAR, null)"
#: No two of which are one span.
DAYS = [f"N_DAYS_AGO:{2 * number}" for number in range(MOST_CONDITIONS)]


def chain(levels: int, leaf: str = LEAF, *, last: bool = True) -> str:
    """AND and OR by turns, the deep part last or first."""
    for level in range(levels):
        parts = [leaf, "Name LIKE 'a'"][:: -1 if last else 1]
        leaf = f"({f' {_word(level)} '.join(parts)})"
    return leaf


def doubled(condition: str, times: int, level: int) -> str:
    """Two equally deep parts, each of two, and so on."""
    for number in range(times):
        condition = f"({condition} {_word(level + number)} {condition})"
    return condition


def heavy(levels: int) -> str:
    """On each level a part that is as deep as the other one."""
    condition = LEAF
    for level in range(levels):
        condition = f"({chain(level)} {_word(level)} {condition})"
    return condition


def beside(part: str, condition: str, levels: int) -> str:
    """The condition, with the same part next to it on each level."""
    for level in range(levels):
        condition = f"({part if level < 16 else LEAF} {_word(level)} {condition})"
    return condition


def _word(level: int) -> str:
    return "OR" if level % 2 else "AND"


def of_contacts(condition: str) -> str:
    return f"Id NOT IN (SELECT AccountId FROM Contact WHERE {condition})"


def widest(count: int, word: str = "OR") -> str:
    return f" {word} ".join(["Name != 'b'"] * count)


def on_days(number: int, operator: str = "IN") -> str:
    return f"CreatedDate {operator} ({', '.join(DAYS[:number])})"


DEEPEST = DEEPEST_NESTING - 1
AT_THE_BOUND = {
    "NOT": "NOT " * DEEPEST + "Name = 'a'",
    "NOT of every kind": "NOT (" * (DEEPEST - 1) + "Name LIKE 'a' OR Phone > 'b'" + ")" * (DEEPEST - 1),
    "deep, the deep part last": chain(DEEPEST),
    "deep, the deep part first": chain(DEEPEST, last=False),
    "deep, with NOT": "(Name = 'a' AND NOT " * 19 + "Name = 'b'" + ")" * 19,
    "wide OR": widest(MOST_CONDITIONS - 1),
    "wide AND": widest(MOST_CONDITIONS - 1, "AND"),
    "wide OR below NOT": f"NOT ({widest(MOST_CONDITIONS - 2)})",
    "days": on_days(MOST_CONDITIONS),
    "days that there are not": on_days(MOST_CONDITIONS, "NOT IN"),
    "one day very often": f"CreatedDate IN ({', '.join(['TODAY'] * MOST_CONDITIONS)})",
    "days below NOT and OR": f"NOT (Name = 'a' OR {on_days(MOST_CONDITIONS - 3)})",
    "texts": f"Name IN ({', '.join(repr(str(number)) for number in range(2_000))})",
    "heavy": heavy(21),
    "wide and deep": chain(DEEPEST - 2, f"({widest(MOST_CONDITIONS - 2 * DEEPEST)})"),
    **{
        f"doubled {times} times": doubled(chain(levels), times, levels) for times, levels in ((1, 37), (2, 36), (3, 29))
    },
}
INSIDE = {
    "NOT": of_contacts("NOT " * (DEEPEST - 1) + "LastName = 'a'"),
    "deep": of_contacts(chain(DEEPEST - 1)),
    "deep below NOT": f"NOT {of_contacts(chain(DEEPEST - 2))}",
    "deep outside and inside": chain(18, of_contacts(chain(19))),
    "deep beside what is nearly as deep": beside(chain(12), of_contacts(chain(18)), 18),
    "wide": of_contacts(widest(MOST_CONDITIONS - 2)),
    "days": of_contacts(on_days(MOST_CONDITIONS - 1, "NOT IN")),
    "heavy": of_contacts(heavy(21)),
    "doubled": of_contacts(doubled(chain(29), 3, 29)),
    "two": f"{of_contacts(doubled(chain(20), 2, 20))} AND {of_contacts(on_days(200))}",
}
CARRIED = AT_THE_BOUND | {f"{name}, in a sub-query": condition for name, condition in INSIDE.items()}


@pytest.mark.parametrize("condition", CARRIED.values(), ids=CARRIED.keys())
def test_what_is_just_within_the_bounds_is_answered(either_api: Any, condition: str) -> None:
    assert len(SELECT + condition) <= LONGEST_QUERY
    org = either_api.app.extensions["orgless_resource_api"]
    plan = org.planner.plan(SELECT + condition, today=20_000, deleted_too=False)
    with org.database.transaction() as transaction:
        (count,) = transaction.one(plan.count, {})
        assert count == len(transaction.all(plan.rows, {"most": 100, "start": 0}))


@pytest.mark.parametrize("condition", CARRIED.values(), ids=CARRIED.keys())
def test_sqlites_parser_carries_forty_parentheses_more(api: Any, condition: str) -> None:
    org = api.app.extensions["orgless_resource_api"]
    plan = org.planner.plan(SELECT + condition, today=20_000, deleted_too=False)
    sql, values = plan.count.text_for(org.database.engine, {})
    before, where, after = sql.partition("WHERE ")
    with org.database.transaction() as transaction:
        transaction._cursor.execute(f"{before}{where}{'(' * 40}{after}{')' * 40}", values)


@pytest.mark.parametrize(
    "condition",
    [
        "NOT " * DEEPEST_NESTING + "Name = 'a'",
        chain(DEEPEST_NESTING),
        of_contacts(chain(DEEPEST)),
        widest(MOST_CONDITIONS),
        of_contacts(widest(MOST_CONDITIONS - 1)),
        f"CreatedDate IN ({', '.join([*DAYS, 'TODAY'])})",
        " OR ".join([f"CreatedDate IN ({', '.join(['TODAY'] * 300)})"] * 2),
        of_contacts(f"Birthdate IN ({', '.join(['TODAY'] * MOST_CONDITIONS)})"),
    ],
    ids=range(8),
)
def test_what_is_just_beyond_them_is_too_complicated(api: Any, condition: str) -> None:
    org = api.app.extensions["orgless_resource_api"]
    with pytest.raises(QueryTooComplicatedError):
        org.planner.plan(SELECT + condition, today=20_000, deleted_too=False)
