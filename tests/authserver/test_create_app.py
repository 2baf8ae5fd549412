"""Starting the authorization server: what it needs, and how it says plainly what is wrong before it ends."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from building import ORG1_TOML, StoppedClock, a_form, certs_folder, private_pem, write_world
from building.servers import HOST, TOKEN

from authserver import Settings, create_app
from authserver.settings import Settings as SettingsClass
from plumbing.strict_toml import BadFileError


def variables(world: Path, **others: str) -> dict[str, str]:
    return {"ORGLESS_WORLD": str(world)} | others


def lines_on_stderr(capsys: pytest.CaptureFixture[str], start: Callable[[], object]) -> list[str]:
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err.splitlines()


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Starts the app with these variables and no others."""

    def _start(**environment: str) -> object:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return create_app(clock=StoppedClock())

    return _start


def test_the_environment_alone_sets_it_up(tmp_path: Path, start: Callable[..., object]) -> None:
    world = write_world(tmp_path / "world")
    app = start(ORGLESS_WORLD=str(world))
    answer = app.test_client().post(TOKEN, data=a_form(), headers={"Host": HOST})
    assert answer.status_code == 200
    assert {"authserver.sqlite3", "authserver.logins"} <= {file.name for file in (world / ".state").iterdir()}
    app.extensions["orgless_authserver"].store._database.close()


def test_every_setting_has_its_variable(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        variables(
            tmp_path,
            ORGLESS_ORG_FILE="/orgs/sandbox/org.toml",
            ORGLESS_CERTS="/certs",
            ORGLESS_STATE="/state",
            ORGLESS_DATABASE_URL="postgresql://h/d",
            ORGLESS_TOKEN_KEY_FILE="/key",
            ORGLESS_LOGIN_URL="https://login.example",
            ORGLESS_INSTANCE_URL="https://api.example:8443/orgs/sandbox",
            ORGLESS_LOGIN_ALSO_KNOWN_AS="http://10.0.0.7:8001 http://10.0.0.7:8002/orgs/sandbox",
            ORGLESS_PROFILE="strict",
            ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE="true",
        )
    )
    assert settings == SettingsClass(
        world=tmp_path,
        org_file=Path("/orgs/sandbox/org.toml"),
        certs=Path("/certs"),
        state=Path("/state"),
        database_url="postgresql://h/d",
        token_key_file=Path("/key"),
        login_url="https://login.example",
        instance_url="https://api.example:8443/orgs/sandbox",
        also_known_as=("http://10.0.0.7:8001", "http://10.0.0.7:8002/orgs/sandbox"),
        profile="strict",
        show_login_history_to_everyone=True,
    )


def test_the_defaults_lie_in_the_world_and_on_loopback(tmp_path: Path) -> None:
    settings = Settings.from_environment(variables(tmp_path))
    assert settings.org_file == tmp_path / "org1.toml"
    assert settings.certs == tmp_path / "certs"
    assert settings.database_url == f"sqlite:///{tmp_path / '.state' / 'authserver.sqlite3'}"
    assert settings.token_key_file == tmp_path / ".state" / "token.key"
    assert (settings.login_url, settings.instance_url) == ("http://127.0.0.1:8001", "http://127.0.0.1:8002")
    assert (settings.profile, settings.show_login_history_to_everyone) == ("salesforce", False)


def test_settings_do_not_show_the_databases_password(tmp_path: Path) -> None:
    settings = Settings.from_environment(variables(tmp_path, ORGLESS_DATABASE_URL="postgresql://max:topsecret@h/d"))
    assert "topsecret" not in repr(settings)


def test_all_bad_variables_are_told_at_once() -> None:
    with pytest.raises(BadFileError) as error:
        Settings.from_environment(
            {
                "ORGLESS_LOGIN_URL": "http://127.0.0.1:8001/",
                "ORGLESS_INSTANCE_URL": "ftp://x",
                "ORGLESS_PROFILE": "stric",
                "ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE": "yes",
            }
        )
    assert str(error.value).splitlines() == [
        "environment: ORGLESS_WORLD: is not set: name the folder that holds org1.toml; `orgless init DIR` writes one",
        (
            "environment: ORGLESS_LOGIN_URL: “http://127.0.0.1:8001/” is no address like http://127.0.0.1:8001 "
            "(no slash at the end)"
        ),
        ("environment: ORGLESS_INSTANCE_URL: “ftp://x” is no address like http://127.0.0.1:8001 (no slash at the end)"),
        "environment: ORGLESS_PROFILE: “stric” is none of “salesforce” or “strict” (did you mean “strict”?)",
        "environment: ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE: “yes” is none of “true” or “false”",
    ]


