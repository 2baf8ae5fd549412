"""What queries find, on both databases alike."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from resource_api.org import Org, open_org
from resource_api.schema.objects import ACCOUNT, CONTACT
from resource_api.settings import Settings

USER = "005xx000001SvogAAC"
TODAY = 1_800_000_000_000 // 86_400_000  # 2027-01-15
_MONTHS = "Birthdate"


@dataclass
class Found:
    """Runs queries against four accounts and four contacts of which everything is known."""

    org: Org
    ids: dict[str, str]

    def __call__(self, soql: str, *, deleted_too: bool = False) -> list[Any]:
        """The values of the query's last field, in the order found."""
        plan = self.org.planner.plan(soql.format(**self.ids), today=TODAY, deleted_too=deleted_too)
        assert plan.shape is not None
        with self.org.database.transaction() as transaction:
            most = 100 if plan.limit is None else plan.limit
            rows = transaction.all(plan.rows, {"most": most, "start": plan.offset})
        records = [plan.shape.record(row, "67.0") for row in rows]
        return [list(record.values())[-1] for record in records if record]

    def where(self, condition: str) -> set[str]:
        """The names of the accounts for which the condition holds."""
        return set(self(f"SELECT Name FROM Account WHERE {condition}"))


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'resource_api.sqlite3'}"
    else:
        with request.getfixturevalue("postgres_server").fresh_database() as url:
            yield url


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """The same records for all queries of this module; a test that changes one leaves none behind."""
    clock = Clock()
    with empty_database(request, tmp_path_factory.mktemp("state")) as url:
        org = open_org(Settings(database_url=url, consumer_key="k", consumer_secret="s"), clock, None)
        yield Found(org, _records(org, clock))
        org.close()


def _records(org: Org, clock: Clock) -> dict[str, str]:
    for one in ("Account", "Contact"):
        for identifier in Found(org, {})(f"SELECT Id FROM {one}"):
            org.records.delete(ACCOUNT if one == "Account" else CONTACT, identifier, USER)
    ids = {}
    for name, phone, staff, revenue in (
        ("alpha", "1_1", 10, 1.5),
        ("Beta", None, None, None),
        ("ÄTHER", "100%", 30, 3e9),
        ("o'Neill", "11!1", 20, 20.0),
    ):
        values = {"Name": name, "Phone": phone, "NumberOfEmployees": staff, "AnnualRevenue": revenue}
        ids[name[:2]] = org.records.create(ACCOUNT, values, USER)
        clock.now += 1
    for name, account, day in (("Ada", "al", -1), ("bo", "al", 0), ("Cy", "Be", 1), ("Di", None, None)):
        values = {"LastName": name, "AccountId": ids[account] if account else None}
        values[_MONTHS] = None if day is None else TODAY + day
        org.records.create(CONTACT, values | {"HasOptedOutOfEmail": int(name == "bo")}, USER)
    return ids


