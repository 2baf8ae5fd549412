"""The three apps as anybody would start them: gunicorn's own command, two workers each, set up by the environment."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from client_demo.key_files import load_private_key
from orgless.loading import LoadedWorld

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
USERS, EXCHANGES_EACH = 20, 50


@dataclass(frozen=True)
class Apps:
    login_url: str
    api_url: str
    org2_url: str
    consumer_key: str
    private_key: RSAPrivateKey


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def gunicorn(app: str, port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", f"{app}:create_app()", "-b", f"127.0.0.1:{port}", "-w", "2"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "-k", "gthread", "--threads", "4", "--no-control-socket"],
            cwd=log.parent,
            env={**os.environ, **environment},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        until_healthy(port, process, log)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"it does not start: {log.read_text()}")


@pytest.fixture(scope="module")
def apps(demo_world: LoadedWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apps]:
    folder = tmp_path_factory.mktemp("bare")
    world = folder / "world"
    shutil.copytree(demo_world.world.folder, world)
    users = "".join(
        f'\n[[users]]\nusername = "user{number}@org1.example"\nemail = "user{number}@example.com"\n'
        f'last_name = "User {number}"\nprofile = "System Administrator"\n'
        for number in range(USERS)
    )
    (world / "org1.toml").write_text((world / "org1.toml").read_text(encoding="utf-8") + users, encoding="utf-8")
    api = next(app for app in demo_world.org1_file.connected_apps if app.introspect_all_tokens)
    login, instance, org2 = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
    environment = {
        "ORGLESS_WORLD": str(world),
        "ORGLESS_CERTS": str(demo_world.world.certs),
        "ORGLESS_STATE": str(folder / "state"),
        "ORGLESS_LOGIN_URL": login,
        "ORGLESS_INSTANCE_URL": instance,
        "ORGLESS_ORG2_URL": org2,
        "ORGLESS_API_CONSUMER_KEY": api.consumer_key,
        "ORGLESS_API_CONSUMER_SECRET_FILE": str(demo_world.world.certs / str(api.consumer_secret_file)),
        "ORGLESS_API_ALSO_KNOWN_AS": demo_world.org1.my_domain_url,
        "ORGLESS_ADDRESS_BOOK": f"https://login.salesforce.com={login} {demo_world.org1.my_domain_url}={instance}",
    }
    with ExitStack() as running:
        for app, url in (("authserver", login), ("resource_api", instance), ("client_demo", org2)):
            running.enter_context(gunicorn(app, int(url.rpartition(":")[2]), environment, folder / f"{app}.log"))
        certificate = demo_world.org2_file.certificates[0]
        key = load_private_key(demo_world.world.certs / certificate.private_key_file)
        yield Apps(login, instance, org2, demo_world.org1_file.connected_apps[0].consumer_key, key)


def exchange_and_call(apps: Apps, number: int) -> list[str]:
    """Exchanges and calls of one user, who ends the session now and then; answers the tokens."""
    tokens = []
    with httpx.Client() as client:
        for turn in range(EXCHANGES_EACH):
            claims = {
                "iss": apps.consumer_key,
                "sub": f"user{number}@org1.example",
                "aud": "https://login.salesforce.com",
                "exp": int(time.time()) + 180,
            }
            form = {"grant_type": GRANT, "assertion": jwt.encode(claims, apps.private_key, algorithm="RS256")}
            answer = client.post(f"{apps.login_url}/services/oauth2/token", data=form)
            assert answer.status_code == 200, answer.text
            tokens.append(answer.json()["access_token"])
            header = {"Authorization": f"Bearer {tokens[-1]}"}
            for _ in range(2):  # whichever workers answer
                called = client.get(
                    f"{apps.api_url}/services/data/v67.0/query?q=SELECT+Id+FROM+Account", headers=header
                )
                assert called.status_code == 200, called.text
            if turn % 10 == 9:
                assert client.post(f"{apps.login_url}/services/oauth2/revoke", data={"token": tokens[-1]}).is_success
                assert client.get(f"{apps.api_url}/services/data/v67.0", headers=header).status_code == 401
    return tokens


def test_a_thousand_exchanges_and_the_calls_after_them_succeed_on_every_worker(apps: Apps) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = [
            token for one in pool.map(lambda number: exchange_and_call(apps, number), range(USERS)) for token in one
        ]
    assert len(tokens) == 1000
    assert len(set(tokens)) == USERS * EXCHANGES_EACH // 10
    history = httpx.get(f"{apps.login_url}/login-history?limit=500", headers={"Accept": "application/json"}).json()
    assert [entry["outcome"] for entry in history["entries"]] == ["accepted"] * 500


def test_org2_calls_through_the_apps_that_were_started_alone(apps: Apps) -> None:
    callout = {"named_credential": "Org1", "path": "/services/data/v67.0/limits"}
    for _ in range(6):
        answer = httpx.post(f"{apps.org2_url}/callouts", json=callout)
        assert answer.json()["response"]["status"] == 200


def test_an_app_without_its_settings_says_which_and_ends(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORGLESS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "authserver:create_app()", "-b", "127.0.0.1:0", "--no-control-socket"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 4
    assert "environment: ORGLESS_WORLD: is not set: name the folder that holds org1.toml" in ended.stderr
    assert "Traceback" not in ended.stderr
