from pathlib import Path

import pytest

from plumbing.strict_toml import BadFileError
from resource_api import Settings


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "api.secret").write_text("hush\n", encoding="utf-8")
    return {
        "ORGLESS_STATE": str(tmp_path / "state"),
        "ORGLESS_API_CONSUMER_KEY": "3MVG9api",
        "ORGLESS_API_CONSUMER_SECRET_FILE": str(tmp_path / "api.secret"),
    }


def test_the_least_that_must_be_set_is_enough(variables: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_environment(variables)
    assert settings == Settings(
        database_url=f"sqlite:///{tmp_path / 'state' / 'resource_api.sqlite3'}",
        consumer_key="3MVG9api",
        consumer_secret="hush",
    )


def test_the_secret_is_not_shown(variables: dict[str, str]) -> None:
    assert "hush" not in repr(Settings.from_environment(variables))


def test_everything_can_be_set(variables: dict[str, str]) -> None:
    settings = Settings.from_environment(
        variables
        | {
            "ORGLESS_DATABASE_URL": "postgresql://org1@db/records",
            "ORGLESS_LOGIN_URL": "http://login.example",
            "ORGLESS_INSTANCE_URL": "http://api.example",
            "ORGLESS_API_ALSO_KNOWN_AS": "https://org1.my.salesforce.com https://org1.example",
            "ORGLESS_PROFILE": "strict",
            "ORGLESS_TOKEN_CACHE_SECONDS": "2.5",
        }
    )
    assert settings.database_url == "postgresql://org1@db/records"
    assert (settings.login_url, settings.instance_url) == ("http://login.example", "http://api.example")
    assert settings.also_known_as == ("https://org1.my.salesforce.com", "https://org1.example")
    assert (settings.profile, settings.token_cache_seconds) == ("strict", 2.5)


def test_files_of_objects_and_records_can_be_named(variables: dict[str, str], tmp_path: Path) -> None:
    for name in ("objects.toml", "records.json"):
        (tmp_path / name).write_text("", encoding="utf-8")
    named = {
        "ORGLESS_API_OBJECTS": str(tmp_path / "objects.toml"),
        "ORGLESS_API_RECORDS": str(tmp_path / "records.json"),
    }
    settings = Settings.from_environment(variables | named)
    assert (settings.objects_file, settings.records_file) == (tmp_path / "objects.toml", tmp_path / "records.json")


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(BadFileError) as told:
        Settings.from_environment({})
    keys = [problem.key for problem in told.value.problems]
    assert keys == ["ORGLESS_STATE", "ORGLESS_API_CONSUMER_KEY", "ORGLESS_API_CONSUMER_SECRET_FILE"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORGLESS_DATABASE_URL", "mysql://db/x"),
        ("ORGLESS_DATABASE_URL", "not a url"),
        ("ORGLESS_TOKEN_CACHE_SECONDS", "61"),
        ("ORGLESS_TOKEN_CACHE_SECONDS", "-1"),
        ("ORGLESS_PROFILE", "lenient"),
        ("ORGLESS_LOGIN_URL", "http://login.example/"),
        ("ORGLESS_API_AUTHORIZATION_SERVER_URL", "127.0.0.1:8001"),
        ("ORGLESS_API_ALSO_KNOWN_AS", "org1.my.salesforce.com"),
        ("ORGLESS_API_CONSUMER_SECRET_FILE", "/nowhere/api.secret"),
        ("ORGLESS_API_CONSUMER_SECRET_FILE", "/dev/null"),
        ("ORGLESS_API_OBJECTS", "/nowhere/objects.toml"),
        ("ORGLESS_API_RECORDS", "/nowhere"),
    ],
)
def test_a_wrong_value_is_told_with_its_variable(variables: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(BadFileError) as told:
        Settings.from_environment(variables | {name: value})
    assert [problem.key for problem in told.value.problems] == [name]


def test_the_authorization_server_is_asked_at_its_address_unless_told_otherwise(variables: dict[str, str]) -> None:
    public = variables | {"ORGLESS_LOGIN_URL": "https://login.example/orgs/uat"}
    assert Settings.from_environment(public).asked_url == "https://login.example/orgs/uat"
    behind = public | {"ORGLESS_API_AUTHORIZATION_SERVER_URL": "http://127.0.0.1:8001/orgs/uat"}
    assert Settings.from_environment(behind).asked_url == "http://127.0.0.1:8001/orgs/uat"
