"""The demo world under gunicorn with two workers per server, and clients that write their requests byte by byte."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from client_demo.key_files import load_private_key
from orgless.loading import LoadedWorld
from orgless.servers import Servers

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN = "/services/oauth2/token"
#: Longer than this nobody waits for an answer, in seconds: it is there so that a hang is a failure.
PATIENCE = 20.0


@dataclass(frozen=True)
class Said:
    """All that came over a connection, taken apart as one answer."""

    raw: bytes

    @property
    def status(self) -> int:
        """Its status code; 0 where nothing came."""
        return int(self.raw.split(b" ", 2)[1]) if self.raw else 0

    @property
    def head(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def text(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[2].decode("latin-1")

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Served:
    """The running servers."""

    servers: Servers
    world: LoadedWorld
    lines: list[str] = field(default_factory=list)

    @property
    def consumer_key(self) -> str:
        return self.world.org1_file.connected_apps[0].consumer_key

    @cached_property
    def private_key(self) -> RSAPrivateKey:
        return load_private_key(self.world.world.certs / self.world.org2_file.certificates[0].private_key_file)

    def assertion(self, **claims: Any) -> str:
        """A good assertion of this moment, but for what is given."""
        good = {
            "iss": self.consumer_key,
            "sub": "max@org1.example",
            "aud": "https://login.salesforce.com",
            "exp": int(time.time()) + 180,
        }
        return jwt.encode(good | claims, self.private_key, algorithm="RS256")

    def form(self, **claims: Any) -> bytes:
        """The body of a token request."""
        return urlencode({"grant_type": GRANT, "assertion": self.assertion(**claims)}).encode()

    def connect(self, url: str) -> socket.socket:
        """A connection to the server at the address."""
        parts = urlsplit(url)
        return socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE)

    def say(self, url: str, request: bytes) -> Said:
        """Sends these bytes, and nothing more; all that comes until the server closes."""
        with self.connect(url) as connection:
            with suppress(ConnectionError):  # it may have had enough
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
            return self.read(connection)

    def read(self, connection: socket.socket) -> Said:
        """All that comes until the server closes."""
        return Said(heard(connection))

    def post(self, url: str, path: str, body: bytes, *headers: str) -> Said:
        """A POST of a form, over a connection of its own."""
        return self.say(url, head("POST", url, path, *headers, f"Content-Length: {len(body)}") + body)

    def a_token(self) -> str:
        """A live access token."""
        answer = self.post(self.servers.login_url, TOKEN, self.form())
        assert answer.status == 200, answer.raw
        token: str = answer.json["access_token"]
        return token

    def call(self, token: str, path: str = "/services/data/v67.0/limits") -> Said:
        """A GET of the API with a bearer token."""
        url = self.servers.instance_url
        return self.say(url, head("GET", url, path, f"Authorization: Bearer {token}"))


def head(method: str, url: str, path: str, *headers: str) -> bytes:
    """A request up to its body, which is a form; the connection is closed after the answer."""
    lines = (
        f"{method} {path} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        "Connection: close",
        *_form(headers),
        *headers,
    )
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"


def _form(headers: tuple[str, ...]) -> tuple[str, ...]:
    is_typed = any(header.lower().startswith("content-type:") for header in headers)
    return () if is_typed else ("Content-Type: application/x-www-form-urlencoded",)


def heard(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    text = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            text += piece
    return text


LINE = b"POST @path@ HTTP/1.1\r\n"
KNOWN = b"Host: @host@\r\nConnection: close\r\nAuthorization: Bearer @token@\r\n"
LENGTH, CHUNKED = b"Content-Length: @length@\r\n", b"Transfer-Encoding: chunked\r\n"
ONE_CHUNK = b"@hex@\r\n@body@\r\n0\r\n\r\n"


def a_request(*lines: bytes, line: bytes = LINE, known: bytes = KNOWN, body: bytes = b"@body@") -> bytes:
    """A request but for what is given; what stands between @ is put in for each server."""
    return line + known + b"Content-Type: @type@\r\n" + b"".join(lines) + b"\r\n" + body


@dataclass(frozen=True)
class Target:
    """One of the servers, with a request that it answers well."""

    served: Served
    url: str
    path: bytes
    kind: bytes
    body: bytes
    token: bytes

    def say(self, template: bytes) -> Said:
        """Sends the request, made for this server."""
        parts = {
            b"@path@": self.path,
            b"@host@": self.url.removeprefix("http://").encode(),
            b"@type@": self.kind,
            b"@token@": self.token,
            b"@length@": str(len(self.body)).encode(),
            b"@hex@": f"{len(self.body):x}".encode(),
            b"@body@": self.body,
        }
        for name, value in parts.items():
            template = template.replace(name, value)
        return self.served.say(self.url, template)

    def is_well(self) -> bool:
        """Whether it still answers as it should."""
        return self.say(a_request(LENGTH)).status in {200, 201}


@pytest.fixture(scope="session")
def served(demo_world: LoadedWorld) -> Iterator[Served]:
    """The demo world, served once for all tests of a process, and what the servers log."""
    lines: list[str] = []
    with Servers(demo_world, on_line=lines.append) as servers:
        yield Served(servers, demo_world, lines)


@pytest.fixture(params=["login", "instance", "org2"])
def target(served: Served, request: pytest.FixtureRequest) -> Iterator[Target]:
    """Each of the servers, whose log shows no failure afterwards."""
    json, token = b"application/json", served.a_token().encode()
    callout = b'{"named_credential": "Org1", "path": "/services/data"}'
    made = {
        "login": (served.servers.login_url, TOKEN.encode(), b"application/x-www-form-urlencoded", served.form()),
        "instance": (served.servers.instance_url, b"/services/data/v67.0/sobjects/Account", json, b'{"Name": "x"}'),
        "org2": (served.servers.org2_url, b"/callouts", json, callout),
    }
    yield Target(served, *made[request.param], b"none" if request.param == "login" else token)
    assert not [line for line in served.lines if "Traceback" in line or "[ERROR]" in line]
