"""``org1.toml`` is read strictly: every problem has a line with file, key and repair, and all are told at once."""

from pathlib import Path
from typing import Any

import pytest
from building import CONSUMER_KEY, ORG1_TOML, write_world

from authserver.connected_apps import AppKind, IpRelaxation, PermittedUsers
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


POLICIES = """
[[profiles]]
name = "System Administrator"
login_ip_ranges = ["10.0.0.0-10.0.0.255", "192.0.2.0/24", "2001:db8::1"]
session_timeout_minutes = 15
api_enabled = false
"""
OF_ORG = """\
kind = "production"
active = false
api_enabled = false
api_access_control = true
session_timeout_minutes = 30
logins_per_user_and_hour = 5
"""
OF_APP = """\
kind = "external client app"
jwt_bearer_flow = false
jwt_access_tokens = true
jwt_access_token_minutes = 10
session_timeout_minutes = 45
ip_relaxation = "relax IP restrictions"
allowed_by_api_access_control = true
"""


def test_policies_are_what_the_file_says(tmp_path: Path) -> None:
    org = loaded(
        tmp_path,
        ('kind = "production"\n', OF_ORG),
        ('profile = "System Administrator"\n', 'profile = "System Administrator"\nfrozen = true\n'),
        ('profiles = ["System Administrator"]\n', f'profiles = ["System Administrator"]\n{OF_APP}'),
        toml=ORG1_TOML + POLICIES,
    )
    assert (org.is_active, org.api_enabled, org.api_access_control) == (False, False, True)
    assert (org.session_timeout_minutes, org.logins_per_user_and_hour) == (30, 5)
    assert [user.frozen for user in org.users] == [True, False, False]
    profile = org.profile_of(org.users[0])
    shown = [str(one) for one in profile.login_ip_ranges]
    assert shown == ["10.0.0.0-10.0.0.255", "192.0.2.0-192.0.2.255", "2001:db8::1"]
    assert (profile.session_timeout_minutes, profile.api_enabled) == (15, False)
    app = org.connected_apps[0]
    assert (app.is_external, app.jwt_bearer_flow, app.allowed_by_api_access_control) == (True, False, True)
    assert (app.jwt_access_tokens, app.jwt_access_token_minutes, app.session_timeout_minutes) == (True, 10, 45)
    assert app.ip_relaxation is IpRelaxation.RELAX


def test_what_the_file_leaves_out_is_as_setup_has_it_at_first(tmp_path: Path) -> None:
    org = loaded(tmp_path)
    assert (org.is_active, org.api_enabled, org.api_access_control) == (True, True, False)
    assert (org.session_timeout_minutes, org.logins_per_user_and_hour) == (120, 3600)
    assert org.profiles == ()
    assert not any(user.frozen for user in org.users)
    app = org.connected_apps[0]
    assert (app.kind, app.jwt_bearer_flow, app.jwt_access_tokens) == (AppKind.CONNECTED_APP, True, False)
    assert (app.session_timeout_minutes, app.ip_relaxation) == (None, IpRelaxation.ENFORCE)


def test_an_external_client_app_may_be_without_policies(tmp_path: Path) -> None:
    policies = 'permitted_users = "admin approved users are pre-authorized"\nprofiles = ["System Administrator"]\n'
    org = loaded(tmp_path, (policies, 'kind = "external client app"\n'))
    assert org.connected_apps[0].permitted_users is None
