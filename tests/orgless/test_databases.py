"""Which org keeps its tables where: never two in one database, however their URLs are written."""

from dataclasses import replace
from pathlib import Path

import pytest
from several_orgs import with_keys, write_two_orgs

from orgless.databases import database_url, problems_with_databases, variable_of
from orgless.loading import LoadedOrg, LoadedWorld, load
from orgless.org_place import OrgPlace
from orgless.wiring import Addresses, environments
from orgless.world import find_world
from plumbing.strict_toml import BadFileError

STATE = Path("/state")
MAIN, UAT, QA = "ORGLESS_DATABASE_URL", "ORGLESS_DATABASE_URL_UAT", "ORGLESS_DATABASE_URL_MY_QA"
DATABASE, OTHER = "postgresql://here/org1", "postgresql://here/other"
ADDRESSES = Addresses("http://127.0.0.1:1001", "http://127.0.0.1:1002", "http://127.0.0.1:1003")


@pytest.fixture(scope="module")
def two_orgs(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("world") / "two"))
    return load(find_world(folder, {}), lambda _line: None)


@pytest.fixture(scope="module")
def three_orgs(two_orgs: LoadedWorld) -> tuple[LoadedOrg, ...]:
    main, uat = two_orgs.orgs
    return main, uat, replace(uat, place=OrgPlace("my-qa", Path("/w/orgs/my-qa/org.toml")))


def _refused(orgs: tuple[LoadedOrg, ...], **inherited: str) -> list[str]:
    return [problem.key for problem in problems_with_databases(orgs, inherited, STATE)]


def test_the_variable_of_a_further_org_has_its_name() -> None:
    named = {name: variable_of(OrgPlace(name, Path("x"))) for name in ("org1", "uat", "my-qa")}
    assert named == {"org1": MAIN, "uat": UAT, "my-qa": QA}
    assert database_url(OrgPlace("uat", Path("x")), {UAT: DATABASE}) == DATABASE


@pytest.mark.parametrize(
    ("inherited", "refused"),
    [
        ({}, []),
        ({MAIN: DATABASE}, [UAT, QA]),
        ({MAIN: DATABASE, UAT: DATABASE, QA: OTHER}, [UAT]),
        ({MAIN: DATABASE, UAT: "postgresql://here/uat", QA: OTHER}, []),
        ({MAIN: DATABASE, UAT: OTHER, QA: OTHER}, [QA]),
        ({UAT: OTHER, QA: OTHER}, [QA]),
        ({UAT: OTHER}, []),
        ({MAIN: DATABASE, UAT: "postgresql+psycopg://max:secret@HERE:5432/org1", QA: OTHER}, [UAT]),
        ({MAIN: "sqlite:////x/a.sqlite3", UAT: "sqlite:////x/../x/a.sqlite3", QA: OTHER}, [UAT]),
        ({UAT: "sqlite:////state/authserver.sqlite3"}, [UAT]),
        ({UAT: "sqlite:////state/resource_api.sqlite3"}, [UAT]),
        ({UAT: "sqlite:////state/orgs/my-qa/authserver.sqlite3"}, [QA]),
        ({UAT: "sqlite:////state/orgs/uat/authserver.sqlite3"}, []),
    ],
)
def test_no_two_of_three_orgs_share_a_database(
    three_orgs: tuple[LoadedOrg, ...], inherited: dict[str, str], refused: list[str]
) -> None:
    assert _refused(three_orgs, **inherited) == refused


@pytest.mark.parametrize("of_the_sandbox", [{}, {UAT: DATABASE}])
def test_two_orgs_never_share_a_database(two_orgs: LoadedWorld, of_the_sandbox: dict[str, str]) -> None:
    inherited = {MAIN: DATABASE, **of_the_sandbox}
    with pytest.raises(BadFileError, match="ORGLESS_DATABASE_URL_UAT: must name a database of Org1 UAT's own") as error:
        environments(two_orgs, ADDRESSES, state=STATE, profile="strict", inherited=inherited)
    assert len(error.value.problems) == 1


def test_what_is_told_of_a_shared_database_holds_no_password(three_orgs: tuple[LoadedOrg, ...]) -> None:
    url = "postgresql://max:secret@here/x"
    (told,) = problems_with_databases(three_orgs, {UAT: url, QA: url}, STATE)
    assert str(told) == f"environment: {QA}: must name a database of Org1 UAT's own, since that of {UAT} is the same"
