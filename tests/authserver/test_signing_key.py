"""The org's signing keys: one or several in a file, each with a name that stays; a new one comes before the others."""

import logging
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from building import private_pem

from authserver.signing_key import SigningKey, SigningKeys, make_signing_key, read_signing_keys, rotate_signing_key

ORG = "00Dxx0000001gPLEAY"
MADE_AT = 1725579420.125
NAME = "CORE_ATJWT.00Dxx0000001gPL."


@pytest.fixture(scope="module")
def dated() -> str:
    return make_signing_key(MADE_AT).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Org1_signing.key"


def kids(file: Path) -> list[str]:
    return [key.kid for key in read_signing_keys(file, ORG)]


def test_a_key_is_named_after_the_org_and_the_millisecond_when_it_was_made(file: Path, dated: str) -> None:
    file.write_text(dated)
    assert kids(file) == [f"{NAME}1725579420125"]


def test_a_key_that_does_not_say_when_it_was_made_has_a_name_that_follows_from_it(file: Path, tmp_path: Path) -> None:
    file.write_text(private_pem("Org1_signing"))
    copy = tmp_path / "copy.key"
    copy.write_text("\n# of somebody\n" + private_pem("Org1_signing").replace("\n", "\r\n") + "\n\n")
    assert kids(file) == kids(copy)
    assert re.fullmatch(re.escape(NAME) + r"1[4-7][0-9]{11}", kids(file)[0])
    file.write_text(private_pem("Org2_JWT"))
    assert kids(file) != kids(copy)


def test_all_keys_of_a_file_are_read_and_the_first_one_signs(file: Path, dated: str) -> None:
    file.write_text(dated + private_pem("Org1_signing") + private_pem("Org2_JWT"))
    keys = read_signing_keys(file, ORG)
    assert keys[0].kid == f"{NAME}1725579420125"
    assert len({key.kid for key in keys}) == 3
    for key in keys:
        assert set(key.jwk) == {"kty", "use", "alg", "kid", "n", "e"}
        assert key.jwk["kid"] == key.kid


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: "", "holds no unencrypted private key in PEM form"),
        (lambda: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no unencrypted private key"),
        (lambda: private_pem("Org2_JWT").replace("PRIVATE", "PUBLIC"), "holds no unencrypted private key"),
        (lambda: private_pem("ec_signing"), "holds no RSA key"),
        (lambda: private_pem("ed25519_signing"), "holds no RSA key"),
        (lambda: private_pem("weak", 1024), "holds a key of 1024 bits; it must have 2048 to 8192"),
        (lambda: private_pem("Org2_JWT") * 2, "holds the same key twice"),
        (lambda: private_pem("Org2_JWT") + private_pem("ec_signing"), "holds no RSA key"),
    ],
)
def test_a_file_that_is_no_good_is_told(file: Path, content: Callable[[], str], told: str) -> None:
    file.write_text(content())
    with pytest.raises(ValueError, match=f"{file}: {told}") as error:
        read_signing_keys(file, ORG)
    assert "BEGIN" not in str(error.value)


def test_a_missing_file_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file; `orgless certs` makes the missing ones"):
        SigningKeys(file, ORG)
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        SigningKeys(tmp_path, ORG)
    with pytest.raises(ValueError, match="no such file"):
        rotate_signing_key(file, MADE_AT)


def test_a_new_key_comes_first_and_the_newest_old_ones_stay(file: Path) -> None:
    file.write_text("# whose it is\n" + private_pem("Org1_signing"))
    (oldest,) = kids(file)
    for made_at in (1725579421, 1725579422, 1725579423):
        rotate_signing_key(file, made_at)
    assert kids(file) == [f"{NAME}{made_at}000" for made_at in (1725579423, 1725579422, 1725579421)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text(private_pem("Org1_signing"))
    rotate_signing_key(file, MADE_AT)
    assert kids(file) == [f"{NAME}1725579420125", oldest]
    rotate_signing_key(file, MADE_AT + 1, keep=0)
    assert kids(file) == [f"{NAME}1725579421125"]


def test_a_server_that_runs_takes_a_new_key_at_once(file: Path) -> None:
    file.write_text(private_pem("Org1_signing"))
    keys = SigningKeys(file, ORG)
    before = keys.current()
    assert keys.current() is before
    rotate_signing_key(file, MADE_AT)
    assert [key.kid for key in keys.current()] == [f"{NAME}1725579420125", before[0].kid]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("nonsense")], ids=["gone", "nonsense"])
def test_a_server_that_runs_keeps_its_keys_where_the_file_is_spoilt_and_says_so_once(
    file: Path, spoil: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(private_pem("Org1_signing"))
    keys = SigningKeys(file, ORG)
    before = keys.current()
    spoil(file)
    with caplog.at_level(logging.ERROR):
        assert keys.current() == keys.current() == before
    assert len(caplog.records) == 1
    assert "the signing keys stay as they are" in caplog.text
    file.write_text(private_pem("Org2_JWT"))
    assert keys.current() != before


def test_a_file_that_could_not_be_read_once_is_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(private_pem("Org1_signing"))
    keys = SigningKeys(file, ORG)
    before = keys.current()
    rotate_signing_key(file, MADE_AT)
    with monkeypatch.context() as changed:
        changed.setattr(Path, "read_bytes", _too_many_open_files)
        assert keys.current() == before
    assert [key.kid for key in keys.current()] == kids(file)


def _too_many_open_files(_path: Path) -> bytes:
    raise OSError(24, "Too many open files")


def test_no_thread_takes_the_old_keys_for_those_of_a_changed_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(private_pem("Org1_signing"))
    keys = SigningKeys(file, ORG)
    rotate_signing_key(file, MADE_AT)
    seen: list[tuple[SigningKey, ...]] = []

    def read_while_another_asks(path: Path, org: str) -> tuple[SigningKey, ...]:
        if not seen:
            seen.append(())  # the other one reads without asking a third
            seen.append(keys.current())
        return read_signing_keys(path, org)

    monkeypatch.setattr("authserver.signing_key.read_signing_keys", read_while_another_asks)
    keys.current()
    assert [key.kid for key in seen[1]] == kids(file)
