"""Org1's authorization server: assertions in, access tokens out."""

import os

from flask import Flask

from plumbing.clock import Clock, system_clock
from plumbing.web import HostNames, answer_errors, serve_health, serve_known_hosts, told_plainly

from .answers import oauth_error, with_headers
from .endpoints import add_routes
from .endpoints.introspection import Introspection
from .endpoints.revocation import Revocation
from .grant import JwtBearerGrant
from .oauth_server import OAuthServer
from .services import Services, keep, load_services
from .settings import Settings
from .straight_way import with_straight_way
from .token_request import LONGEST_BODY

__all__ = ["Settings", "create_app"]

_STATIC = "/login-history/static"  # so that an instance, which has the pages too, has what belongs to them


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """The WSGI application, for example for ``gunicorn 'authserver:create_app()'``.

    Args:
        settings: Where the world is and how the server is called; read from the environment when not given.
        clock: Answers the time, in seconds since the epoch.

    Raises:
        SystemExit: Settings or files are bad; each problem was written to standard error, a line each.
    """
    with told_plainly():
        settings = settings or Settings.from_environment(os.environ)
        services = load_services(settings, clock)
    app, oauth = Flask(__name__, static_url_path=_STATIC), _oauth_server(services)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY + 1  # where a body without a length is cut off: longer ones show
    keep(app, services)
    app.extensions["oauth"] = oauth
    add_routes(app)
    serve_known_hosts(app, services.addresses, oauth_error)
    answer_errors(app, oauth_error)
    serve_health(app)
    hosts = HostNames(services.addresses)
    app.wsgi_app = with_straight_way(app, with_headers(app.wsgi_app), hosts, services)  # type: ignore[method-assign]
    return app


def _oauth_server(services: Services) -> OAuthServer:
    """Authlib's server with our grant and our endpoints."""
    oauth = OAuthServer(services.org)
    oauth.register_grant(JwtBearerGrant)
    oauth.register_endpoint(Introspection)
    oauth.register_endpoint(Revocation)
    return oauth
