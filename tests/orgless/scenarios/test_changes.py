import pytest

from orgless.scenarios.changes import Change, differences

BEFORE = {
    "org": {"name": "Org1", "kind": "production"},
    "users": [{"username": "max@org1.example", "active": True}, {"username": "erika@org1.example"}],
    "connected_apps": [{"label": "Org2", "scopes": ["api"]}],
}


def told(after: dict[str, object]) -> list[str]:
    return [str(one) for one in differences("org1.toml", BEFORE, after)]


def test_equal_tables_differ_in_nothing() -> None:
    assert told(BEFORE) == []


def test_a_value_is_told_with_its_table_and_the_name_of_its_row() -> None:
    users = [{"username": "max@org1.example", "active": False}, {"username": "erika@org1.example"}]

    assert told(BEFORE | {"users": users}) == ["org1.toml: users (max@org1.example).active: true -> false"]


def test_a_key_that_is_gone_is_told() -> None:
    assert told(BEFORE | {"org": {"name": "Org1"}}) == ['org1.toml: org.kind: "production" -> nothing']


def test_a_key_that_is_new_is_told() -> None:
    app = {"label": "Org2", "scopes": ["api"], "blocked": True}

    assert told(BEFORE | {"connected_apps": [app]}) == ["org1.toml: connected_apps (Org2).blocked: true"]


def test_a_row_that_is_new_is_told_whole() -> None:
    rows = [{"username": "max@org1.example", "scopes": ["api"]}]

    assert told(BEFORE | {"approvals": rows}) == [
        'org1.toml: approvals (max@org1.example): username = "max@org1.example", scopes = ["api"]'
    ]


def test_a_row_that_is_gone_is_told_whole() -> None:
    assert told(BEFORE | {"users": BEFORE["users"][:1]}) == [  # type: ignore[index]  a list
        'org1.toml: users (erika@org1.example): username = "erika@org1.example" -> nothing'
    ]


def test_a_table_whose_last_row_is_gone_is_told() -> None:
    assert told(BEFORE | {"connected_apps": []}) == [
        'org1.toml: connected_apps (Org2): label = "Org2", scopes = ["api"] -> nothing'
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [('"max@org1.example"', "'\"max@org1.example\"'"), ("it's", '"it\'s"'), ("Zoë", '"Zoë"'), (3, "3"), ([], "[]")],
)
def test_a_value_is_told_as_it_stands_in_the_file(value: object, shown: str) -> None:
    assert [one.after for one in differences("f", {}, {"key": value})] == [shown]


def test_a_change_without_a_key_names_its_place_alone() -> None:
    assert str(Change("Org2's clock", "", "right", "an hour behind")) == "Org2's clock: right -> an hour behind"
