"""What a client needs to begin: the first connected app of the world with a certificate and a user who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from authserver.org import ConnectedApp

    from .loading import LoadedWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """An app and a user for whom a good assertion gets a token; None is what the world does not hold."""

    consumer_key: str | None = None
    consumer_secret: str | None = None
    private_key_file: Path | None = None
    certificate_file: Path | None = None
    username: str | None = None
    audience: str


def first_integration(loaded: LoadedWorld) -> Integration:
    """The first in the order of the file; one whose private key lies in this world goes before the others."""
    usable = [app for app in loaded.org1.connected_apps if app.certificate and loaded.org1.users_who_may_use(app)]
    usable.sort(key=lambda app: _private_key_file(loaded, app) is None)
    if not usable:
        return Integration(audience=loaded.org1.login_audience)
    app = usable[0]
    return Integration(
        consumer_key=app.consumer_key,
        consumer_secret=_consumer_secret(loaded, app),
        private_key_file=_private_key_file(loaded, app),
        certificate_file=loaded.world.certs / app.certificate.file_name if app.certificate else None,
        username=loaded.org1.users_who_may_use(app)[0].username,
        audience=loaded.org1.login_audience,
    )


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
