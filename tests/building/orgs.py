"""Org1 in memory: two users of different profiles, the integration of Org2, and an old one that users authorize."""

from typing import Any

from cryptography.hazmat.primitives import hashes

from authserver.connected_apps import (
    AppElsewhere,
    AppKind,
    Approval,
    ConnectedApp,
    ConsumerSecret,
    PermittedUsers,
    RegisteredCertificate,
)
from authserver.org import Org
from authserver.users import AddressRange, User, UserProfile

from .keys import certificate

CONSUMER_KEY = "3MVG9.Org2Integration_0000000000000000000001"
OLD_KEY = "3MVG9.OldIntegration_00000000000000000000002"
SECRET = "4F9D1C2B7A6E5D4C3B2A19087F6E5D4C3B2A19087F6E5D4C3B2A1908"


def a_registered_certificate(name: str = "Org2_JWT", *, expired: bool = False) -> RegisteredCertificate:
    """The certificate of the key of that name, as a connected app holds it."""
    made = certificate(name, expired=expired)
    return RegisteredCertificate(
        file_name=f"{name}.crt",
        subject=f"CN={name}",
        fingerprint=made.fingerprint(hashes.SHA256()).hex(":"),
        not_before_at=made.not_valid_before_utc,
        not_after_at=made.not_valid_after_utc,
        public_key=made.public_key(),
    )


def a_user(**changes: Any) -> User:
    """An administrator, but for what is given."""
    good = {
        "username": "max@org1.example",
        "email": "max.mustermann@example.com",
        "first_name": "Max",
        "last_name": "Mustermann",
        "profile": "System Administrator",
    }
    return User(**good | changes)


def an_app(**changes: Any) -> ConnectedApp:
    """The integration of Org2, for which administrators are pre-authorized, but for what is given."""
    good: dict[str, Any] = {
        "label": "Org2 Integration",
        "consumer_key": CONSUMER_KEY,
        "certificate": a_registered_certificate(),
        "secret": ConsumerSecret.of(SECRET),
        "scopes": ("api", "web", "refresh_token", "offline_access"),
        "permitted_users": PermittedUsers.PRE_AUTHORIZED,
        "profiles": ("System Administrator",),
        "permission_sets": (),
        "blocked": False,
        "introspect_all_tokens": False,
    }
    return ConnectedApp(**good | changes)


def an_external_client_app(**changes: Any) -> ConnectedApp:
    """The integration of Org2 as an external client app, but for what is given."""
    return an_app(**{"kind": AppKind.EXTERNAL_CLIENT_APP} | changes)


def an_app_elsewhere(app: ConnectedApp | None = None) -> AppElsewhere:
    """The integration of Org2, or the given app, in a sandbox beside Org1."""
    return AppElsewhere(app or an_app(), "Org1 UAT", "https://org1--uat.sandbox.my.salesforce.com")


def a_profile(*ranges: str, **changes: Any) -> UserProfile:
    """The administrators' profile with these login IP ranges, but for what is given."""
    good: dict[str, Any] = {"name": "System Administrator", "login_ip_ranges": tuple(map(AddressRange.of, ranges))}
    return UserProfile(**good | changes)


def an_org(app: ConnectedApp | None = None, **changes: Any) -> Org:
    """Org1 with its two apps, of which the first may be given, and but for what is given."""
    old = an_app(
        label="Old Integration",
        consumer_key=OLD_KEY,
        certificate=a_registered_certificate("Old_Integration"),
        secret=None,
        scopes=("api", "refresh_token"),
        permitted_users=PermittedUsers.SELF_AUTHORIZE,
        profiles=(),
    )
    erika = a_user(
        username="erika@org1.example",
        email="erika.musterfrau@example.com",
        first_name="Erika",
        last_name="Musterfrau",
        profile="Standard User",
    )
    good: dict[str, Any] = {
        "org_id": "00Dxx0000001gPLEAY",
        "name": "Org1",
        "my_domain": "org1",
        "is_sandbox": False,
        "signing_key_file": "Org1_signing.key",
        "users": (a_user(), erika),
        "connected_apps": (app or an_app(), old),
        "approvals": (Approval("max@org1.example", "Old Integration", ("api", "refresh_token")),),
    }
    return Org(**good | changes)
