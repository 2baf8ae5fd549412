"""What introspection tells the org's own REST API beside: why a live token may not call it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from building import CONSUMER_KEY, NOW, SECRET, Server
from building.servers import INTROSPECT, a_server
from building.worlds import API_KEY, API_SECRET

AUTH = (API_KEY, API_SECRET)


def test_a_token_that_the_rest_api_will_refuse_is_not_prolonged_by_being_shown(
    new_server: Callable[..., Server],
) -> None:
    server = new_server(('scopes = ["api", "web", "refresh', 'scopes = ["id", "web", "refresh'))
    token = server.a_token()
    server.clock.advance(7000)
    assert server.introspect(token).json["exp"] == int(NOW) + 7200


REFUSED = [
    (('my_domain = "org1"', 'my_domain = "org1"\napi_enabled = false'), "org_has_no_api"),
    (
        ("[[users]]", '[[profiles]]\nname = "System Administrator"\napi_enabled = false\n\n[[users]]'),
        "user_has_no_api_permission",
    ),
    (('my_domain = "org1"', 'my_domain = "org1"\napi_access_control = true'), "api_access_control"),
]


@pytest.mark.parametrize(("change", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_the_api_learns_why_a_live_token_may_not_call_it_and_nobody_else_does(
    new_server: Callable[..., Server], change: tuple[str, str], why: str
) -> None:
    server = new_server(change)
    token = server.a_token()
    said = server.introspect(token).json
    assert (said["active"], said["orgless_api_refusal"]) == (True, why)
    own = server.post(INTROSPECT, {"token": token}, auth=(CONSUMER_KEY, SECRET))
    assert own.json == {name: value for name, value in said.items() if name != "orgless_api_refusal"}


def test_of_a_token_that_may_the_answer_has_no_such_member(shared: Server, new_server: Callable[..., Server]) -> None:
    assert "orgless_api_refusal" not in shared.introspect(shared.a_token()).json
    label = 'label = "Org2 Integration"\n'
    listed = (label, f"{label}allowed_by_api_access_control = true\n")
    server = new_server(('my_domain = "org1"', 'my_domain = "org1"\napi_access_control = true'), listed)
    assert "orgless_api_refusal" not in server.introspect(server.a_token()).json


def _same(text: str) -> tuple[str, str]:
    return text, text


DEAD = {
    "revoked": (_same("[org]"), "revoked"),
    "idle": (_same("[org]"), "its session ended, for nobody used it, at 2026-"),
    "frozen": (
        ('last_name = "Mustermann"', 'last_name = "Mustermann"\nfrozen = true'),
        "its user max@org1.example is frozen",
    ),
    "blocked": (
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\nblocked = true'),
        "its app Org2 Integration is blocked",
    ),
    "locked": (('my_domain = "org1"', 'my_domain = "org1"\nactive = false'), "Org1 is locked, closed"),
    "gone": (('username = "max@org1.example"', 'username = "maxine@org1.example"'), "its user is no longer in the"),
    "altered": (_same("[org]"), "no session of this org has it"),
}


@pytest.mark.parametrize("case", DEAD)
def test_the_api_learns_in_a_header_why_a_token_is_dead_and_nobody_else_does(tmp_path: Path, case: str) -> None:
    change, why = DEAD[case]
    before = a_server(tmp_path / "org")
    token = before.a_token()
    if case == "revoked":
        before.revoke(token)
    token = token[:-1] + ("x" if token[-1] != "x" else "y") if case == "altered" else token
    before.close()
    approvals = ('username = "max@org1.example"\nconnected_app', 'username = "erika@org1.example"\nconnected_app')
    after = a_server(tmp_path / "org", change, *([approvals] if case == "gone" else []))
    after.clock.advance(7200 if case == "idle" else 0)
    answer = after.introspect(token)
    assert (answer.status_code, answer.text) == (200, '{"active":false}')
    assert answer.headers["Orgless-Inactive"].startswith(why)
    own = after.post(INTROSPECT, {"token": token}, auth=(CONSUMER_KEY, SECRET))
    assert "Orgless-Inactive" not in own.headers
    after.close()
