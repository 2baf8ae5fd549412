import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from plumbing.private_files import close_to_others, make_private, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "certs" / "Org2_JWT.key"
    write_private(path, "secret")
    assert path.read_text() == "secret"
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


def test_a_private_file_is_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "Org2_JWT.key"
    write_private(path, "first")
    with pytest.raises(FileExistsError):
        write_private(path, "second")
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_is_replaced_when_asked_and_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "Org2_JWT.key"
    path.write_text("first")
    path.chmod(0o644)
    write_private(path, "second", overwrite=True)
    assert path.read_text() == "second"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_certificate_may_be_read_by_all(tmp_path: Path) -> None:
    write_private(tmp_path / "Org2_JWT.crt", "certificate", mode=0o644)
    assert mode(tmp_path / "Org2_JWT.crt") == 0o644


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_private(tmp_path / "x", "ü")
    assert list(tmp_path.iterdir()) == []


def test_of_many_who_write_one_file_at_once_one_does(tmp_path: Path) -> None:
    path = tmp_path / "token.key"

    def write(number: int) -> bool:
        try:
            write_private(path, str(number) * 1000)
        except FileExistsError:
            assert len(path.read_text()) == 1000
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(1, 9))) == 1


def test_an_empty_file_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "x.sqlite3"
    make_private(path)
    path.write_text("kept")
    make_private(path)
    assert path.read_text() == "kept"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_file_is_closed_to_others_and_a_folder_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch()
    path.chmod(0o664)
    tmp_path.chmod(0o755)
    for one in (path, tmp_path, tmp_path / "missing"):
        close_to_others(one)
    assert (mode(path), mode(tmp_path)) == (0o600, 0o755)
