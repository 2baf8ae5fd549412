"""One module = one endpoint; this page is their table of contents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from authserver.openapi import Operation

from . import (
    auth_configuration,
    directory,
    discovery,
    identity,
    introspection,
    keys,
    login_history,
    openapi,
    revocation,
    token,
    userinfo,
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a view is found, and what it serves there.

    Args:
        path: As Flask writes it.
        operations: What the view serves, in one profile or the other, by method.
        view: Answers the request.
        is_asked_for_all: Whether the view gets every other method too, to refuse it in OAuth's own words; else Flask
            refuses them, and adds its HEAD and OPTIONS to those that are served.
    """

    path: str
    operations: Mapping[str, Operation]
    view: Callable[..., Any]
    is_asked_for_all: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """What the view serves, in one profile or the other."""
        return tuple(self.operations)


ROUTES = (
    Route("/services/oauth2/token", token.OPERATIONS, token.token, is_asked_for_all=True),
    Route("/services/oauth2/introspect", introspection.OPERATIONS, introspection.introspect, is_asked_for_all=True),
    Route("/services/oauth2/revoke", revocation.OPERATIONS, revocation.revoke, is_asked_for_all=True),
    Route("/services/oauth2/userinfo", userinfo.OPERATIONS, userinfo.userinfo),
    Route("/id/<org_id>/<user_id>", identity.OPERATIONS, identity.identity),
    Route("/id/keys", keys.OPERATIONS, keys.keys),
    Route("/.well-known/openid-configuration", discovery.OPERATIONS, discovery.openid_configuration),
    Route("/.well-known/oauth-authorization-server", discovery.OPERATIONS, discovery.oauth_authorization_server),
    Route("/.well-known/auth-configuration", auth_configuration.OPERATIONS, auth_configuration.auth_configuration),
    Route("/directory", directory.OPERATIONS, directory.directory),
    Route("/openapi.json", openapi.OPERATIONS, openapi.openapi),
    Route("/", login_history.FRONT, login_history.front),
    Route("/login-history", login_history.ENTRIES, login_history.entries),
    Route("/login-history/<entry>", login_history.ENTRY, login_history.entry),
)


def add_routes(app: Flask) -> None:
    """Lets the app answer under all of them, and describe them."""
    described = [(route.path, route.operations) for route in ROUTES]
    app.extensions["described_paths"] = [*described, ("/healthz", openapi.HEALTH)]
    for route in ROUTES:
        if route.is_asked_for_all:  # a rule without methods takes all, those that nobody has heard of included
            app.view_functions[route.path] = route.view
            app.url_map.add(app.url_rule_class(route.path, endpoint=route.path))
        else:
            app.add_url_rule(route.path, view_func=route.view, methods=route.methods)
