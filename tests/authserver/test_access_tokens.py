"""Opaque tokens: their form, that they come from the key alone, and the file that holds the key."""

import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from building import Server

from authserver.access_tokens import TokenForge, new_session_id, read_token_key, token_digest

ORG = "00Dxx0000001gPLEAY"
FORGE = TokenForge(b"k" * 32, ORG)


def test_a_token_has_salesforces_form_and_112_characters() -> None:
    for _ in range(50):
        token = FORGE.token_of(new_session_id())
        assert re.fullmatch(r"(00D\w{12,15})![.\w]*", token)
        assert re.fullmatch(r"00Dxx0000001gPL!AQ[A-Za-z0-9._]{94}", token)
        assert FORGE.has_form(token)


def test_a_session_has_one_token_and_another_key_makes_another() -> None:
    session = new_session_id()
    assert FORGE.token_of(session) == FORGE.token_of(session)
    assert TokenForge(b"x" * 32, ORG).token_of(session) != FORGE.token_of(session)
    assert len({new_session_id() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token + "\n",
        lambda token: "x" + token[1:],
        lambda token: token.replace("!", "%21"),
        lambda token: token[:-1] + "-",
        lambda token: token[:-1] + "é",
        lambda _token: "",
    ],
)
def test_other_text_has_not_the_form(change: Callable[[str], str]) -> None:
    assert not FORGE.has_form(change(FORGE.token_of("x")))


def test_a_token_changed_in_any_one_character_is_refused(shared: Server) -> None:
    token = shared.a_token()
    for place in range(len(token)):
        changed = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
        answer = shared.get("/services/oauth2/userinfo", headers={"Authorization": f"Bearer {changed}"})
        assert answer.status_code == 403, place
        assert not shared.is_live(changed), place


def test_the_digest_takes_any_text() -> None:
    assert token_digest("\ud800") != token_digest("")
    assert len(token_digest("x")) == 64


def test_the_names_of_entries_lead_back_to_their_numbers_and_cannot_be_made_up() -> None:
    for number in (1, 17, 10**9, 10**12):
        name = FORGE.entry_name(number)
        assert FORGE.entry_number(name) == number
        assert TokenForge(b"x" * 32, ORG).entry_number(name) is None
        assert FORGE.entry_number(name[:-1]) is None
        assert FORGE.entry_number(name.upper()) is None
    for name in (
        "",
        "0Ya",
        "0Ya" + "0" * 25,
        "0Ya-00000001" + "0" * 16,
        "0Ya" + "9" * 5000,
        "ü" * 30,
        "0Ya²²²²²²²²²" + "0" * 16,
    ):
        assert FORGE.entry_number(name) is None


def test_the_key_file_is_made_once_and_is_private(tmp_path: Path) -> None:
    file = tmp_path / "state" / "token.key"
    key = read_token_key(file)
    assert len(key) == 32
    assert read_token_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["token.key"]


def test_workers_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    file = tmp_path / "token.key"
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _number: read_token_key(file), range(32)))) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["token.key"]


@pytest.mark.parametrize("content", ["", "nonsense", "00" * 31, "00" * 33, "é" * 64, "0" * 63])
def test_a_file_that_holds_no_key_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token.key"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=f"{file}: is no token key; delete it") as told:
        read_token_key(file)
    assert not content or content not in str(told.value)


def test_a_place_where_no_key_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot be read or made"):
        read_token_key(tmp_path / "file" / "token.key")
    with pytest.raises(ValueError, match="cannot be read or made: Is a directory"):
        read_token_key(tmp_path)


def test_a_lost_key_is_replaced_and_old_tokens_end_with_the_next_login(new_server: Callable[..., Server]) -> None:
    before = new_server()
    token = before.a_token()
    before.settings.token_key_file.unlink()
    after = new_server()
    replaced = after.a_token()
    assert replaced != token
    assert [after.is_live(one) for one in (token, replaced)] == [False, True]
