import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from click.testing import CliRunner, Result

from orgless.cli import main
from orgless.loading import LoadedWorld

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
THEN = 1_790_000_000

Explain = Callable[..., Result]


@pytest.fixture
def explain(demo_world: LoadedWorld, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """Runs the command in the demo world, with something on standard input."""
    monkeypatch.setenv("ORGLESS_CERTS", str(demo_world.world.certs))

    def _explain(*words: object, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(main, ["explain", *map(str, words)], input=stdin)

    return _explain


@pytest.fixture
def a_jwt(demo_world: LoadedWorld) -> Callable[..., str]:
    """Signs a JWT that the demo world takes, but for what is given."""

    def _a_jwt(now: float | None = None, **claims: Any) -> str:
        at = int(time.time() if now is None else now)
        all_claims = {
            "iss": demo_world.org1.connected_apps[0].consumer_key,
            "sub": "max@org1.example",
            "aud": "https://login.salesforce.com",
            "iat": at,
            "exp": at + 180,
        }
        key = demo_world.org2.key_pairs["Org2_JWT"].private_key
        return jwt.encode(all_claims | claims, key, algorithm="RS256")

    return _a_jwt


SignedJwt = Callable[..., str]


def test_a_good_jwt_as_the_argument_is_accepted(explain: Explain, a_jwt: SignedJwt) -> None:
    result = explain(a_jwt())

    assert result.exit_code == 0, result.output
    assert "an access token for max@org1.example through “Org2 Integration”" in result.stdout


def test_a_jwt_from_standard_input_or_a_file_is_judged_alike(
    explain: Explain, a_jwt: SignedJwt, tmp_path: Path
) -> None:
    file = tmp_path / "assertion.jwt"
    file.write_text(f"{a_jwt()}\n", encoding="ascii")

    assert explain(file).exit_code == 0
    assert explain("-", stdin=file.read_text(encoding="ascii")).exit_code == 0
    assert explain(stdin=file.read_text(encoding="ascii")).exit_code == 0


def test_a_refusal_ends_with_the_answer_the_cause_and_the_setting(explain: Explain, a_jwt: SignedJwt) -> None:
    result = explain(a_jwt(aud="https://test.salesforce.com", sub="erika@org1.example"))

    told = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert '{"error": "invalid_grant", "error_description": "audience is invalid"}' in told
    assert "likely cause Org1 is a production org change Org2: Named Credential > Audiences" in told
    assert "and after that: refused by user_is_pre_authorized" in told


def test_header_and_claims_are_shown_and_the_signature_is_not(explain: Explain, a_jwt: SignedJwt) -> None:
    assertion = a_jwt()

    result = explain(assertion)

    assert "RS256" in result.stdout
    assert "max@org1.example" in result.stdout
    assert assertion.rpartition(".")[2][:20] not in result.stdout


def test_an_old_jwt_is_refused_with_a_hint_and_accepted_as_of_its_own_time(explain: Explain, a_jwt: SignedJwt) -> None:
    old = a_jwt(THEN)

    refused = " ".join(explain(old, "--at", THEN + 86_400).stdout.split())
    assert "orgless explain --at 2026-09-21T14:13:20Z" in refused

    assert explain(old, "--at", "2026-09-21T14:13:20Z").exit_code == 0
    assert explain(old, "--at", "2026-09-21 14:13:20").exit_code == 0
    assert explain(old, "--at", "2026-09-21T16:13:20+02:00").exit_code == 0
    assert explain(old, "--at", str(THEN)).exit_code == 0


@pytest.mark.parametrize("moment", ["yesterday", "1790000000000", "-5", "nan", "inf", ""])
def test_a_time_that_is_none_is_told(explain: Explain, a_jwt: SignedJwt, moment: str) -> None:
    result = explain(a_jwt(), f"--at={moment}")

    assert result.exit_code == 2
    assert "orgless: --at" in result.stderr


def test_the_report_for_programs_names_every_check(explain: Explain, a_jwt: SignedJwt) -> None:
    result = explain(a_jwt(sub='"max@org1.example"'), "--json")

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["refused_by"] == "subject_is_a_user"
    assert report["header"] == {"alg": "RS256", "typ": "JWT"}
    assert len(report["checks"]) > 30


def test_a_strict_profile_judges_strictly(explain: Explain, a_jwt: SignedJwt) -> None:
    assertion = a_jwt(exp=int(time.time()) + 3600)

    assert explain(assertion).exit_code == 0
    assert explain(assertion, "--profile", "strict").exit_code == 1


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


def test_nothing_is_kept(explain: Explain, a_jwt: SignedJwt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGLESS_STATE", str(tmp_path / "state"))
    assertion = a_jwt(jti="one")

    assert [explain(assertion).exit_code for _ in range(2)] == [0, 0]
    assert not (tmp_path / "state").exists()


def test_a_world_of_ones_own_needs_no_private_key(
    explain: Explain, folder: Path, a_jwt: SignedJwt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORGLESS_CERTS")
    for name in ("Org2_JWT.key", "Old_Integration.key"):
        (folder / "certs" / name).unlink()

    result = explain(a_jwt(), "--world", folder, "--json")

    assert json.loads(result.stdout)["refused_by"] == "issuer_is_a_consumer_key"


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("", "there is nothing to explain"),
        (" \n", "there is nothing to explain"),
        ("x" * 100_000, "no token request is so long"),
        ('{"iss": "key", "sub": "max@org1.example"}', "these are the claims of a JWT"),
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


def test_a_folder_is_no_file(explain: Explain, tmp_path: Path) -> None:
    assert explain(tmp_path).exit_code in {1, 2}


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
