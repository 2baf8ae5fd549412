"""The app as it is deployed: several worker processes with threads, and an authorization server over a socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from resource_api.records.seed import SAMPLE_RECORDS

ROOT = Path(__file__).parents[2]
V67 = "/services/data/v67.0"


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # the standard library's five are too few for a dozen threads at once


class _Introspection(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        said = {
            "active": asked == b"token=good",
            "scope": "api",
            "sub": "http://x/id/00Dxx0000001gPLEAY/005xx0000000001",
        }
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def login_url() -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Introspection)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["", "--preload"])
def instance(request: pytest.FixtureRequest, login_url: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of ``gunicorn 'resource_api:create_app()'`` with three workers of four threads."""
    (tmp_path / "api.secret").write_text("hush", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    variables = os.environ | {
        "ORGLESS_STATE": str(tmp_path / "state"),
        "ORGLESS_API_CONSUMER_KEY": "3MVG9api",
        "ORGLESS_API_CONSUMER_SECRET_FILE": str(tmp_path / "api.secret"),
        "ORGLESS_LOGIN_URL": login_url,
    }
    command = [sys.executable, "-m", "gunicorn", "-b", address, "-w", "3", "-k", "gthread", "--threads", "4"]
    command += [part for part in [request.param, "--log-level", "warning", "resource_api:create_app()"] if part]
    process = subprocess.Popen(command, env=variables, cwd=ROOT)
    with httpx.Client(base_url=f"http://{address}", headers={"Authorization": "Bearer good"}, timeout=30) as client:
        _wait(client, process)
        yield client
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "gunicorn ended"
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("gunicorn did not answer")


def test_all_workers_share_records_usage_and_one_set_of_samples(instance: httpx.Client) -> None:
    def use(number: int) -> str:
        made = instance.post(f"{V67}/sobjects/Account", json={"Name": f"made {number}"})
        assert made.status_code == 201, made.text
        identifier: str = made.json()["id"]
        assert instance.get(f"{V67}/sobjects/Account/{identifier}").json()["Name"] == f"made {number}"
        return identifier

    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(use, range(60)))
    assert len(set(ids)) == 60
    samples = SAMPLE_RECORDS.read_text(encoding="utf-8").count('"type": "Account"')
    counted = instance.get(f"{V67}/query", params={"q": "SELECT COUNT() FROM Account"})
    assert counted.json()["totalSize"] == samples + 60
    assert counted.headers["Sforce-Limit-Info"] == "api-usage=121/15000"
    assert instance.get(f"{V67}/limits", headers={"Authorization": "Bearer bad"}).status_code == 401


@pytest.mark.parametrize("body", [b"zz\r\n{}\r\n0\r\n\r\n", b'5\r\n{"Name": "x"}\r\n0\r\n\r\n'])
def test_a_chunk_that_is_none_is_the_clients_mistake(instance: httpx.Client, body: bytes) -> None:
    url = instance.base_url
    head = (
        f"POST {V67}/sobjects/Account HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nAuthorization: Bearer good\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port or 0), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
