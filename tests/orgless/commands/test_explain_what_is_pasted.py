"""What people paste into `orgless explain`: requests, commands, answers, and what is none of these."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import Result

from orgless.cli import main
from orgless.loading import LoadedWorld

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"

Explain = Callable[..., Result]
SignedJwt = Callable[..., str]


def test_a_whole_token_request_is_judged(explain: Explain, a_jwt: SignedJwt) -> None:
    form = urlencode({"grant_type": GRANT_TYPE, "assertion": a_jwt()})
    request = (
        "POST /services/oauth2/token HTTP/1.1\r\nHost: login.salesforce.com\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}\r\n"
    )

    assert explain(stdin=request).exit_code == 0
    assert explain(stdin=form).exit_code == 0


def test_a_body_in_json_is_refused_as_org1_would(explain: Explain, a_jwt: SignedJwt) -> None:
    result = explain("--json", stdin=json.dumps({"grant_type": GRANT_TYPE, "assertion": a_jwt()}))

    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused_by"] == "body_is_a_form"


def test_a_curl_command_is_judged(explain: Explain, a_jwt: SignedJwt) -> None:
    command = (
        f"curl https://login.salesforce.com/services/oauth2/token -d grant_type={GRANT_TYPE} -d assertion={a_jwt()}"
    )

    assert explain(stdin=command).exit_code == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://test.salesforce.com/services/oauth2/token", "Org1 is a production org"),
        ("https://acme.my.salesforce.com/services/oauth2/token", "that is another org's My Domain"),
        ("https://login.salesforce.com/services/oauth2/authorize", "a browser begins the web server flow there"),
    ],
)
def test_a_good_jwt_that_is_sent_elsewhere_is_refused_with_the_reason(
    explain: Explain, a_jwt: SignedJwt, url: str, told: str
) -> None:
    command = f"curl {url} -d grant_type={GRANT_TYPE} -d assertion={a_jwt()}"
    result, report = explain(stdin=command), json.loads(explain("--json", stdin=command).stdout)
    text = " ".join(result.stdout.split())

    assert result.exit_code == 1
    assert f"sent to {url}, which is not this org's token endpoint: {told}" in text
    assert "1 thing to repair" in text
    assert (report["outcome"], report["goes_elsewhere"]["name"]) == ("refused", "request_goes_to_the_token_endpoint")


def test_a_jwt_that_was_wrapped_by_a_terminal_is_judged_and_that_is_noted(explain: Explain, a_jwt: SignedJwt) -> None:
    text = a_jwt()
    result = explain(stdin="\n".join(text[start : start + 60] for start in range(0, len(text), 60)))

    assert result.exit_code == 0
    assert "! left out before it was judged: blanks and line breaks in it" in result.stdout


def test_what_apex_shows_lists_the_checks_that_answer_so(explain: Explain) -> None:
    shown = "Unable to complete the JWT token exchange. Error: invalid_grant. Error description: audience is invalid."
    result = explain(stdin=shown)

    assert result.exit_code == 2
    assert "One check answers “invalid_grant, audience is invalid”:" in result.stdout
    assert "change     Org2: Named Credential > Audiences" in result.stdout
    assert "that is what Apex shows and not the request: paste the JWT or the token request" in result.stderr


def test_org1s_answer_is_told_from_a_request_for_programs_too(explain: Explain) -> None:
    result = explain("--json", '{"error":"invalid_client_id","error_description":"client identifier invalid"}')

    assert result.exit_code == 2
    assert [one["name"] for one in json.loads(result.stdout)["checks"]] == ["issuer_is_a_consumer_key"]
    assert "that is Org1's answer" in result.stderr


@pytest.mark.parametrize("bare", ["Unable to complete the JWT token exchange", '{"access_token": "x"}'])
def test_an_answer_without_an_error_is_told_alone(explain: Explain, bare: str) -> None:
    result = explain(stdin=bare)

    assert (result.exit_code, result.stdout) == (2, "")


def test_an_answer_that_no_check_gives_is_told(explain: Explain) -> None:
    told = explain(stdin='{"error":"invalid_grant","error_description":"activation secret invalid"}').stdout

    assert "No check of orgless answers “invalid_grant, activation secret invalid”." in told


def test_an_address_is_no_missing_file(explain: Explain) -> None:
    assert "that is an address, no JWT" in explain("https://login.salesforce.com").stderr


def test_a_private_key_is_recognised_and_not_repeated(explain: Explain, demo_world: LoadedWorld) -> None:
    file = demo_world.world.certs / "Org2_JWT.key"

    result = explain(file)

    assert result.exit_code == 1
    assert "a private key was pasted as the assertion" in result.stdout
    lines = [line for line in file.read_text(encoding="ascii").splitlines() if not line.startswith("-")]
    assert [line for line in lines if line[:30] in result.output] == []


def test_a_consumer_secret_in_the_issuer_is_not_repeated(
    explain: Explain, a_jwt: SignedJwt, demo_world: LoadedWorld
) -> None:
    secret = (demo_world.world.certs / "Org2_Integration.secret").read_text(encoding="utf-8").strip()

    for output in (explain(a_jwt(iss=secret)).output, explain(a_jwt(iss=secret), "--json").output):
        assert "it is a consumer secret" in " ".join(output.split())
        assert secret[:20] not in output


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("", "there is nothing to explain"),
        (" \n", "there is nothing to explain"),
        ("x" * 100_000, "no token request is so long"),
        ('{"iss": "key", "sub": "max@org1.example"}', "these are decoded claims of a JWT"),
        ("curl -d 'grant_type=x", "quotes are not closed"),
    ],
)
def test_what_cannot_be_judged_is_told(explain: Explain, pasted: str, told: str) -> None:
    result = explain(stdin=pasted)

    assert result.exit_code == 2
    assert told in result.stderr


def test_a_file_that_is_missing_is_told(explain: Explain) -> None:
    result = explain("assertion.jwt")

    assert result.exit_code == 2
    assert "is no file, and no JWT or token request either" in result.stderr


def test_a_folder_is_told_as_such(explain: Explain, tmp_path: Path) -> None:
    result = explain(tmp_path)

    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_without_anything_at_a_terminal_it_says_what_it_wants(
    explain: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert explain is not None
    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(SystemExit):
        main(["explain"])


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff\xfe\x00",
        b"a.b.c",
        b"...",
        b"\x1b[31mred",
        b"POST",
        b"POST / HTTP/1.1",
        b"GET /?assertion=%ff HTTP/1.1\r\nHost\r\n\r\n",
        b"grant_type=%zz",
        b"{" * 20_000,
        b"curl",
        b"curl -d",
        b"curl -X",
        b"e" + b"yJ" * 30_000,
    ],
)
def test_garbage_is_refused_without_a_traceback(explain: Explain, garbage: bytes) -> None:
    result = explain(stdin=garbage)

    assert result.exit_code in {1, 2}
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "\x1b" not in result.output
