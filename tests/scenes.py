"""The demo world with keys made once per test process, and what plays it in this process without sockets."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from orgless.loading import LoadedWorld, load
from orgless.scenarios.draft import Draft
from orgless.scenarios.play import Played, play
from orgless.scenarios.scenario import Scenario
from orgless.scenarios.stage import in_process
from orgless.story import ending, performance
from orgless.story.as_json import to_json
from orgless.story.terminal import literal_console
from orgless.world import find_world


@dataclass(frozen=True)
class Scene:
    """What was played, and the folder in which everything was left that was written meanwhile."""

    played: Played
    draft: Draft
    folder: Path

    @property
    def story(self) -> str:
        """The story as a terminal of 80 columns shows it."""
        return story_of(self.played, 80)

    @property
    def as_json(self) -> str:
        """The story for programs."""
        return json.dumps(to_json(self.played), ensure_ascii=False)


Play = Callable[..., Scene]


def story_of(played: Played, columns: int) -> str:
    """The story as a terminal of so many columns shows it, without colours."""
    console = literal_console(width=columns, color_system=None)
    with console.capture() as told:
        performance.tell(console, played)
        ending.tell_ending(console, played)
    return "\n".join(line.rstrip() for line in told.get().splitlines())


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    """The world that ships, with keys of its own."""
    return _demo_world(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def play_scene(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Plays a scenario, or with None the good flow, in the demo world; the same one only once."""
    return partial(_scene, tmp_path_factory.getbasetemp())


@cache
def _demo_world(base: Path) -> LoadedWorld:
    return load(find_world(None, {"ORGLESS_CERTS": str(base / "demo-world-certs")}), lambda _line: None)


@cache
def _scene(base: Path, scenario: Scenario | None, profile: str = "") -> Scene:
    folder = base / f"scene-{scenario.name if scenario else 'good-flow'}-{profile}"
    folder.mkdir()
    draft = Draft(_demo_world(base), folder / "world")
    staging = partial(in_process, state=folder / "state")
    return Scene(play(scenario, draft, staging, lambda _line: None, profile), draft, folder)
