import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from orgless.integration import Integration
from orgless.loading import LoadedWorld
from orgless.ready import line_for_scripts, tell_people

if TYPE_CHECKING:
    from orgless.servers import Servers

_URLS = {"login_url": "http://l", "instance_url": "http://i", "org2_url": "http://o"}
SERVERS = cast("Servers", SimpleNamespace(**_URLS))
NOTHING = Integration(audience="https://login.salesforce.com")


def test_what_the_world_does_not_hold_is_null_for_scripts() -> None:
    line = line_for_scripts(SERVERS, NOTHING)
    assert "\n" not in line
    found = json.loads(line)
    assert {name for name, value in found.items() if value is not None} == {*_URLS, "audience"}


def test_people_are_spared_what_the_world_does_not_hold(
    loaded: LoadedWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_people(loaded, SERVERS, NOTHING, usual_org2_url="http://o")
    told = capsys.readouterr().out
    assert "orgless callout Org1 /services/data -v\n" in told
    assert "A client of yours" not in told
    assert told.endswith("Ctrl-C stops all.\n")


def test_people_are_told_that_nobody_may_use_the_app(loaded: LoadedWorld, capsys: pytest.CaptureFixture[str]) -> None:
    unusable = Integration(connected_app="Org2 Integration", consumer_key="3MVG9", audience="https://login.example")
    tell_people(loaded, SERVERS, unusable, usual_org2_url="http://o")
    told = capsys.readouterr().out
    assert "no user may use the app" in told
    assert "None" not in told
