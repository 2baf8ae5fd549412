"""What `orgless explain` tells of a JWT: verdict, checks, cause, time and profile."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

THEN = 1_790_000_000

Explain = Callable[..., Result]
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
    assert "likely cause Org1 is a production org or `kind` in org1.toml is not yet yours: it says “production”" in told
    assert "change Org2: Named Credential > Audiences" in told
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


def test_the_verdict_stands_before_all_else_and_counts_what_is_to_be_repaired(
    explain: Explain, a_jwt: SignedJwt
) -> None:
    told = " ".join(explain(a_jwt(aud="https://org1.lightning.force.com", sub="nobody@x.example")).stdout.split())

    verdict = "Org1 would refuse it with “audience is invalid”: that is the address of the user interface."
    assert f"{verdict} 2 things to repair. The JWT" in told


def test_the_short_form_leaves_out_the_list_of_checks(explain: Explain, a_jwt: SignedJwt) -> None:
    told = explain(a_jwt(sub="nobody@x.example"), "--short").stdout

    assert "✓" not in told
    assert "Org1's checks" not in told
    assert "refused by    subject_is_a_user" in told


def test_an_old_jwt_without_iat_is_judged_as_of_a_minute_before_it_expired(explain: Explain, a_jwt: SignedJwt) -> None:
    result = explain(a_jwt(THEN, iat=None, exp=THEN + 60))

    assert "orgless explain --at 2026-09-21T14:13:20Z" in " ".join(result.stdout.split())


def test_the_help_says_that_org2_toml_is_not_read(explain: Explain) -> None:
    assert "org2.toml is not read" in " ".join(explain("--help").stdout.split())


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
