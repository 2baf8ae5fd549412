"""Org1 as files: ``org1.toml`` with the certificates and secrets that it names."""

from functools import cache
from pathlib import Path

from .keys import certificate_pem, private_pem
from .orgs import CONSUMER_KEY, OLD_KEY, SECRET

API_KEY, API_SECRET = "3MVG9.Org1RestApi_0000000000000000000000003", "0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F6071"

ORG1_TOML = f"""\
[org]
id = "00Dxx0000001gPLEAY"
name = "Org1"
my_domain = "org1"
kind = "production"

[[users]]
username = "max@org1.example"
email = "max.mustermann@example.com"
first_name = "Max"
last_name = "Mustermann"
profile = "System Administrator"

[[users]]
username = "erika@org1.example"
email = "erika.musterfrau@example.com"
first_name = "Erika"
last_name = "Musterfrau"
profile = "Standard User"

[[users]]
username = "former@org1.example"
email = "former@example.com"
last_name = "Employee"
profile = "System Administrator"
active = false

[[connected_apps]]
label = "Org2 Integration"
consumer_key = "{CONSUMER_KEY}"
consumer_secret_file = "Org2_Integration.secret"
certificate_file = "Org2_JWT.crt"
scopes = ["api", "web", "refresh_token", "offline_access"]
permitted_users = "admin approved users are pre-authorized"
profiles = ["System Administrator"]

[[connected_apps]]
label = "Old Integration"
consumer_key = "{OLD_KEY}"
certificate_file = "Old_Integration.crt"
scopes = ["api", "refresh_token"]
permitted_users = "all users may self-authorize"

[[connected_apps]]
label = "Org1 REST API"
consumer_key = "{API_KEY}"
consumer_secret_file = "Org1_REST_API.secret"
scopes = ["api"]
permitted_users = "admin approved users are pre-authorized"
introspect_all_tokens = true

[[approvals]]
username = "max@org1.example"
connected_app = "Old Integration"
scopes = ["api", "refresh_token"]
"""


@cache
def _files() -> dict[str, str]:
    return {
        "Org2_JWT.crt": certificate_pem("Org2_JWT"),
        "Old_Integration.crt": certificate_pem("Old_Integration"),
        "Org2_Integration.secret": f"{SECRET}\n",
        "Org1_REST_API.secret": f"{API_SECRET}\n",
        "Org1_signing.key": private_pem("Org1_signing"),
    }


def certs_folder(folder: Path) -> Path:
    """The folder with all that ``ORG1_TOML`` names, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_world(folder: Path, *changes: tuple[str, str], toml: str = ORG1_TOML) -> Path:
    """A world in ``folder``: ``org1.toml`` with each text replaced by another, and its ``certs``."""
    for old, new in changes:
        assert old in toml
        toml = toml.replace(old, new, 1)
    folder.mkdir(parents=True, exist_ok=True)
    certs_folder(folder / "certs")
    (folder / "org1.toml").write_text(toml, encoding="utf-8")
    return folder
