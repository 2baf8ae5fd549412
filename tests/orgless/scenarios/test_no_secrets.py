"""Nothing that a performance leaves behind or shows holds a secret whole."""

import json
import re
from collections.abc import Iterator

import pytest
from scenes import Play, Scene, story_of

from orgless.scenarios.catalogue import ALL_SCENARIOS
from orgless.scenarios.scenario import Scenario

EVERY = pytest.mark.parametrize("scenario", [None, *ALL_SCENARIOS], ids=lambda one: one.name if one else "good flow")
_LINE_OF_A_KEY = re.compile(r"^[A-Za-z0-9+/=]{40,}$", re.MULTILINE)


def secrets_of(scene: Scene) -> Iterator[tuple[str, str]]:
    """Everything that must not be shown, and what it is."""
    for secret, name in scene.draft.secrets().items():
        yield name, secret
    for file in scene.draft.certs.glob("*.key"):
        for line in _LINE_OF_A_KEY.findall(file.read_text(encoding="ascii")):
            yield f"a line of {file.name}", line
    for assertion in _assertions(scene):
        yield "an assertion", assertion
        yield "a signature", assertion.rpartition(".")[2]
    for one in scene.played.seen:
        if one.is_token_request and b"access_token" in one.body:
            yield "an access token", json.loads(one.body)["access_token"]


def _assertions(scene: Scene) -> Iterator[str]:
    result = scene.played.result
    sent = [result.assertion.text] if result.assertion else []
    return (text for text in [*sent, *scene.played.secrets] if text.count(".") == 2 and text.startswith("eyJ"))


@EVERY
def test_what_is_told_of_a_scenario_holds_no_secret(scenario: Scenario | None, play_scene: Play) -> None:
    scene = play_scene(scenario)
    # Lines are wrapped at the terminal's width, which would hide a secret: a wide one does not wrap.
    told = {"the story": story_of(scene.played, 20_000), "the JSON": scene.as_json}

    found = [(where, what) for where, text in told.items() for what, secret in secrets_of(scene) if secret in text]

    assert found == []


@EVERY
def test_what_org1_keeps_of_a_scenario_holds_no_secret(scenario: Scenario | None, play_scene: Play) -> None:
    scene = play_scene(scenario)
    files = (file for file in (scene.folder / "state").rglob("*") if file.is_file() and file.name != "token.key")
    kept = {file.name: file.read_bytes() for file in files}

    found = [
        (where, what) for where, data in kept.items() for what, secret in secrets_of(scene) if secret.encode() in data
    ]

    assert kept
    assert found == []


def test_the_search_knows_what_to_look_for(play_scene: Play) -> None:
    names = {name for name, _ in secrets_of(play_scene(None))}

    assert {"an access token", "an assertion", "a signature", "a line of Org2_JWT.key"} <= names
    assert "the consumer secret of Org2 Integration" in names


def test_the_state_is_where_the_search_looks(play_scene: Play) -> None:
    scene = play_scene(None)

    assert b"max@org1.example" in (scene.folder / "state" / "authserver.sqlite3").read_bytes() + b"".join(
        file.read_bytes() for file in (scene.folder / "state").glob("authserver.sqlite3-*")
    )
