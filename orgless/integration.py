"""What a client needs to begin: the connected app that Org2's named credential uses, and a user who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authserver.connected_apps import REFRESH_SCOPES, PermittedUsers

if TYPE_CHECKING:
    from pathlib import Path

    from authserver.connected_apps import ConnectedApp
    from authserver.org import Org

    from .loading import LoadedWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """An app and a user for whom a good assertion gets a token; None is what the world does not hold.

    Args:
        connected_app: The app's label.
        consumer_key: The issuer.
        consumer_secret: Which this flow does not need.
        private_key_file: Signs the assertions.
        certificate_file: Registered with the app.
        username: The subject.
        audience: Whom assertions are made out to.
        asks_at_my_domain: An external client app gets no tokens at the login host.
        problem: Why no token comes of all this, or empty.
    """

    connected_app: str | None = None
    consumer_key: str | None = None
    consumer_secret: str | None = None
    private_key_file: Path | None = None
    certificate_file: Path | None = None
    username: str | None = None
    audience: str
    asks_at_my_domain: bool = False
    problem: str = ""


def first_integration(loaded: LoadedWorld) -> Integration:
    """The first app with a certificate that a named credential uses, else the first with a certificate.

    It is never another one because this one cannot be used: ``problem`` says then why not, and what is missing is None.
    """
    app = _first_app(loaded)
    if app is None or app.certificate is None:
        return Integration(audience=loaded.org1.login_audience, problem="no connected app of Org1 has a certificate")
    users = loaded.org1.users_who_may_use(app)
    private_key_file = _private_key_file(loaded, app)
    return Integration(
        connected_app=app.label,
        consumer_key=app.consumer_key,
        consumer_secret=_consumer_secret(loaded, app),
        private_key_file=private_key_file,
        certificate_file=loaded.world.certs / app.certificate.file_name,
        username=users[0].username if users else None,
        audience=loaded.org1.my_domain_url if app.is_external else loaded.org1.login_audience,
        asks_at_my_domain=app.is_external,
        problem="" if users and private_key_file else _problem(loaded, app, is_usable=bool(users)),
    )


def _first_app(loaded: LoadedWorld) -> ConnectedApp | None:
    with_certificate = [app for app in loaded.org1.connected_apps if app.certificate]
    issuers = {credential.issuer for credential in loaded.org2.named_credentials}
    used = [app for app in with_certificate if app.consumer_key in issuers]
    return next(iter([*used, *with_certificate]), None)


def _problem(loaded: LoadedWorld, app: ConnectedApp, *, is_usable: bool) -> str:
    if is_usable:
        name = app.certificate.file_name if app.certificate else ""
        return (
            f"{app.label}: the private key of its certificate {name} is none of org2.toml's; "
            "sign with it where it is kept, or register a certificate of Org2"
        )
    why = _why_nobody_may(loaded.org1, app)
    return f"{app.label} cannot be used: {why}; `orgless demo{loaded.world.option}` explains"


def _why_nobody_may(org: Org, app: ConnectedApp) -> str:
    causes = (
        (not org.is_active, f"{org.name} is locked, closed or suspended (active = false)"),
        (app.blocked, "it is blocked"),
        (not app.jwt_bearer_flow, "Enable JWT Bearer Flow is off (jwt_bearer_flow = false)"),
        (app.permitted_users is None, "it has no policies: permitted_users is missing"),
        (
            REFRESH_SCOPES.isdisjoint(app.scopes),
            "it has neither of the scopes refresh_token and offline_access, which this flow demands",
        ),
    )
    return next((cause for applies, cause in causes if applies), None) or _why_no_user(org, app)


def _why_no_user(org: Org, app: ConnectedApp) -> str:
    if app.permitted_users is PermittedUsers.SELF_AUTHORIZE:
        approved = [user for user in org.users if org.approvals_that_count(app, user)]
        missing = "no active user has authorized it in a flow that gave out a refresh token ([[approvals]])"
    else:
        approved = [user for user in org.users if org.is_assigned(app, user)]
        assigned = ", ".join([*app.profiles, *app.permission_sets]) or "none are assigned"
        missing = f"no active user has one of its profiles or permission sets ({assigned})"
    kept_out = (f"; {user.username} has, but is {'frozen' if user.active else 'inactive'}" for user in approved)
    return missing + "".join(kept_out)


def _private_key_file(loaded: LoadedWorld, app: ConnectedApp) -> Path | None:
    """Where Org2 keeps the key of the app's certificate, if it is one of Org2's."""
    for certificate in loaded.org2.certificates:
        if app.certificate and loaded.org2.key_pairs[certificate.name].fingerprint == app.certificate.fingerprint:
            return loaded.world.certs / certificate.private_key_file
    return None


def _consumer_secret(loaded: LoadedWorld, app: ConnectedApp) -> str | None:
    for table in loaded.org1_file.connected_apps:
        if table.consumer_key == app.consumer_key and table.consumer_secret_file:
            return (loaded.world.certs / table.consumer_secret_file).read_text(encoding="utf-8").strip()
    return None
