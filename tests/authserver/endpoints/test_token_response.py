"""A token response: its members, headers and methods, and that a repeated grant finds the same token."""

import json
import re
from collections.abc import Callable

import pytest
from building import (
    CONSUMER_KEY,
    FORM,
    OLD_KEY,
    SECRET,
    TOKEN,
    Server,
    a_form,
    an_assertion,
    private_key,
)
from building.servers import HOST

CACHE_CONTROL = "no-cache,must-revalidate,max-age=0,no-store,private"


def test_success_has_the_members_of_the_samples_in_their_order(shared: Server) -> None:
    answer = shared.request_token()
    assert answer.status_code == 200
    assert list(answer.json) == ["access_token", "scope", "instance_url", "id", "token_type"]
    body = answer.json
    assert re.fullmatch(r"00Dxx0000001gPL!AQ[A-Za-z0-9._]{94}", body["access_token"])
    assert len(body["access_token"]) == 112
    assert body["scope"] == "api web"
    assert body["instance_url"] == "http://127.0.0.1:8002"
    assert re.fullmatch(r"http://127\.0\.0\.1:8001/id/00Dxx0000001gPLEAY/005\w{15}", body["id"])
    assert body["token_type"] == "Bearer"
    assert answer.text == json.dumps(body, separators=(",", ":"))


def test_success_carries_the_captured_headers_and_names_the_login(shared: Server) -> None:
    headers = shared.request_token().headers
    assert headers["Content-Type"] == "application/json;charset=UTF-8"
    assert headers["Cache-Control"] == CACHE_CONTROL
    assert headers["Pragma"] == "no-cache"
    assert headers["Expires"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "none"
    assert "Strict-Transport-Security" in headers
    assert "WWW-Authenticate" not in headers
    cookies = {cookie.partition("=")[0] for cookie in headers.getlist("Set-Cookie")}
    assert cookies == {"BrowserId", "CookieConsentPolicy"}
    assert headers["Orgless-Login"].startswith("http://127.0.0.1:8001/login-history/")


def test_a_refusal_carries_no_challenge_but_where_credentials_were_wrong(shared: Server) -> None:
    assert "WWW-Authenticate" not in shared.request_token(an_assertion(aud="x")).headers
    answer = shared.post(TOKEN, a_form(), auth=(CONSUMER_KEY, "wrong"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="OAuth client"')


def test_a_repeated_grant_answers_the_same_token_until_it_is_dead(server: Server) -> None:
    first = server.a_token()
    assert server.a_token() == first
    server.revoke(first)
    second = server.a_token()
    assert second != first
    server.clock.advance(7201)
    third = server.a_token(exp=int(server.clock.now) + 60)
    assert third not in {first, second}
    assert [server.is_live(token) for token in (first, second, third)] == [False, False, True]


def test_a_repeated_grant_prolongs_the_session(server: Server) -> None:
    token = server.a_token()
    server.clock.advance(7000)
    assert server.a_token(exp=int(server.clock.now) + 60) == token
    server.clock.advance(7000)
    assert server.is_live(token)


def test_another_app_gets_another_token_for_the_same_user(shared: Server) -> None:
    other = shared.request_token(an_assertion(iss=OLD_KEY, key=private_key("Old_Integration"))).json
    assert other["access_token"] != shared.a_token()
    assert other["scope"] == "api"


@pytest.mark.parametrize("extra", ["client_id", "client_secret", "scope", "redirect_uri", "format"])
def test_parameters_that_the_flow_does_not_need_do_no_harm(either_shared: Server, extra: str) -> None:
    value = {"client_id": CONSUMER_KEY, "client_secret": SECRET}.get(extra, "api full")
    answer = either_shared.request_token(**{extra: value})
    assert (answer.status_code, answer.json["scope"]) == (200, "api web")


def test_empty_client_credentials_are_ignored_and_noted(shared: Server) -> None:
    for answer in (
        shared.request_token(client_id=CONSUMER_KEY, client_secret=""),
        shared.post(TOKEN, a_form(), auth=(CONSUMER_KEY, "")),
    ):
        assert answer.status_code == 200
        noted = [check["name"] for check in shared.login_of(answer)["checks"] if check["outcome"] == "noted"]
        assert noted == ["client_credentials_are_right"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_gets_a_token(either_shared: Server, method: str) -> None:
    answer = either_shared.ask(method, TOKEN, data=a_form(), content_type=FORM)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert method == "HEAD" or answer.json == {"error": "invalid_request", "error_description": "must use HTTP POST"}
    answer = either_shared.ask(method, TOKEN, query_string=a_form())
    assert answer.status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_does_not_override_the_method(shared: Server, header: str) -> None:
    assert shared.get(TOKEN, query_string=a_form(), headers={header: "POST"}).status_code == 405


def test_parameters_in_the_query_of_a_post_are_read_and_noted_by_salesforce_alone(
    server: Server, new_server: Callable[..., Server]
) -> None:
    answer = server.post(TOKEN, query_string=a_form())
    assert answer.status_code == 200
    noted = [check["name"] for check in server.login_of(answer)["checks"] if check["outcome"] == "noted"]
    assert noted == ["parameters_are_in_the_body"]
    strict = new_server(profile="strict")
    assert strict.post(TOKEN, query_string=a_form()).json["error"] == "invalid_request"
    assert strict.post(f"{TOKEN}?x=1", a_form()).json["error"] == "invalid_request"


def test_every_exchange_is_an_entry_of_the_login_history(shared: Server) -> None:
    answers = [shared.request_token(), shared.request_token(an_assertion(aud="x")), shared.get(TOKEN)]
    outcomes = [(shared.login_of(one)["outcome"], shared.login_of(one)["refused_by"]) for one in answers]
    assert outcomes == [("accepted", None), ("refused", "audience_is_this_server"), ("refused", "method_is_post")]


@pytest.mark.parametrize("path", [TOKEN, "/id/keys"])
def test_a_browser_keeps_the_mark_that_it_has_already(shared: Server, path: str) -> None:
    for cookie, is_given in (("", True), ("x=1", True), ("x=1; BrowserId=abc", False)):
        headers = {"Host": HOST, "Cookie": cookie}
        answer = shared.app.test_client(use_cookies=False).post(path, data=a_form(), headers=headers)
        assert any(one.startswith("BrowserId=") for one in answer.headers.getlist("Set-Cookie")) is is_given


def test_a_profile_with_ip_ranges_lets_nobody_in_whose_address_the_server_does_not_see(
    new_server: Callable[..., Server],
) -> None:
    profile = '[[profiles]]\nname = "System Administrator"\nlogin_ip_ranges = ["127.0.0.1"]\n\n[[users]]'
    server = new_server(("[[users]]", profile))
    assert server.request_token().status_code == 200
    refused = server.post(TOKEN, a_form(), environ_overrides={"REMOTE_ADDR": ""})  # as behind a Unix socket
    assert (refused.status_code, refused.json["error_description"]) == (400, "ip restricted")
    check = next(one for one in server.login_of(refused)["checks"] if one["outcome"] == "refused")
    assert (check["name"], check["got"]) == ("address_is_in_the_profiles_ranges", "no address")
    assert "does not see the client's address" in check["likely_cause"]
