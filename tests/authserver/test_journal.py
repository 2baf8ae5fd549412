import gc
import json
import multiprocessing
import os
import threading
from pathlib import Path

import pytest
from descriptors import open_below

from authserver.journal import Journal
from plumbing.storage_failure import StorageError


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "x.logins")


def lines(journal: Journal, after: int = 0) -> list[bytes]:
    return [line for _, line in journal.after(after)]


def test_lines_come_back_in_order_each_with_the_number_that_its_writer_was_told(journal: Journal) -> None:
    numbers = [journal.append(f"line {number}".encode()) for number in range(5)]
    assert list(journal.after(0)) == [(number, f"line {at}".encode()) for at, number in enumerate(numbers)]
    assert lines(journal, numbers[2]) == [b"line 3", b"line 4"]
    assert lines(journal, numbers[-1]) == []
    journal.close()


def test_the_file_is_its_owners_alone(journal: Journal) -> None:
    journal.append(b"x")
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.close()


def test_there_is_nothing_before_the_first_line(journal: Journal) -> None:
    assert lines(journal) == []
    journal.shrink(lambda: None)
    assert not journal.path.exists()


def test_a_torn_line_spoils_no_other(journal: Journal) -> None:
    first = journal.append(b"one")
    with journal.path.open("ab") as file:
        file.write(b"\ntorn")
    assert lines(journal) == [b"one"]
    journal.append(b"two")
    assert lines(journal, first) == [b"torn", b"two"]
    journal.close()


def test_many_threads_lose_no_line_and_share_no_number(journal: Journal) -> None:
    told: list[int] = []

    def write(name: int) -> None:
        told.extend(journal.append(f"{name} {number}".encode()) for number in range(100))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [number for number, _ in journal.after(0)]
    assert len(set(lines(journal))) == 800
    journal.close()


def write_in_another_process(path: Path, name: int) -> None:
    journal = Journal(path)
    for number in range(200):
        journal.append(json.dumps([name, number]).encode())
    journal.close()


def test_no_line_is_lost_or_doubled_while_the_file_is_replaced(journal: Journal) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_in_another_process, args=(journal.path, name)) for name in range(3)]
    for writer in writers:
        writer.start()
    taken: list[tuple[int, bytes]] = []

    def take_over() -> None:
        taken.extend(journal.after(taken[-1][0] if taken else 0))

    while any(writer.is_alive() for writer in writers):
        journal.shrink(take_over, largest_bytes=1)
    take_over()
    for writer in writers:
        writer.join()
    assert sorted(json.loads(line) for _, line in taken) == [[name, n] for name in range(3) for n in range(200)]
    assert [number for number, _ in taken] == sorted({number for number, _ in taken})


def test_a_replaced_file_takes_no_room_and_its_numbers_go_on(journal: Journal) -> None:
    last = [journal.append(b"x" * 1000) for _ in range(100)][-1]
    journal.shrink(lambda: None, largest_bytes=1)
    assert journal.path.stat().st_blocks == 0
    assert journal.append(b"y") > last
    assert lines(journal, last) == [b"y"]
    journal.close()


def test_numbers_go_on_where_somebody_deleted_the_file(journal: Journal) -> None:
    journal.grow_to(5000)
    assert journal.append(b"x") > 5000
    journal.grow_to(17)
    assert lines(journal, 5000) == [b"x"]
    journal.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_nothing_is_carried_over_a_fork(journal: Journal) -> None:
    journal.append(b"parent")
    child = os.fork()
    if child == 0:
        journal.append(b"child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    journal.append(b"parent again")
    assert lines(journal) == [b"parent", b"child", b"parent again"]
    journal.close()


def test_a_journal_that_nobody_holds_any_more_leaves_nothing_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.logins")
    journal.append(b"x")
    assert open_below(journal.path)
    del journal
    gc.collect()
    assert not open_below(tmp_path)


def test_a_line_that_cannot_be_written_is_a_failure_of_the_storage(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Is a directory"):
        Journal(tmp_path).append(b"x")
