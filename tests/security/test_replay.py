"""Security contract D and L5: an assertion's id is good once, for every thread, process and start of the server."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from building import NOW, TOKEN, Server, a_form, an_assertion, private_key

AT_ONCE = 64


def test_of_64_simultaneous_uses_of_an_id_exactly_one_succeeds(
    new_server: Callable[..., Server], database_url: str
) -> None:
    servers = [new_server(database_url=database_url) for _ in range(4)]
    assertions = [an_assertion(jti="once", exp=int(NOW) + 100 + number) for number in range(AT_ONCE)]
    start = threading.Barrier(AT_ONCE)

    def use(number: int) -> tuple[int, str]:
        start.wait(30)
        answer = servers[number % 4].request_token(assertions[number])
        return answer.status_code, answer.json.get("error", "")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(use, range(AT_ONCE)))
    assert sorted(answers) == [(200, ""), *[(400, "bad_jti_claim")] * (AT_ONCE - 1)]


def test_different_ids_do_not_get_in_each_others_way(new_server: Callable[..., Server], database_url: str) -> None:
    servers = [new_server(database_url=database_url) for _ in range(2)]
    assertions = [an_assertion(jti=f"id-{number}") for number in range(AT_ONCE)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: servers[number % 2].request_token(assertions[number]), range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["access_token"] for answer in answers}) == 1
    assert all(server.is_live(answers[0].json["access_token"]) for server in servers)


_USE_ONCE = """
import sys
from pathlib import Path
from building import FORM, TOKEN, StoppedClock
from building.servers import HOST
from authserver import Settings, create_app

folder, assertion, database_url = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = create_app(
    Settings(world=folder, certs=folder / "certs", state=folder / "state", database_url=database_url,
             token_key_file=folder / "state" / "token.key"),
    clock=StoppedClock(),
)
form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
print("ready", flush=True)
sys.stdin.readline()
print(app.test_client().post(TOKEN, data=form, headers={"Host": HOST}).status_code)
"""


def test_of_several_processes_one_succeeds(server: Server) -> None:
    words = [str(server.settings.world), an_assertion(jti="once"), server.settings.database_url]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(str(place) for place in Path(__file__).parents[1:3])}
    processes = [
        Popen([sys.executable, "-c", _USE_ONCE, *words], stdin=PIPE, stdout=PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    statuses = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert statuses == ["200", "400", "400"]


@pytest.mark.parametrize(
    "forged",
    [
        lambda: a_form(assertion=an_assertion(jti="mine", key=private_key("Old_Integration"))),
        lambda: a_form(assertion=an_assertion(jti="mine", aud="https://evil.example")),
        lambda: a_form(assertion=an_assertion(jti="mine", exp=1)),
        lambda: a_form(assertion=an_assertion(jti="mine", sub="erika@org1.example")),
        lambda: a_form(assertion=an_assertion(jti="mine", header={"alg": "HS256"})),
        lambda: a_form(assertion=an_assertion(jti="mine"), grant_type="x"),
        lambda: a_form(assertion=an_assertion(jti="mine"), client_secret="wrong"),
    ],
    ids=["signature", "audience", "expiry", "user", "algorithm", "grant type", "secret"],
)
def test_a_request_that_is_refused_does_not_burn_the_id(server: Server, forged: Callable[[], dict[str, str]]) -> None:
    assert server.post(TOKEN, forged()).status_code in {400, 401}
    assert server.request_token(an_assertion(jti="mine")).status_code == 200


def test_the_memory_of_ids_and_sessions_survives_a_restart(
    new_server: Callable[..., Server], database_url: str
) -> None:
    before = new_server(database_url=database_url)
    token = before.a_token(jti="once")
    login = before.request_token(an_assertion(aud="x")).headers["Orgless-Login"]
    before.close()
    after = new_server(database_url=database_url)
    assert after.request_token(an_assertion(jti="once")).json["error"] == "bad_jti_claim"
    assert after.is_live(token)
    assert after.a_token() == token
    assert after.get(login.removeprefix(after.settings.login_url)).status_code == 200
    after.revoke(token)
    after.close()
    assert not new_server(database_url=database_url).is_live(token)


def test_an_id_is_refused_for_as_long_as_its_assertion_could_be_used(server: Server) -> None:
    assertion = an_assertion(jti="once", exp=int(NOW) + 180)
    assert server.request_token(assertion).status_code == 200
    server.clock.advance(180 + 179)
    assert server.request_token(assertion).json["error"] == "bad_jti_claim"
    server.clock.advance(2)
    assert server.request_token(assertion).json["error_description"] == "expired authorization code"


def test_ids_of_odd_text_are_kept_apart(new_server: Callable[..., Server], database_url: str) -> None:
    server = new_server(database_url=database_url)
    ids = ["a", "A", "a ", "ä", "a\u0308", "%", "_", "'", "a\n", "\u202e", "😀", "x" * 256]
    for jti in ids:
        assert server.request_token(an_assertion(jti=jti)).status_code == 200, jti
    for jti in ids:
        assert server.request_token(an_assertion(jti=jti)).status_code == 400, jti


def test_an_assertion_without_an_id_may_come_again_until_it_expires(either_server: Server) -> None:
    assertion = an_assertion()
    assert [either_server.request_token(assertion).status_code for _ in range(2)] == [200, 200]
    either_server.clock.advance(500)
    assert either_server.request_token(assertion).status_code == 400
