"""Lets one server answer for all orgs of a world: by host, by path prefix, by the org's id in an identity URL."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from plumbing.web import told_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: The variable by which a server is told that it answers for several orgs, and how each is set up.
VARIABLE = "ORGLESS_ORGS"
#: Where an authorization server describes itself, before the path of its own address (RFC 8414 3).
_METADATA = "/.well-known/oauth-authorization-server"
#: Two ids of one org agree so far, whatever their suffix.
_SHORT_ID = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgOfServer:
    """One of the orgs that a server answers for.

    Args:
        prefix: What stands before its paths; empty for the main org.
        hosts: The host names that are its own.
        org_id: Its id.
        variables: What its apps are told in the place of the server's own environment.
    """

    prefix: str
    hosts: tuple[str, ...]
    org_id: str
    variables: Mapping[str, str]


def to_variable(orgs: Sequence[OrgOfServer]) -> str:
    """The orgs as text, for ``VARIABLE``."""
    return json.dumps([asdict(org) for org in orgs])


def create_apps(
    make: Callable[[Mapping[str, str]], WSGIApplication], environment: Mapping[str, str]
) -> WSGIApplication:
    """The app of a world's only org, or the apps of all orgs behind a dispatcher.

    Args:
        make: Makes the app of one org from its environment.
        environment: The server's own.

    Raises:
        SystemExit: Settings or files are bad; each problem was written to standard error, a line each.
    """
    with told_plainly():
        text = environment.get(VARIABLE, "")
        if not text:
            return make(environment)
        orgs = [OrgOfServer(**one) for one in json.loads(text)]
        return OrgDispatch([(org, make({**environment, **org.variables})) for org in orgs])


class OrgDispatch:
    """A WSGI app that hands each request to the app of the org that is meant.

    Args:
        apps: Each org with its app, the main org first: it answers where no other is meant.
    """

    def __init__(self, apps: Sequence[tuple[OrgOfServer, WSGIApplication]]) -> None:
        self._main = apps[0][1]
        self._by_prefix = {org.prefix: app for org, app in apps[1:]}
        self._by_host: dict[str, WSGIApplication] = {}
        for org, app in apps:
            for host in org.hosts:
                self._by_host.setdefault(host, app)
        self._by_id = {org.org_id[:_SHORT_ID]: app for org, app in apps}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request; behind a prefix the org's app finds its usual paths (PEP 3333, SCRIPT_NAME)."""
        path = environ.get("PATH_INFO", "")
        prefix, inner_path = _split(path)
        if app := self._by_prefix.get(prefix):
            inner = {"SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix, "PATH_INFO": inner_path}
            return app(environ | inner, start_response)
        host = environ.get("HTTP_HOST", "").lower()
        app = self._by_host.get(host) or self._of_identity_url(path) or self._main
        return app(environ, start_response)

    def _of_identity_url(self, path: str) -> WSGIApplication | None:
        parts = path.split("/", 3)
        return self._by_id.get(parts[2][:_SHORT_ID]) if parts[:2] == ["", "id"] and len(parts) > 2 else None  # noqa: PLR2004


def _split(path: str) -> tuple[str, str]:
    """What may be an org's prefix, and the path behind it; in the address of its metadata it stands last."""
    if path.startswith(f"{_METADATA}/"):
        return path.removeprefix(_METADATA), _METADATA
    prefix = "/".join(path.split("/", 3)[:3])
    return prefix, path[len(prefix) :] or "/"
