"""What leads the clients here, and lets nothing out."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from interop.front import Front


class Echo(BaseHTTPRequestHandler):
    """Answers the Host header and the body."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Orgless-Host", self.headers["Host"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its base class calls it so
        """Says nothing."""


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        with Front({"login.salesforce.com": server.server_port}, tmp_path) as front:
            yield front
        server.shutdown()


@pytest.fixture
def client(front: Front) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=str(front.authority_file))
    with httpx.Client(proxy=front.url, verify=trusted, trust_env=False) as client:
        yield client


def test_a_request_and_its_answer_are_passed_on_as_they_are(client: httpx.Client) -> None:
    body = bytes(range(256)) * 4096
    for _ in range(2):  # the second one through the connection of the first
        answer = client.post("https://login.salesforce.com/services/oauth2/token", content=body)
        assert (answer.headers["Orgless-Host"], answer.content) == ("login.salesforce.com", body)


@pytest.mark.parametrize("url", ["https://example.com/", "https://login.salesforce.com:8443/"])
def test_no_other_host_or_port_is_let_through(front: Front, client: httpx.Client, url: str) -> None:
    with pytest.raises(httpx.ProxyError, match="403"):
        client.get(url)
    host = url.removeprefix("https://").rstrip("/")
    assert front.refused == [f"CONNECT {host if ':' in host else f'{host}:443'}"]


def test_a_plain_request_is_not_let_through(front: Front, client: httpx.Client) -> None:
    assert client.get("http://login.salesforce.com/").status_code == 403
    assert front.refused == ["GET http://login.salesforce.com/"]
