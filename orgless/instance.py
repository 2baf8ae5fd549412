"""An org's own address, its My Domain: the REST API, and beside it what the login host answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from authserver import Settings as AuthorizationServerSettings
from authserver import create_app as create_authorization_server
from resource_api import Settings as RestApiSettings
from resource_api import create_app as create_rest_api

from .org_dispatch import create_apps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: What a My Domain answers as the login host does; all other paths are the REST API's.
AUTHORIZATION_SERVER_PATHS = ("/services/oauth2", "/id", "/.well-known", "/login-history")


class Instance:
    """The WSGI app of an instance: each request goes to the app that its path belongs to.

    Args:
        authorization_server: Answers the paths in ``AUTHORIZATION_SERVER_PATHS`` and below.
        rest_api: Answers all others.
    """

    def __init__(self, authorization_server: WSGIApplication, rest_api: WSGIApplication) -> None:
        self.authorization_server = authorization_server
        self.rest_api = rest_api

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request; a browser is led from the address itself to the Login History, as by the login host."""
        path = environ.get("PATH_INFO", "")
        of_login = any(path == prefix or path.startswith(f"{prefix}/") for prefix in AUTHORIZATION_SERVER_PATHS)
        of_login |= path == "/" and "text/html" in environ.get("HTTP_ACCEPT", "")
        return (self.authorization_server if of_login else self.rest_api)(environ, start_response)


def create_instance() -> WSGIApplication:
    """Both apps of each org, as the environment describes them; they share the state folder with the login host."""
    return create_apps(_instance, os.environ)


def _instance(variables: Mapping[str, str]) -> WSGIApplication:
    login = create_authorization_server(AuthorizationServerSettings.from_environment(variables))
    return Instance(login, create_rest_api(RestApiSettings.from_environment(variables)))
