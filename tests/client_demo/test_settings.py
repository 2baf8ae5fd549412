from pathlib import Path

import pytest

from client_demo.settings import Settings
from plumbing.strict_toml import BadFileError


def test_the_world_alone_is_enough(tmp_path: Path) -> None:
    settings = Settings.from_environment({"ORGLESS_WORLD": str(tmp_path)})
    assert settings.world == tmp_path
    assert settings.certs == tmp_path / "certs"
    assert settings.database_url == f"sqlite:///{tmp_path}/.state/client_demo.sqlite3"
    assert settings.org2_url == "http://127.0.0.1:8003"
    assert settings.login_url == ""
    assert settings.address_book == {}
    assert not settings.call_real_salesforce


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "ORGLESS_WORLD": str(tmp_path),
            "ORGLESS_CERTS": "/keys",
            "ORGLESS_STATE": "/state",
            "ORGLESS_ORG2_URL": "http://127.0.0.1:9003",
            "ORGLESS_LOGIN_URL": "http://127.0.0.1:9001",
            "ORGLESS_ADDRESS_BOOK": "https://login.salesforce.com=http://127.0.0.1:9001",
            "ORGLESS_CALL_REAL_SALESFORCE": "true",
        }
    )
    assert settings.certs == Path("/keys")
    assert settings.database_url == "sqlite:////state/client_demo.sqlite3"
    assert settings.org2_url == "http://127.0.0.1:9003"
    assert settings.login_url == "http://127.0.0.1:9001"
    assert settings.address_book == {"https://login.salesforce.com": "http://127.0.0.1:9001"}
    assert settings.call_real_salesforce


def test_a_database_of_ones_own_can_be_named(tmp_path: Path) -> None:
    variables = {"ORGLESS_WORLD": str(tmp_path), "ORGLESS_DATABASE_URL": "postgresql://db/orgless"}
    assert Settings.from_environment(variables).database_url == "postgresql://db/orgless"


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadFileError) as caught:
        Settings.from_environment(
            {
                "ORGLESS_ADDRESS_BOOK": "login.salesforce.com",
                "ORGLESS_ORG2_URL": "127.0.0.1:8003",
                "ORGLESS_LOGIN_URL": "127.0.0.1:8001",
                "ORGLESS_CALL_REAL_SALESFORCE": "yes",
            }
        )
    assert {problem.key for problem in caught.value.problems} == {
        "ORGLESS_WORLD",
        "ORGLESS_ADDRESS_BOOK",
        "ORGLESS_ORG2_URL",
        "ORGLESS_LOGIN_URL",
        "ORGLESS_CALL_REAL_SALESFORCE",
    }
