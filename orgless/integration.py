"""What a client needs to begin in an org: the connected app that a named credential uses, and a user for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authserver.connected_apps import REFRESH_SCOPES, PermittedUsers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from authserver.connected_apps import ConnectedApp
    from authserver.org import Org

    from .loading import LoadedOrg, LoadedWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """An app and a user: a good assertion gets a token unless ``problem`` says why not; None is what there is not.

    Args:
        connected_app: The app's label.
        consumer_key: The issuer.
        consumer_secret: Which this flow does not need.
        private_key_file: Signs the assertions.
        certificate_file: Registered with the app.
        username: The subject: a user who may use the app, else the one that it is meant for all the same.
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
    """The main org's."""
    return integration_of(loaded, loaded.orgs[0])


def integration_of(loaded: LoadedWorld, one: LoadedOrg) -> Integration:
    """An org's first app with a certificate that a named credential uses, else its first with a certificate.

    It is never another one because this one cannot be used: ``problem`` says then why not.
    """
    org, app = one.org, _first_app(loaded, one.org)
    if app is None or app.certificate is None:
        return Integration(audience=org.login_audience, problem=f"no connected app of {org.name} has a certificate")
    users = org.users_who_may_use(app)
    private_key_file = _private_key_file(loaded, app)
    return Integration(
        connected_app=app.label,
        consumer_key=app.consumer_key,
        consumer_secret=_consumer_secret(loaded, one, app),
        private_key_file=private_key_file,
        certificate_file=loaded.world.certs / app.certificate.file_name,
        username=users[0].username if users else _meant(loaded, org, app),
        audience=org.my_domain_url if app.is_external else org.login_audience,
        asks_at_my_domain=app.is_external,
        problem="" if users and private_key_file else _problem(loaded, one, app, is_usable=bool(users)),
    )


def _first_app(loaded: LoadedWorld, org: Org) -> ConnectedApp | None:
    with_certificate = [app for app in org.connected_apps if app.certificate]
    issuers = {credential.issuer for credential in loaded.org2.named_credentials}
    used = [app for app in with_certificate if app.consumer_key in issuers]
    return next(iter([*used, *with_certificate]), None)


def _meant(loaded: LoadedWorld, org: Org, app: ConnectedApp) -> str | None:
    """For whom the app is though nobody may use it: whom Org2 names, else one with its profile, else the first."""
    named = (org.user(subject) for subject in _subjects(loaded, app))
    assigned = (user for user in org.users if org.is_assigned(app, user))
    return next((user.username for user in (*named, *assigned, *org.users) if user), None)


def _subjects(loaded: LoadedWorld, app: ConnectedApp) -> Iterator[str]:
    """Whom Org2 names to the app: of each named credential, for its first user."""
    from client_demo.errors import BadCalloutError  # noqa: PLC0415  only for what cannot be used
    from client_demo.step1_sign_assertion import subject_for  # noqa: PLC0415

    for credential in loaded.org2.named_credentials:
        if credential.issuer == app.consumer_key:
            with suppress(BadCalloutError):
                yield subject_for(credential, next(iter(loaded.org2.users), None))


def _problem(loaded: LoadedWorld, one: LoadedOrg, app: ConnectedApp, *, is_usable: bool) -> str:
    if is_usable:
        name = app.certificate.file_name if app.certificate else ""
        return (
            f"{app.label}: the private key of its certificate {name} is none of org2.toml's; "
            "sign with it where it is kept, or register a certificate of Org2"
        )
    explains = f"; `orgless demo{loaded.world.option}` explains" if one.place.is_main else ""
    return f"{app.label} cannot be used: {_why_nobody_may(one.org, app)}{explains}"


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


def _consumer_secret(loaded: LoadedWorld, one: LoadedOrg, app: ConnectedApp) -> str | None:
    for table in one.file.connected_apps:
        if table.consumer_key == app.consumer_key and table.consumer_secret_file:
            return (loaded.world.certs / table.consumer_secret_file).read_text(encoding="utf-8").strip()
    return None
