# ruff: noqa: S608  the queries are SOQL, and of our own

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resource_api.records.seed import SAMPLE_RECORDS

_OPEN = """
import sys, time
from resource_api.org import open_org
from resource_api.settings import Settings
sys.stdin.readline()
open_org(Settings(database_url=sys.argv[1], consumer_key="k", consumer_secret="s"), time.time, None).close()
"""


def test_a_new_org_has_the_sample_records(either_api: Any) -> None:
    kinds = Counter(
        record["attributes"]["type"] for record in json.loads(SAMPLE_RECORDS.read_text(encoding="utf-8"))["records"]
    )
    assert kinds["Account"] >= 5
    assert kinds["Contact"] >= 5
    for kind, number in kinds.items():
        assert either_api.query(f"SELECT COUNT() FROM {kind}").json["totalSize"] == number


def test_the_sample_records_belong_together(api: Any) -> None:
    found = api.records("SELECT Name, Account.Name FROM Contact WHERE LastName = 'Brandt'")
    assert [(name, account["Name"]) for name, account in found] == [("Helena Brandt", "Nordwind Energie AG")]


@pytest.mark.parametrize("restarts", [1, 3])
def test_a_restart_does_not_put_them_in_again(new_api: Callable[..., Any], restarts: int) -> None:
    first = new_api().query("SELECT COUNT() FROM Account").json
    api = [new_api() for _ in range(restarts)][-1]
    assert api.query("SELECT COUNT() FROM Account").json == first


def test_what_was_deleted_stays_deleted_after_a_restart(new_api: Callable[..., Any]) -> None:
    api = new_api()
    for (identifier,) in api.records("SELECT Id FROM Account"):
        api.ask("DELETE", f"sobjects/Account/{identifier}")
    assert new_api().query("SELECT COUNT() FROM Account").json["totalSize"] == 0


def test_processes_that_start_at_once_put_them_in_once(new_api: Callable[..., Any], database_url: str) -> None:
    root = Path(__file__).parents[3]
    started = [
        subprocess.Popen([sys.executable, "-c", _OPEN, database_url], stdin=subprocess.PIPE, cwd=root) for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait(60) for process in started] == [0, 0, 0]
    names = new_api(database_url=database_url).records("SELECT Name FROM Account")
    assert len(names) == len(set(names)) >= 5
