"""Security contract K7 and L1: no log, history, page, answer or database holds a secret, wherever it was pasted."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from building import CONSUMER_KEY, FORM, SECRET, TOKEN, Server, a_form, an_assertion, compact, private_key, private_pem
from building.servers import INTROSPECT, REVOKE
from building.worlds import API_KEY, API_SECRET
from werkzeug.test import TestResponse

from authserver.store import Store

HTML = {"Accept": "text/html"}
OTHER = compact('{ "alg": "RS256" }', json.dumps({"iss": "x" * 20}), private_key("Old_Integration"))


def _body_of(pem: str) -> str:
    return "".join(pem.splitlines()[1:-1])


class Watched:
    """A server, and all that it ever let out."""

    def __init__(self, server: Server, caplog: pytest.LogCaptureFixture) -> None:
        self.server = server
        self._caplog = caplog
        self._said: list[str] = []
        self.token = server.a_token()

    def secrets(self) -> dict[str, str]:
        """What must not be seen, by name: whole, or the part that alone is secret."""
        return {
            "token": self.token[20:],
            "signature of the good assertion": an_assertion().rpartition(".")[2],
            "signature of another assertion": OTHER.rpartition(".")[2],
            "consumer secret": SECRET,
            "half of the consumer secret": SECRET[: len(SECRET) // 2],
            "another app's secret": API_SECRET,
            "private key": _body_of(private_pem())[40:140],
            "end of the private key": _body_of(private_pem())[-100:-20],
            "token key": self.server.settings.token_key_file.read_text().strip(),
        }

    def heard(self, answer: TestResponse) -> TestResponse:
        granted = answer.json["access_token"] if answer.is_json and "access_token" in answer.json else "no token"
        self._said.append(answer.text.replace(granted, "") + str(answer.headers))
        return answer

    def everything(self) -> str:
        """Answers, logs, pages and JSON of the whole history, and the raw bytes of the database."""
        server = self.server
        for entry in server.get("/login-history?limit=500", headers={"Accept": "application/json"}).json["entries"]:
            path = entry["url"].removeprefix(server.settings.login_url)
            self._said += [json.dumps(entry), server.get(path, headers=HTML).text]
        self._said.append(server.get("/login-history", headers=HTML).text)
        self._said.append(self._caplog.text)
        files = [file for file in server.settings.state.iterdir() if file.name.startswith("authserver.sqlite3")]
        assert files
        self._said += [file.read_bytes().decode("latin-1") for file in files]
        return "\n".join(self._said)

    def assert_nothing_leaked(self) -> None:
        seen = self.everything()
        compacted = seen.replace("\\n", "").replace("\n", "").replace(" ", "")
        for name, secret in self.secrets().items():
            for text in (seen, compacted):
                place = text.find(secret)
                if place >= 0:
                    pytest.fail(f"{name}: {text[max(place - 200, 0) : place + 200]!a}")


@pytest.fixture
def watched(server: Server, caplog: pytest.LogCaptureFixture) -> Iterator[Watched]:
    caplog.set_level(logging.DEBUG)
    return Watched(server, caplog)


def pasted(watched: Watched) -> dict[str, str]:
    """Secrets in the forms in which people paste them."""
    pem, token = private_pem(), watched.token
    return {
        "token": token,
        "token with a word before": f"Bearer {token}",
        "token glued to a word": f"x{token}",
        "token, escaped": token.replace("!", "%21"),
        "token, escaped twice": token.replace("!", "%2521"),
        "assertion": an_assertion(),
        "assertion glued to a word": f"JWT_{an_assertion()}",
        "another assertion": OTHER,
        "secret": SECRET,
        "secret in quotes": f'"{SECRET}"',
        "secret with a blank": f"{SECRET} ",
        "secret by name": f"client_secret={SECRET}",
        "secret in a sentence": f"my {SECRET} (secret)",
        "secret glued to words": f"key{SECRET}end",
        "secret at the end of a long text": f"{'z' * 900} {SECRET}",
        "another app's secret": API_SECRET,
        "key": pem,
        "key in one line": pem.replace("\n", " "),
        "key with written line feeds": pem.replace("\n", "\\n"),
        "key without armour": "\n".join(pem.splitlines()[1:-1]),
        "key without armour in one line": _body_of(pem),
        "key cut off": pem[: len(pem) // 2],
        "basic": "Basic " + "QWxhZGRpbjpvcGVuIHNlc2FtZQ",
    }


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "nbf", "jti", "prn", "custom", "client_secret"])
def test_secrets_pasted_into_claims_do_not_come_out(watched: Watched, claim: str) -> None:
    for text in pasted(watched).values():
        for value in (text, {"x": [text]}):
            watched.heard(watched.server.request_token(an_assertion(**{claim: value})))
    watched.assert_nothing_leaked()


def test_secrets_pasted_as_names_of_claims_do_not_come_out(watched: Watched) -> None:
    for text in pasted(watched).values():
        watched.heard(watched.server.request_token(an_assertion(**{text: 1, "x": {text: text}})))
    watched.assert_nothing_leaked()


@pytest.mark.parametrize("member", ["alg", "typ", "kid", "crit", "b64", "x5c"])
def test_secrets_pasted_into_the_header_do_not_come_out(watched: Watched, member: str) -> None:
    for text in pasted(watched).values():
        for value in (text, [text]):
            watched.heard(watched.server.request_token(an_assertion(header={member: value})))
    watched.assert_nothing_leaked()


@pytest.mark.parametrize(
    "parameter", ["assertion", "grant_type", "client_id", "client_secret", "client_assertion", "scope", "x"]
)
def test_secrets_pasted_into_parameters_do_not_come_out(watched: Watched, parameter: str) -> None:
    for text in pasted(watched).values():
        watched.heard(watched.server.post(TOKEN, a_form(**{parameter: text})))
        watched.heard(watched.server.post(TOKEN, a_form(**{text: "x"})))
        watched.heard(watched.server.post(TOKEN, query_string=a_form(**{parameter: text})))
        watched.heard(watched.server.post(TOKEN, query_string={text: text}))
    watched.assert_nothing_leaked()


def test_secrets_sent_as_bodies_and_headers_do_not_come_out(watched: Watched) -> None:
    server = watched.server
    for text in pasted(watched).values():
        line = text.replace("\n", " ")
        for content_type in (FORM, "application/json", "text/plain", line[:200]):
            watched.heard(server.post(TOKEN, text.encode(), content_type=content_type))
        for name in ("Authorization", "User-Agent", "Cookie", "Content-Encoding"):
            watched.heard(server.post(TOKEN, a_form(), headers={name: line}))
        watched.heard(server.post(TOKEN, a_form(), headers={"Authorization": f"Basic {line}"}))
        watched.heard(server.post(TOKEN, a_form(), auth=(line, line)))
        watched.heard(server.ask("POST", TOKEN, data=a_form(), headers={"Host": line}))
        watched.heard(server.get(f"/{line}"))
        watched.heard(server.get(f"/login-history/{line}"))
    watched.assert_nothing_leaked()


def test_secrets_sent_to_the_other_endpoints_do_not_come_out(watched: Watched) -> None:
    server = watched.server
    for text in pasted(watched).values():
        line = text.replace("\n", " ")
        for path in (INTROSPECT, REVOKE):
            if text != watched.token or path == INTROSPECT:
                watched.heard(server.post(path, {"token": text}, auth=(API_KEY, API_SECRET)))
            watched.heard(server.post(path, {"token": "x", "client_id": text, "client_secret": text}))
            watched.heard(server.post(path, {text: text}, auth=(CONSUMER_KEY, SECRET)))
        watched.heard(server.get("/services/oauth2/userinfo", headers={"Authorization": f"Bearer {line}"}))
        watched.heard(server.get("/services/oauth2/userinfo", query_string={"oauth_token": text + "x"}))
    watched.assert_nothing_leaked()


class _Broken:
    """Stands for a method that fails with secrets in its message, in its cause and in its arguments."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = secrets

    def __call__(self, *_arguments: Any) -> Any:
        text = f"cannot do it:\n{' '.join(self._secrets)}\x1b[31m"
        raise RuntimeError(text) from KeyError(self._secrets[0])