def test_a_bad_environment_ends_the_start_with_code_4(
    start: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_on_stderr(capsys, lambda: start(ORGLESS_PROFILE="x", ORGLESS_LOGIN_URL="x"))
    assert [line.split(": ")[1] for line in lines] == ["ORGLESS_WORLD", "ORGLESS_LOGIN_URL", "ORGLESS_PROFILE"]


def test_bad_files_end_the_start_with_a_line_each(
    tmp_path: Path, start: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    world = write_world(tmp_path, ('kind = "production"', 'kind = "x"\nfoo = 1'))
    (world / "certs" / "Org2_JWT.crt").write_text(private_pem())
    lines = lines_on_stderr(capsys, lambda: start(ORGLESS_WORLD=str(world)))
    assert len(lines) == 3
    assert all(line.startswith(f"{world / 'org1.toml'}: ") for line in lines)
    assert any("holds a private key" in line for line in lines)
    assert private_pem().splitlines()[3] not in "".join(lines)


def test_keys_and_state_that_are_bad_are_told_together(
    tmp_path: Path, start: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    world = write_world(tmp_path)
    (world / "certs" / "Org1_signing.key").unlink()
    (world / ".state").mkdir()
    (world / ".state" / "token.key").write_text("x")
    lines = lines_on_stderr(capsys, lambda: start(ORGLESS_WORLD=str(world)))
    assert lines == [
        (
            f"{world / '.state' / 'token.key'}: is no token key; delete it to get a new one "
            "(a live token then ends at its user's next login)"
        ),
        f"{world / 'certs' / 'Org1_signing.key'}: no such file; `orgless certs` makes the missing ones",
    ]


BAD_DATABASES = {
    "no URL": ("nonsense", "is no database URL like sqlite:////"),
    "nothing known": ("foo://x", "“foo” is not supported; write sqlite:////"),
    "a folder": ("sqlite:////", "cannot be opened: "),
    "a place below a file": ("sqlite:////etc/hostname/x.sqlite3", "cannot be opened: "),
    "nobody listens": (
        "postgresql://max:topsecret@127.0.0.1:1/x",
        "postgresql://max:***@127.0.0.1:1/x cannot be opened: ",
    ),
}


@pytest.mark.parametrize(("url", "told"), BAD_DATABASES.values(), ids=BAD_DATABASES.keys())
def test_a_database_that_cannot_be_used_is_told_without_its_password(
    tmp_path: Path, start: Callable[..., object], capsys: pytest.CaptureFixture[str], url: str, told: str
) -> None:
    world = write_world(tmp_path)
    lines = lines_on_stderr(capsys, lambda: start(ORGLESS_WORLD=str(world), ORGLESS_DATABASE_URL=url))
    assert len(lines) == 1
    assert lines[0].startswith("environment: ORGLESS_DATABASE_URL: ")
    assert told in lines[0]
    assert "topsecret" not in lines[0]


def test_a_file_that_is_no_database_is_told(
    tmp_path: Path, start: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    world = write_world(tmp_path)
    (tmp_path / "x.sqlite3").write_text("this is text, and no database at all " * 100)
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    lines = lines_on_stderr(capsys, lambda: start(ORGLESS_WORLD=str(world), ORGLESS_DATABASE_URL=url))
    assert lines == [f"environment: ORGLESS_DATABASE_URL: {url} cannot be opened: file is not a database"]


SIGNING_KEYS = [
    ("", "holds no unencrypted private key in PEM form"),
    ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no unencrypted private key in PEM form"),
    (private_pem("ec"), "holds no RSA key"),
]


@pytest.mark.parametrize(("content", "told"), SIGNING_KEYS)
def test_a_signing_key_that_is_none_is_told(
    tmp_path: Path, start: Callable[..., object], capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    world = write_world(tmp_path)
    file = world / "certs" / "Org1_signing.key"
    file.write_text(content)
    assert lines_on_stderr(capsys, lambda: start(ORGLESS_WORLD=str(world))) == [f"{file}: {told}"]


def test_certificates_may_lie_elsewhere_and_the_world_may_be_read_only(
    tmp_path: Path, start: Callable[..., object]
) -> None:
    world = tmp_path / "world"
    world.mkdir()
    (world / "org1.toml").write_text(ORG1_TOML)
    certs = certs_folder(tmp_path / "elsewhere")
    app = start(ORGLESS_WORLD=str(world), ORGLESS_CERTS=str(certs), ORGLESS_STATE=str(tmp_path / "state"))
    app.extensions["orgless_authserver"].store._database.close()
    assert [file.name for file in world.iterdir()] == ["org1.toml"]


def test_started_as_a_program_it_ends_with_code_4_and_no_traceback(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORGLESS_")}
    ended = subprocess.run(
        [sys.executable, "-c", "import authserver; authserver.create_app()"],
        env=environment | {"ORGLESS_WORLD": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 4
    assert ended.stderr == f"{tmp_path / 'org1.toml'}: no such file; `orgless init DIR` writes a starter world\n"
