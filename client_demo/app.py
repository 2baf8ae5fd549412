"""Puts Org2 together: its file, its tokens, its way out, its pages."""

import os
import threading
from collections.abc import Callable

import httpx
from flask import Flask

from plumbing.clock import Clock, system_clock
from plumbing.web import answer_errors, quiet, serve_health, serve_known_hosts, told_plainly

from . import callouts_api, pages
from .address_book import AddressBookTransport
from .flow import Org2Caller
from .guard import LARGEST_REQUEST_BYTES, add_security_headers, error_body, refuse_cross_site
from .login_history import LoginHistory
from .org2_file import load_org2
from .settings import Settings
from .token_cache import TokenCache


def create_app(
    settings: Settings | None = None, *, clock: Clock = system_clock, transport: httpx.BaseTransport | None = None
) -> Flask:
    """Org2 as a WSGI app.

    Args:
        settings: What it is started with; the environment's variables when None.
        clock: The time that assertions are signed at.
        transport: Makes the connections to actual addresses; real ones when None.

    Raises:
        SystemExit: A setting or a file is bad; the reasons were written to standard error.
    """
    quiet("httpx")
    quiet("httpcore")
    with told_plainly():
        settings = settings or Settings.from_environment(os.environ)
        org2 = load_org2(settings.world / "org2.toml", settings.certs)
        tokens = TokenCache(settings.database_url)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    clients = _ClientPerProcess(lambda: _client(settings, transport))

    def caller() -> Org2Caller:
        return Org2Caller(org2, clients.client(), tokens, clock)

    def login_history() -> LoginHistory:
        return LoginHistory(clients.client(), settings.address_book, clock)

    app.register_blueprint(pages.blueprint(org2, settings, caller, login_history))
    app.register_blueprint(callouts_api.blueprint(org2, caller))
    serve_health(app)
    answer_errors(app, error_body)
    serve_known_hosts(app, [settings.org2_url], error_body)
    refuse_cross_site(app)
    add_security_headers(app)
    return app


def _client(settings: Settings, transport: httpx.BaseTransport | None) -> httpx.Client:
    # Every callout has a connection of its own: none that the other side is just closing is ever used again.
    inner = transport or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
    book = AddressBookTransport(settings.address_book, inner, call_real_salesforce=settings.call_real_salesforce)
    return httpx.Client(transport=book, trust_env=False)


class _ClientPerProcess:
    """A client that each process makes when it first needs one, so that nothing is carried over a fork."""

    def __init__(self, make: Callable[[], httpx.Client]) -> None:
        self._make = make
        self._made: tuple[int, httpx.Client] | None = None
        self._lock = threading.Lock()

    def client(self) -> httpx.Client:
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = (os.getpid(), self._make())
            return self._made[1]
