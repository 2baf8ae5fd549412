"""``org1.toml`` is read strictly: every problem has a line with file, key and repair, and all are told at once."""

from pathlib import Path
from typing import Any

import pytest
from building import CONSUMER_KEY, ORG1_TOML, write_world

from authserver.org import Org, PermittedUsers
from authserver.org_file import load_org
from authserver.org_tables import KNOWN_SCOPES
from plumbing.strict_toml import BadFileError


def loaded(folder: Path, *changes: tuple[str, str], toml: str = ORG1_TOML) -> Org:
    world = write_world(folder, *changes, toml=toml)
    return load_org(world / "org1.toml", world / "certs")


def problems(folder: Path, *changes: tuple[str, str], toml: str = ORG1_TOML) -> list[str]:
    with pytest.raises(BadFileError) as error:
        loaded(folder, *changes, toml=toml)
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.problems)
    assert all(line.startswith(f"{folder / 'org1.toml'}: ") for line in lines)
    return [line.removeprefix(f"{folder / 'org1.toml'}: ") for line in lines]


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


LINES: dict[str, tuple[tuple[str, str], str]] = {
    "an unknown key": (
        ('email = "max', 'emial = "x"\nemail = "max'),
        "users[1] (max@org1.example).emial: unknown key (did you mean “email”?)",
    ),
    "an unknown key that resembles nothing": (
        ('name = "Org1"', 'name = "Org1"\nzzzz = 1'),
        "org.zzzz: unknown key",
    ),
    "an unknown table": (
        ("[org]", "[[conected_apps]]\n[org]"),
        "conected_apps: unknown key (did you mean “connected_apps”?)",
    ),
    "a missing key": (
        ('last_name = "Mustermann"\n', ""),
        "users[1] (max@org1.example).last_name: is missing; it must be given",
    ),
    "a number for text": (('name = "Org1"', "name = 1"), "org.name: must be text in quotes, not a whole number"),
    "text for a flag": (
        ("active = false", 'active = "false"'),
        "users[3] (former@org1.example).active: must be true or false, without quotes, not text",
    ),
    "a number for a flag": (
        ("active = false", "active = 0"),
        "users[3] (former@org1.example).active: must be true or false, without quotes, not a whole number",
    ),
    "text for a list": (
        ('profiles = ["System Administrator"]', 'profiles = "System Administrator"'),
        "connected_apps[1] (Org2 Integration).profiles: must be a list in [ ], not text",
    ),
    "a number in a list": (
        ('profiles = ["System Administrator"]', "profiles = [1]"),
        "connected_apps[1] (Org2 Integration).profiles[1]: must be text in quotes, not a whole number",
    ),
    "a date for text": (('name = "Org1"', "name = 2026-01-01"), "org.name: must be text in quotes, not a date or time"),
    "another word": (
        ('"production"', '"prodution"'),
        "org.kind: “prodution” is none of “production” or “sandbox” (did you mean “production”?)",
    ),
    "another policy": (
        ('"all users may self-authorize"', '"all users can self-authorize"'),
        (
            "connected_apps[2] (Old Integration).permitted_users: “all users can self-authorize” is none of "
            "“all users may self-authorize” or “admin approved users are pre-authorized” "
            "(did you mean “all users may self-authorize”?)"
        ),
    ),
    "an unknown scope": (
        ('["api", "web", "refresh_token"', '["api", "webb", "refresh_token"'),
        "connected_apps[1] (Org2 Integration).scopes: “webb” is no scope (did you mean “web”?)",
    ),
    "an org id that is none": (
        ("00Dxx0000001gPLEAY", "00Dxx"),
        "org.id: “00Dxx” is no org id: 15 or 18 characters that begin with 00D",
    ),
    "an org id with a wrong suffix": (
        ("00Dxx0000001gPLEAY", "00Dxx0000001gPLEAA"),
        (
            "org.id: “00Dxx0000001gPLEAA” is no org id: 15 or 18 characters that begin with 00D "
            "(its first 15 with the right suffix: 00Dxx0000001gPLEAY)"
        ),
    ),
    "a My Domain with its ending": (
        ('my_domain = "org1"', 'my_domain = "org1.my.salesforce.com"'),
        "org.my_domain: “org1.my.salesforce.com” is no My Domain name: small letters, digits and single hyphens",
    ),
    "a username that is none": (
        ('username = "erika@org1.example"', 'username = "erika"'),
        "users[2] (erika).username: “erika” is no username: it has the form of an e-mail address",
    ),
    "a consumer key that is none": (
        (f'"{CONSUMER_KEY}"', '"3MVG9 x"'),
        (
            "connected_apps[1] (Org2 Integration).consumer_key: “3MVG9 x” is no consumer key: "
            "8 to 256 letters, digits, “.” and “_”"
        ),
    ),
    "an empty label": (
        ('label = "Org2 Integration"', 'label = ""'),
        "connected_apps[1] ().label: “” must not be empty or begin with a blank",
    ),
    "a username again in other case": (
        ('username = "erika@org1.example"', 'username = "MAX@org1.example"'),
        "users[2] (MAX@org1.example).username: “MAX@org1.example” is taken already, by number 1",
    ),
    "a label again in other case": (
        ('label = "Org1 REST API"', 'label = "org2 integration"'),
        "connected_apps[3] (org2 integration).label: “org2 integration” is taken already, by number 1",
    ),
    "a consumer key again": (
        ("3MVG9.Org1RestApi_0000000000000000000000003", CONSUMER_KEY),
        f"connected_apps[3] (Org1 REST API).consumer_key: “{CONSUMER_KEY[:37]}…” is taken already, by number 1",
    ),
    "an approval by nobody": (
        ('[[approvals]]\nusername = "max@', '[[approvals]]\nusername = "mx@'),
        (
            "approvals[1] (mx@org1.example).username: “mx@org1.example” is none of this file's users "
            "(did you mean “max@org1.example”?)"
        ),
    ),
    "an approval of nothing": (
        ('connected_app = "Old Integration"', 'connected_app = "Old Integrations"'),
        (
            "approvals[1] (max@org1.example).connected_app: “Old Integrations” is none of this file's connected_apps "
            "(did you mean “Old Integration”?)"
        ),
    ),
    "a profile that nobody has": (
        ('profiles = ["System Administrator"]', 'profiles = ["System Adminstrator"]'),
        (
            "connected_apps[1] (Org2 Integration).profiles: no user has “System Adminstrator” "
            "(did you mean “System Administrator”?)"
        ),
    ),
    "a file in another folder": (
        ('"Org2_JWT.crt"', '"../Org2_JWT.crt"'),
        (
            "connected_apps[1] (Org2 Integration).certificate_file: “../Org2_JWT.crt” must be a file's name in the "
            "certificates' folder, without folders"
        ),
    ),
    "a file of no possible name": (
        ('"Org2_JWT.crt"', '"a\\u0000b"'),
        (
            "connected_apps[1] (Org2 Integration).certificate_file: “a\0b” must be a file's name in the "
            "certificates' folder, without folders"
        ),
    ),
    "the folder above": (
        ('"Org2_Integration.secret"', '".."'),
        (
            "connected_apps[1] (Org2 Integration).consumer_secret_file: “..” must be a file's name in the "
            "certificates' folder, without folders"
        ),
    ),
}


@pytest.mark.parametrize(("change", "line"), LINES.values(), ids=LINES.keys())
def test_each_problem_has_its_line(tmp_path: Path, change: tuple[str, str], line: str) -> None:
    assert problems(tmp_path, change) == [line]


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


def test_the_scopes_are_those_that_salesforce_publishes() -> None:
    published = (
        "cdp_ingest_api custom_permissions cdp_segment_api content cdp_api chatbot_api cdp_identityresolution_api "
        "interaction_api wave_api web cdp_calculated_insight_api einstein_gpt_api offline_access id api eclair_api "
        "email pardot_api lightning visualforce cdp_query_api sfap_api address openid profile scrt_api cdp_profile_api "
        "refresh_token phone user_registration_api pwdless_login_api chatter_api mcp_api full forgot_password"
    )
    assert set(KNOWN_SCOPES) == set(published.split())
