"""One module = one endpoint; this page is their table of contents."""

from collections.abc import Callable
from typing import Any

from . import discovery, identity, introspection, keys, login_history, revocation, token, userinfo

_ALL = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

#: Path, methods, view. Methods that an endpoint refuses in OAuth's own words are listed too.
ROUTES: tuple[tuple[str, tuple[str, ...], Callable[..., Any]], ...] = (
    ("/services/oauth2/token", _ALL, token.token),
    ("/services/oauth2/introspect", _ALL, introspection.introspect),
    ("/services/oauth2/revoke", _ALL, revocation.revoke),
    ("/services/oauth2/userinfo", ("GET", "POST"), userinfo.userinfo),
    ("/id/<org_id>/<user_id>", ("GET", "POST"), identity.identity),
    ("/id/keys", ("GET",), keys.keys),
    ("/.well-known/openid-configuration", ("GET",), discovery.openid_configuration),
    ("/.well-known/oauth-authorization-server", ("GET",), discovery.oauth_authorization_server),
    ("/login-history", ("GET",), login_history.entries),
    ("/login-history/<entry>", ("GET",), login_history.entry),
)
