"""One module = one endpoint; this page is their table of contents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from . import discovery, identity, introspection, keys, login_history, revocation, token, userinfo


@dataclass(frozen=True, slots=True)
class Route:
    """Where a view is found, and what it serves there.

    Args:
        path: As Flask writes it.
        methods: What the view serves, in one profile or the other.
        view: Answers the request.
        is_asked_for_all: Whether the view gets every other method too, to refuse it in OAuth's own words; else Flask
            refuses them, and adds its HEAD and OPTIONS to those that are served.
    """

    path: str
    methods: tuple[str, ...]
    view: Callable[..., Any]
    is_asked_for_all: bool = False


ROUTES = (
    Route("/services/oauth2/token", ("POST",), token.token, is_asked_for_all=True),
    Route("/services/oauth2/introspect", ("POST",), introspection.introspect, is_asked_for_all=True),
    Route("/services/oauth2/revoke", ("GET", "POST"), revocation.revoke, is_asked_for_all=True),
    Route("/services/oauth2/userinfo", ("GET", "POST"), userinfo.userinfo),
    Route("/id/<org_id>/<user_id>", ("GET", "POST"), identity.identity),
    Route("/id/keys", ("GET",), keys.keys),
    Route("/.well-known/openid-configuration", ("GET",), discovery.openid_configuration),
    Route("/.well-known/oauth-authorization-server", ("GET",), discovery.oauth_authorization_server),
    Route("/", ("GET",), login_history.front),
    Route("/login-history", ("GET",), login_history.entries),
    Route("/login-history/<entry>", ("GET",), login_history.entry),
)


def add_routes(app: Flask) -> None:
    """Lets the app answer under all of them."""
    for route in ROUTES:
        if route.is_asked_for_all:  # a rule without methods takes all, those that nobody has heard of included
            app.view_functions[route.path] = route.view
            app.url_map.add(app.url_rule_class(route.path, endpoint=route.path))
        else:
            app.add_url_rule(route.path, view_func=route.view, methods=route.methods)