def test_an_unforeseen_error_is_opaque_outside_and_redacted_inside(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = _Broken(watched.token, an_assertion(), private_pem(), f"client_secret={SECRET}", OTHER)
    monkeypatch.setattr(Store, "find_login", broken)
    answer = watched.heard(watched.server.get("/login-history/x%0aFORGED:%20line%1b[31m"))
    assert (answer.status_code, answer.text) == (500, "internal error\n")
    assert "unforeseen error at /login-history/x\\nFORGED: line\\x1b[31m" in caplog.text
    assert "RuntimeError" in caplog.text
    assert not any(line.startswith("FORGED") for line in caplog.text.splitlines())
    assert "\x1b" not in caplog.text
    watched.assert_nothing_leaked()


def test_an_unforeseen_error_at_the_token_endpoint_is_a_server_error_without_a_token(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("authserver.store.Login.record", _Broken(watched.token, SECRET[:3]))
    answer = watched.heard(watched.server.request_token(an_assertion(jti="one")))
    assert (answer.status_code, answer.text) == (
        500,
        '{"error":"server_error","error_description":"internal error"}',
    )
    monkeypatch.undo()
    assert watched.server.request_token(an_assertion(jti="one")).status_code == 200
    watched.assert_nothing_leaked()


def test_objects_that_hold_secrets_do_not_show_them(watched: Watched) -> None:
    services = watched.server.app.extensions["orgless_authserver"]
    made = (services, services.org, services.circumstances(0, services.store), services.tokens, services.signing_keys)
    shown = "".join(map(repr, made))
    for name, secret in watched.secrets().items():
        assert secret not in shown, name


def test_state_and_key_are_private(server: Server) -> None:
    assert server.settings.state.stat().st_mode & 0o077 == 0
    assert server.settings.token_key_file.stat().st_mode & 0o077 == 0
