"""The login host: the authorization servers of all orgs of a world at one address."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from authserver import Settings, create_app

from .org_dispatch import create_apps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed.wsgi import WSGIApplication


def create_login_host() -> WSGIApplication:
    """The authorization server of each org, as the environment describes them."""
    return create_apps(_login, os.environ)


def _login(variables: Mapping[str, str]) -> WSGIApplication:
    return create_app(Settings.from_environment(variables))
