"""Security contract D and L5, on SQLite with two workers of real processes: once is once, also after a crash."""

import os
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from served_world import TOKEN, Served, head

from orgless.servers import ServerOptions, Servers

AT_ONCE = 64


def errors_of(served: Served, forms: list[bytes]) -> Counter[tuple[int, str]]:
    """How often each status and error is answered to all of them, posted at the same moment."""
    url, start = served.servers.login_url, threading.Barrier(len(forms))

    def post(form: bytes) -> tuple[int, str]:
        request = head("POST", url, TOKEN, f"Content-Length: {len(form)}") + form
        with served.connect(url) as connection:
            start.wait(30)
            connection.sendall(request)
            answer = served.read(connection)
        return answer.status, answer.json.get("error", "")

    with ThreadPoolExecutor(len(forms)) as pool:
        return Counter(pool.map(post, forms))


def test_d1_d2_of_64_simultaneous_posts_of_one_assertion_exactly_one_succeeds(served: Served) -> None:
    for number in range(3):
        form = served.form(jti=f"posted 64 times, {number}")
        assert errors_of(served, [form] * AT_ONCE) == {(200, ""): 1, (400, "bad_jti_claim"): AT_ONCE - 1}


def test_d1_of_64_assertions_with_one_id_exactly_one_succeeds(served: Served) -> None:
    forms = [served.form(jti="in 64 texts", x=number) for number in range(AT_ONCE)]
    assert errors_of(served, forms) == {(200, ""): 1, (400, "bad_jti_claim"): AT_ONCE - 1}


def test_d3_64_forgeries_do_not_burn_the_id_of_a_good_assertion(served: Served) -> None:
    form = served.form(jti="not to be burnt")
    forged = form[:-8] + (b"AAAAAAAA" if not form.endswith(b"AAAAAAAA") else b"AAAAAAAQ")
    assert errors_of(served, [forged] * AT_ONCE) == {(400, "invalid_grant"): AT_ONCE}
    assert errors_of(served, [form]) == {(200, ""): 1}


def test_d4_l5_a_crash_loses_neither_used_ids_nor_revocations(served: Served, tmp_path: Path) -> None:
    loaded = replace(served.world, world=replace(served.world.world, state=tmp_path / "state"))
    used = served.form(jti="used before the crash")
    with Servers(loaded, ServerOptions(workers=1), on_line=lambda _line: None) as servers:
        before = Served(servers, loaded)
        assert before.post(servers.login_url, TOKEN, used).status == 200
        revoked = before.a_token()
        assert before.post(servers.login_url, "/services/oauth2/revoke", f"token={revoked}".encode()).status == 200
        live = before.a_token()
        for process in servers._processes:
            os.killpg(process.pid, signal.SIGKILL)
    with Servers(loaded, ServerOptions(workers=1), on_line=lambda _line: None) as servers:
        after = Served(servers, loaded)
        answer = after.post(servers.login_url, TOKEN, used)
        assert (answer.status, answer.json["error"]) == (400, "bad_jti_claim")
        assert after.call(revoked).status == 401
        assert after.call(live).status == 200
        assert revoked != live == after.a_token()


def test_g9_a_revoked_token_is_refused_at_once_by_every_worker(served: Served) -> None:
    token = served.a_token()
    with ThreadPoolExecutor(8) as pool:
        assert {answer.status for answer in pool.map(served.call, [token] * 24)} == {200}
        assert (
            served.post(served.servers.instance_url, "/services/oauth2/revoke", f"token={token}".encode()).status == 200
        )
        assert {answer.status for answer in pool.map(served.call, [token] * 24)} == {401}
