"""Where a scenario is played: against started servers, or against the same apps in this process without sockets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from authserver import Settings as AuthorizationServerSettings
from authserver import create_app as create_authorization_server
from client_demo.address_book import TransportPerOrigin
from orgless import wiring
from orgless.instance import Instance
from orgless.loading import LoadedWorld
from orgless.servers import ServerOptions, Servers
from orgless.wiring import Addresses
from plumbing.clock import Clock, system_clock
from resource_api import create_app as create_rest_api
from resource_api.settings import Settings as RestApiSettings

_IN_PROCESS = Addresses("http://127.0.0.1:8001", "http://127.0.0.1:8002", "http://127.0.0.1:8003")


@dataclass(frozen=True, slots=True)
class Stage:
    """Org1's two servers, and how they are reached."""

    login_url: str
    instance_url: str
    transport: httpx.BaseTransport = field(repr=False)


@contextmanager
def on_servers(loaded: LoadedWorld, profile: str, *, on_line: Callable[[str], None]) -> Iterator[Stage]:
    """Started servers on free ports.

    Args:
        loaded: The world that they serve.
        profile: ``salesforce`` or ``strict``.
        on_line: Called with each line that a server logs.

    Raises:
        ToldError: A server does not start.
        BadFileError: The world has no app for the REST API.
    """
    with (
        Servers(loaded, ServerOptions(profile=profile), on_line=on_line) as servers,
        httpx.HTTPTransport() as transport,
    ):
        yield Stage(servers.login_url, servers.instance_url, transport)


@contextmanager
def in_process(loaded: LoadedWorld, profile: str, *, state: Path, clock: Clock = system_clock) -> Iterator[Stage]:
    """The apps themselves, called through WSGI.

    Args:
        loaded: The world that they serve.
        profile: ``salesforce`` or ``strict``.
        state: A folder for what they remember.
        clock: Their time.
    """
    variables = wiring.environments(loaded, _IN_PROCESS, state=state, profile=profile, inherited={})[wiring.INSTANCE]
    login = create_authorization_server(AuthorizationServerSettings.from_environment(variables), clock=clock)
    to_login = httpx.WSGITransport(login.wsgi_app)

    def open_instance() -> httpx.BaseTransport:
        api = create_rest_api(RestApiSettings.from_environment(variables), clock=clock, transport=to_login)
        return httpx.WSGITransport(Instance(login.wsgi_app, api.wsgi_app))

    transport = TransportPerOrigin(
        {_IN_PROCESS.login_url: to_login, _IN_PROCESS.instance_url: _WhenCalled(open_instance)}
    )
    yield Stage(_IN_PROCESS.login_url, _IN_PROCESS.instance_url, transport)


class _WhenCalled(httpx.BaseTransport):
    """A transport that is made when it is first used: most scenarios never reach the API, whose start takes time."""

    def __init__(self, make: Callable[[], httpx.BaseTransport]) -> None:
        self._make = make
        self._made: httpx.BaseTransport | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._made = self._made or self._make()
        return self._made.handle_request(request)
