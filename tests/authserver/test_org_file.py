"""``org1.toml`` is read strictly: every problem has a line with file, key and repair, and all are told at once."""

from pathlib import Path
from typing import Any

import pytest
from building import CONSUMER_KEY, ORG1_TOML, write_world

from authserver.connected_apps import PermittedUsers
from authserver.org import Org
from authserver.org_file import load_org
from plumbing.strict_toml import BadFileError


def loaded(folder: Path, *changes: tuple[str, str], toml: str = ORG1_TOML) -> Org:
    world = write_world(folder, *changes, toml=toml)
    return load_org(world / "org1.toml", world / "certs")


def test_the_org_is_what_the_file_says(tmp_path: Path) -> None:
    org = loaded(tmp_path)
    assert (org.org_id, org.name, org.my_domain, org.is_sandbox) == ("00Dxx0000001gPLEAY", "Org1", "org1", False)
    assert [user.username for user in org.users] == ["max@org1.example", "erika@org1.example", "former@org1.example"]
    assert [user.active for user in org.users] == [True, True, False]
    app = org.app(CONSUMER_KEY)
    assert app is not None
    assert app.permitted_users is PermittedUsers.PRE_AUTHORIZED
    assert app.certificate is not None
    assert app.certificate.file_name == "Org2_JWT.crt"
    assert org.users_who_may_use(app) == (org.users[0],)
    assert org.approvals[0].scopes == ("api", "refresh_token")


def test_an_org_id_of_15_characters_gets_its_suffix(tmp_path: Path) -> None:
    assert loaded(tmp_path, ("00Dxx0000001gPLEAY", "00Dxx0000001gPL")).org_id == "00Dxx0000001gPLEAY"


def test_a_sandbox_is_one(tmp_path: Path) -> None:
    assert loaded(tmp_path, ('"production"', '"sandbox"')).login_audience == "https://test.salesforce.com"


def test_all_problems_are_told_at_once_those_of_the_files_included(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    toml = (
        ORG1_TOML.replace('kind = "production"', "kind = 1")
        .replace('last_name = "Musterfrau"', 'lastname = "Musterfrau"')
        .replace('label = "Org1 REST API"', 'label = "Old Integration"')
    )
    (world / "org1.toml").write_text(toml)
    (world / "certs" / "Org2_JWT.crt").unlink()
    (world / "certs" / "Org1_REST_API.secret").write_text("\n")
    with pytest.raises(BadFileError) as error:
        load_org(world / "org1.toml", world / "certs")
    keys = [problem.key for problem in error.value.problems]
    assert sorted(keys) == sorted(
        [
            "org.kind",
            "users[2] (erika@org1.example).lastname",
            "users[2] (erika@org1.example).last_name",
            "connected_apps[3] (Old Integration).label",
            "connected_apps[1] (Org2 Integration).certificate_file",
            "connected_apps[3] (Old Integration).consumer_secret_file",
        ]
    )


BROKEN: dict[str, tuple[Any, str]] = {
    "no TOML": ("[org", "is not valid TOML"),
    "a key twice": ('[org]\nname = "a"\nname = "b"', "is not valid TOML"),
    "not UTF-8": (b'[org]\nname = "\xe9"', "is not UTF-8 text (byte 14); save it as UTF-8"),
    "UTF-16": ("[org]".encode("utf-16"), "is not UTF-8 text (byte 0)"),
    "empty": ("", "org: is missing"),
    "tables of another kind": ("org = 1\nusers = 2\nconnected_apps = 3\napprovals = 4", "users: must be a list"),
    "apps as one table": (ORG1_TOML.replace("[[approvals]]", "[approvals]"), "approvals: must be a list"),
    "users as a list of numbers": (
        "users = [1]\nconnected_apps = [1]\n[org]",
        "users[1]: must be a table, not a whole number",
    ),
}


@pytest.mark.parametrize(("content", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_of_another_shape_is_told_without_a_traceback(tmp_path: Path, content: Any, line: str) -> None:
    file = tmp_path / "org1.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadFileError) as error:
        load_org(file, tmp_path)
    assert line in str(error.value)


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    for file, told in (
        (tmp_path / "org1.toml", "no such file; `orgless init DIR`"),
        (tmp_path, "cannot be read: Is a directory"),
    ):
        with pytest.raises(BadFileError, match=told):
            load_org(file, tmp_path)


SECRETS = [
    (None, "no such file; `orgless certs` makes the missing ones"),
    (b"", "is empty; delete it, then `orgless certs` makes a new one"),
    (b" \n\n", "is empty; delete it, then `orgless certs` makes a new one"),
    (b"\xff\xfe", "is not UTF-8 text; put the consumer secret into it and nothing else"),
]


@pytest.mark.parametrize(("content", "told"), SECRETS)
def test_a_bad_secret_file_is_told_without_being_shown(tmp_path: Path, content: bytes | None, told: str) -> None:
    world = write_world(tmp_path)
    file = world / "certs" / "Org1_REST_API.secret"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(BadFileError) as error:
        load_org(world / "org1.toml", world / "certs")
    assert f"connected_apps[3] (Org1 REST API).consumer_secret_file: {file}: {told}" in str(error.value)
