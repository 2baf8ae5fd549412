"""What an examination found, in a form that is kept and shown."""

import json
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, a_token_request, an_assertion, compact, examined

from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.report import Report, restored, shown_claims


def report(*, parameters: Any = None, **claims: Any) -> Report:
    return examined(a_token_request(assertion=an_assertion(**claims), parameters=parameters)).report


def again(one: Report) -> Report:
    columns = {
        name: getattr(one, name) for name in ("at", "profile", "app_label", "username", "error", "error_description")
    }
    return restored(one.kept(), **columns)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": "x", "sub": '"x"', "exp": "1"},
        {"iss": None, "x": {"y": [1, None, "ü\0\u202e"]}},
        {"header": {"alg": "none", "kid": "k", "x5c": ["y"]}},
        {"x": "y" * 5000},
    ],
)
def test_what_is_kept_comes_back(claims: dict[str, Any]) -> None:
    one = report(**claims)
    assert again(one).to_json() == again(again(one)).to_json()
    assert again(one).to_json()["checks"] == one.to_json()["checks"]
    assert json.loads(json.dumps(one.to_json())) == one.to_json()
    assert not {"\n", "\t"} & set(one.kept())


def test_every_check_is_told_in_order_and_only_what_does_not_hold_has_a_reason() -> None:
    shown = report(aud="x").to_json()["checks"]
    assert [check["name"] for check in shown] == [check.name for check in ALL_CHECKS]
    assert [check["name"] for check in shown if "expected" in check] == ["audience_is_this_server"]


def test_of_the_header_three_members_are_kept() -> None:
    one = report(header={"kid": "k", "jku": "https://evil.example", "x5c": ["y"]})
    assert one.to_json()["header"] == {"alg": "RS256", "typ": "JWT", "kid": "k"}


def test_long_payloads_are_kept_without_their_values() -> None:
    kept = again(report(x="y" * 5000)).to_json()["claims"]
    assert set(kept) == {"iss", "sub", "aud", "exp", "x"}
    assert set(kept.values()) == {"…"}


def test_of_an_entry_that_an_earlier_version_wrote_unknown_checks_are_left_out() -> None:
    kept = json.dumps([[["no_check_of_today", "refused", "a", "b", "", ""]], True, {}, {}, ""])
    old = restored(kept, at=0.0, profile="salesforce", error="invalid_grant")
    assert old.refusal is None
    assert old.to_json()["refused_by"] is None


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ("", {}),
        (
            '{"a":1e400,"b":-1e400,"c":1.5,"d":true,"e":null,"f":7}',
            {"a": "Infinity", "b": "-Infinity", "c": 1.5, "d": True, "e": None, "f": 7},
        ),
        ('{"a":"\\u001b[31m\\u202e"}', {"a": "\\x1b[31m\\u202e"}),
        ('{"a":["x",{"b":1}]}', {"a": '["x", {"b": 1}]'}),
        ('{"client_secret":"abc","my_password":1}', {"client_secret": "…", "my_password": "…"}),
        (json.dumps({"a": "x" * 999}), {"a": "x" * 300}),
    ],
)
def test_claims_are_shown_bounded_printable_and_without_secrets(claims: str, shown: dict[str, Any]) -> None:
    assert shown_claims(claims) == shown


def test_a_consumer_secret_is_cut_out_wherever_it_was_pasted() -> None:
    for pasted in (SECRET, f'"{SECRET}"', f" {SECRET}\n"):
        one = report(
            iss=pasted, sub=pasted, x={"y": [pasted]}, jti=pasted, parameters={"client_id": pasted, pasted: "x"}
        )
        text = one.kept() + json.dumps(one.to_json())
        assert SECRET[:16] not in text
        assert one.to_json()["claims"]["sub"].strip('" \n') == "(a consumer secret)"


def test_what_is_no_secret_is_kept_as_it_came() -> None:
    claims = '{"iss": "' + CONSUMER_KEY + '",  "x": 1}'
    assert examined(compact('{"alg":"RS256"}', claims)).report.claims == claims