ALL = {"alpha", "Beta", "ÄTHER", "o'Neill"}


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("Name = 'ALPHA'", {"alpha"}),
        ("Name = 'äther'", {"ÄTHER"}),
        (r"Name = 'O\'NEILL'", {"o'Neill"}),
        (r"Name = '\u00c4ther'", {"ÄTHER"}),
        ("Name = 'x\\' OR Name != \\''", set()),
        ("Name != 'alpha'", ALL - {"alpha"}),
        ("Name <> 'alpha'", ALL - {"alpha"}),
        ("Name > 'b'", ALL - {"alpha"}),
        ("Name < 'BETA'", {"alpha"}),
        ("Name <= 'BETA'", {"alpha", "Beta"}),
        ("Phone = null", {"Beta"}),
        ("Phone = ''", {"Beta"}),
        ("Phone != null", ALL - {"Beta"}),
        ("Phone != '1_1'", ALL - {"alpha"}),  # a field without a value is unequal to every value
        ("NOT Phone = '1_1'", ALL - {"alpha"}),
        ("NOT (Phone = '1_1' OR Phone = null)", {"ÄTHER", "o'Neill"}),
        ("NOT NOT Phone = '1_1'", {"alpha"}),
        ("NOT Phone LIKE '1%'", {"Beta"}),
        ("Name LIKE '%A%'", {"alpha", "Beta"}),
        ("Name LIKE 'Ä%'", {"ÄTHER"}),
        ("Name LIKE '_eta'", {"Beta"}),
        ("Name LIKE 'eta'", set()),
        ("Phone LIKE '1_1'", {"alpha"}),
        (r"Phone LIKE '1\_1'", {"alpha"}),
        (r"Phone LIKE '%\%'", {"ÄTHER"}),
        ("Phone LIKE '11!%'", {"o'Neill"}),
        ("Phone LIKE '1__1'", {"o'Neill"}),
        ("Name LIKE '%\\\\%'", set()),
        ("Name IN ('ALPHA', 'beta', 'nobody')", {"alpha", "Beta"}),
        ("Name NOT IN ('ALPHA', 'beta')", {"ÄTHER", "o'Neill"}),
        ("Phone IN ('1_1', null)", {"alpha", "Beta"}),
        ("Phone NOT IN ('1_1')", ALL - {"alpha"}),
        ("Phone NOT IN ('1_1', null)", {"ÄTHER", "o'Neill"}),
        ("NumberOfEmployees > 10", {"ÄTHER", "o'Neill"}),
        ("NumberOfEmployees >= 10.5", {"ÄTHER", "o'Neill"}),
        ("NumberOfEmployees < 99999999999999999999", ALL - {"Beta"}),
        ("NumberOfEmployees > -1", ALL - {"Beta"}),
        ("NumberOfEmployees < null", set()),
        ("AnnualRevenue = 1.5", {"alpha"}),
        ("AnnualRevenue >= 20", {"ÄTHER", "o'Neill"}),
        ("AnnualRevenue = 3000000000", {"ÄTHER"}),
        ("Id = '{al}'", {"alpha"}),
        ("Id IN ('{al}', '{Be}')", {"alpha", "Beta"}),
        ("Id > '{Be}'", {"ÄTHER", "o'Neill"}),
        ("CreatedDate = TODAY", ALL),
        ("CreatedDate = YESTERDAY", set()),
        ("CreatedDate != TODAY", set()),
        ("CreatedDate > 2027-01-15T08:00:01Z", {"ÄTHER", "o'Neill"}),
        ("CreatedDate <= 2027-01-15T09:00:01+01:00", {"alpha", "Beta"}),
        ("CreatedDate < TODAY OR CreatedDate > TODAY", set()),
        ("CreatedDate >= TODAY AND CreatedDate <= TODAY", ALL),
        ("CreatedDate = THIS_MONTH AND CreatedDate = THIS_YEAR AND CreatedDate = LAST_N_DAYS:0", ALL),
        ("CreatedDate = LAST_MONTH OR CreatedDate = NEXT_YEAR OR CreatedDate = NEXT_N_DAYS:5", set()),
        ("IsDeleted = false", ALL),
        ("IsDeleted = true", set()),
        ("CreatedDate = THIS_WEEK AND CreatedDate = THIS_QUARTER AND CreatedDate = N_DAYS_AGO:0", ALL),
        ("CreatedDate = LAST_N_WEEKS:4 OR CreatedDate = N_MONTHS_AGO:1 OR CreatedDate = NEXT_QUARTER", set()),
        ("Id IN (SELECT AccountId FROM Contact)", {"alpha", "Beta"}),
        ("Id NOT IN (SELECT AccountId FROM Contact)", {"ÄTHER", "o'Neill"}),
        ("Id IN (SELECT c.AccountId FROM Contact c WHERE c.LastName = 'Ada')", {"alpha"}),
        ("Id IN (SELECT AccountId FROM Contact WHERE Account.Name = 'beta') OR Name = 'alpha'", {"alpha", "Beta"}),
        ("NOT Id IN (SELECT Id FROM Account WHERE Name LIKE 'a%')", ALL - {"alpha"}),
        ("Id IN (SELECT AccountId FROM Contact WHERE LastName = 'nobody')", set()),
        ("Name = 'alpha' OR (Name = 'beta' AND NOT Phone != null)", {"alpha", "Beta"}),
    ],
)
def test_a_condition_holds_for(found: Found, condition: str, names: set[str]) -> None:
    assert found.where(condition) == names


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("Account.Name = 'Alpha'", ["Ada", "bo"]),
        ("Account.Name = null", ["Di"]),
        ("Account.Name != 'alpha'", ["Cy", "Di"]),
        ("Account.NumberOfEmployees >= 10 AND HasOptedOutOfEmail = true", ["bo"]),
        ("HasOptedOutOfEmail != true", ["Ada", "Cy", "Di"]),
        ("c.AccountId = '{al}' AND Contact.LastName = 'ADA'", ["Ada"]),
        ("Birthdate = TODAY", ["bo"]),
        ("Birthdate = 2027-01-14", ["Ada"]),
        ("Birthdate > TODAY", ["Cy"]),
        ("Birthdate >= TOMORROW", ["Cy"]),
        ("Birthdate <= YESTERDAY", ["Ada"]),
        ("Birthdate IN (YESTERDAY, TOMORROW)", ["Ada", "Cy"]),
        ("Birthdate NOT IN (YESTERDAY, TOMORROW)", ["bo", "Di"]),
        ("Birthdate = LAST_N_DAYS:1", ["Ada", "bo"]),
        ("Birthdate = NEXT_N_DAYS:1", ["Cy"]),
        ("Birthdate = LAST_90_DAYS OR Birthdate = NEXT_90_DAYS", ["Ada", "bo", "Cy"]),
    ],
)
def test_a_condition_may_ask_for_the_parents_fields_and_for_dates(
    found: Found, condition: str, names: list[str]
) -> None:
    assert found(f"SELECT LastName FROM Contact c WHERE {condition} ORDER BY Id") == names


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["alpha", "Beta", "ÄTHER", "o'Neill"]),
        ("ORDER BY Name", ["alpha", "Beta", "o'Neill", "ÄTHER"]),
        ("ORDER BY Name DESC", ["ÄTHER", "o'Neill", "Beta", "alpha"]),
        ("ORDER BY NumberOfEmployees", ["Beta", "alpha", "o'Neill", "ÄTHER"]),
        ("ORDER BY NumberOfEmployees DESC", ["Beta", "ÄTHER", "o'Neill", "alpha"]),
        ("ORDER BY NumberOfEmployees NULLS LAST", ["alpha", "o'Neill", "ÄTHER", "Beta"]),
        ("ORDER BY NumberOfEmployees DESC NULLS LAST", ["ÄTHER", "o'Neill", "alpha", "Beta"]),
        ("ORDER BY Phone NULLS FIRST", ["Beta", "ÄTHER", "o'Neill", "alpha"]),
        ("ORDER BY IsDeleted, AnnualRevenue DESC NULLS LAST", ["ÄTHER", "o'Neill", "alpha", "Beta"]),
        ("LIMIT 2", ["alpha", "Beta"]),
        ("LIMIT 2 OFFSET 1", ["Beta", "ÄTHER"]),
        ("LIMIT 0", []),
        ("ORDER BY Name LIMIT 2147483647 OFFSET 2000", []),
    ],
)
def test_records_come_in_the_order_asked_for_and_else_as_they_were_made(
    found: Found, order: str, names: list[str]
) -> None:
    assert found(f"SELECT Name FROM Account {order}") == names


def test_contacts_can_be_sorted_by_their_account(found: Found) -> None:
    assert found("SELECT LastName FROM Contact ORDER BY Account.Name DESC NULLS LAST, LastName DESC") == [
        "Cy",
        "bo",
        "Ada",
        "Di",
    ]


def test_the_recycle_bin_is_searched_only_when_asked(found: Found) -> None:
    identifier = found.org.records.create(ACCOUNT, {"Name": "Gone"}, USER)
    found.org.records.delete(ACCOUNT, identifier, USER)
    assert found.where("Name = 'gone'") == set()
    assert found("SELECT Name FROM Account WHERE Name = 'gone'", deleted_too=True) == ["Gone"]
