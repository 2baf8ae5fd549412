"""Security contract B9: an app may have two certificates while it goes over from one to the other, and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from building import Server, an_assertion, certificate_pem, private_key
from refusals import granted, refused

ONE = 'certificate_file = "Org2_JWT.crt"'
BOTH = (ONE, f'{ONE}\nnext_certificate_file = "Next.crt"')
NEXT_ALONE = (ONE, 'certificate_file = "Next.crt"')
OLD, NEXT, STRANGER = private_key("Org2_JWT"), private_key("Next"), private_key("Stranger")


@pytest.fixture
def rotating(new_server: Callable[..., Server], tmp_path: Path) -> Callable[..., Server]:
    """Makes servers in whose world the next certificate lies beside the others."""
    certs = tmp_path / "world" / "certs"
    certs.mkdir(parents=True)
    (certs / "Next.crt").write_text(certificate_pem("Next"))
    return new_server


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_b9_both_keys_count_and_no_third_one(rotating: Callable[..., Server], profile: str) -> None:
    server = rotating(BOTH, profile=profile)
    granted(server.request_token(an_assertion(key=OLD)))
    granted(server.request_token(an_assertion(key=NEXT)))
    answer = server.request_token(an_assertion(key=STRANGER))
    refused(answer, 400, error="invalid_grant")
    (expected,) = [check["expected"] for check in server.login_of(answer)["checks"] if check["outcome"] == "refused"]
    assert "Org2_JWT.crt" in expected
    assert "Next.crt" in expected


def test_b9_one_that_was_taken_away_counts_no_more(rotating: Callable[..., Server]) -> None:
    granted(rotating(BOTH).request_token(an_assertion(key=OLD)))
    after = rotating(NEXT_ALONE)
    refused(after.request_token(an_assertion(key=OLD)), 400, error="invalid_grant")
    granted(after.request_token(an_assertion(key=NEXT)))
    before = rotating()
    refused(before.request_token(an_assertion(key=NEXT)), 400, error="invalid_grant")


def test_b8_b9_the_dates_that_count_are_those_of_the_certificate_whose_key_signed(
    rotating: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "world" / "certs" / "Next.crt").write_text(certificate_pem("Next", expired=True))
    strict = rotating(BOTH, profile="strict")
    granted(strict.request_token(an_assertion(key=OLD)))
    refused(strict.request_token(an_assertion(key=NEXT)), 400, error="invalid_grant")


def test_b9_an_id_is_one_whichever_key_signs(rotating: Callable[..., Server]) -> None:
    server = rotating(BOTH)
    granted(server.request_token(an_assertion(key=OLD, jti="x")))
    refused(server.request_token(an_assertion(key=NEXT, jti="x")), 400, error="bad_jti_claim")


def test_b7_b9_the_second_one_must_be_as_good_as_the_first(
    rotating: Callable[..., Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "world" / "certs" / "Next.crt").write_text(certificate_pem("Weak", bits=1024))
    with pytest.raises(SystemExit):
        rotating(BOTH)
    assert "connected_apps[1] (Org2 Integration).next_certificate_file" in capsys.readouterr().err
