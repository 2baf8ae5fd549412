"""The shape of ``org1.toml``: each line that a wrong key or value gets, with file, key and repair."""

from pathlib import Path

import pytest
from building import CONSUMER_KEY, write_world

from authserver.org_file import load_org
from plumbing.strict_toml import BadFileError

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
        (
            "org.my_domain: “org1.my.salesforce.com” is no My Domain name: what stands before .my.salesforce.com, "
            "small letters, digits and single hyphens; a sandbox's is like acme--uat.sandbox"
        ),
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
    "an approval of something quite different": (
        ('connected_app = "Old Integration"', 'connected_app = "Backup"'),
        (
            "approvals[1] (max@org1.example).connected_app: “Backup” is none of this file's connected_apps: "
            "“Org2 Integration”, “Old Integration”, “Org1 REST API”"
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
            "connected_apps[1] (Org2 Integration).certificate_file: “a\\x00b” must be a file's name in the "
            "certificates' folder, without folders"
        ),
    ),
    "no range of addresses": (
        ("[[users]]", '[[profiles]]\nname = "Standard User"\nlogin_ip_ranges = ["10.0.0.1-10.0.0.0"]\n\n[[users]]'),
        (
            "profiles[1] (Standard User).login_ip_ranges: “10.0.0.1-10.0.0.0” is no range of IP addresses like "
            "10.0.0.0-10.0.0.255, 10.0.0.0/24 or 10.0.0.7"
        ),
    ),
    "a profile twice": (
        ("[[users]]", '[[profiles]]\nname = "Standard User"\n[[profiles]]\nname = "Standard User"\n\n[[users]]'),
        "profiles[2] (Standard User).name: “Standard User” is taken already, by number 1",
    ),
    "a mistyped profile": (
        ("[[users]]", '[[profiles]]\nname = "Standart User"\n\n[[users]]'),
        (
            "profiles[1] (Standart User).name: no user has “Standart User” (did you mean “Standard User”?); "
            "one of the two is misspelt"
        ),
    ),
    "a timeout of nothing": (
        ('kind = "production"', "session_timeout_minutes = 0"),
        "org.session_timeout_minutes: 0 is not between 1 and 1440 minutes",
    ),
    "a timeout longer than a day": (
        (
            'label = "Org2 Integration"',
            'label = "Org2 Integration"\njwt_access_tokens = true\njwt_access_token_minutes = 1441',
        ),
        "connected_apps[1] (Org2 Integration).jwt_access_token_minutes: 1441 is not between 1 and 1440 minutes",
    ),
    "a life of tokens that are not made": (
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\njwt_access_token_minutes = 5'),
        (
            "connected_apps[1] (Org2 Integration).jwt_access_token_minutes: says nothing without "
            "jwt_access_tokens = true"
        ),
    ),
    "a sandbox that calls itself a production org": (
        ('my_domain = "org1"', 'my_domain = "org1--uat.sandbox"'),
        "org.kind: must be “sandbox”: the My Domain “org1--uat.sandbox” is a sandbox's",
    ),
    "no login at all": (
        ('kind = "production"', "logins_per_user_and_hour = 0"),
        "org.logins_per_user_and_hour: 0 is not between 1 and 1000000 logins",
    ),
    "another kind of app": (
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\nkind = "external client"'),
        (
            "connected_apps[1] (Org2 Integration).kind: “external client” is none of “connected app” or “external "
            "client app” (did you mean “external client app”?)"
        ),
    ),
    "another relaxation": (
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\nip_relaxation = "relax"'),
        (
            "connected_apps[1] (Org2 Integration).ip_relaxation: “relax” is none of “enforce IP restrictions” or "
            "“enforce IP restrictions, but relax for refresh tokens” or “relax IP restrictions for activated devices” "
            "or “relax IP restrictions”"
        ),
    ),
    "a connected app without its policy": (
        ('permitted_users = "admin approved users are pre-authorized"\nprofiles', "profiles"),
        (
            "connected_apps[1] (Org2 Integration).permitted_users: is missing; only an external client app can be "
            "without its policies"
        ),
    ),
    "a connected app with a switch for the flow": (
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\njwt_bearer_flow = true'),
        (
            "connected_apps[1] (Org2 Integration).jwt_bearer_flow: is a switch of external client apps; a connected "
            "app needs its certificate only"
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
    world = write_world(tmp_path, change)
    with pytest.raises(BadFileError) as error:
        load_org(world / "org1.toml", world / "certs")
    assert str(error.value) == f"{world / 'org1.toml'}: {line}"
