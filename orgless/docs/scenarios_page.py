"""``docs/scenarios.md``: every scenario with what it changes and what comes of it."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orgless.loading import LoadedWorld
from orgless.scenarios.catalogue import ALL_SCENARIOS, THEMES
from orgless.scenarios.changes import Change
from orgless.scenarios.draft import Draft
from orgless.scenarios.scenario import Scenario

from .markdown import GENERATED, anchor, code, page

#: The pages name times; they must be the same whenever the pages are made: 2026-08-01T12:00:00Z.
_MADE_AT = 1_785_585_600.0

_INTRODUCTION = """\
# The scenarios

{count} ways in which set-ups go wrong, most of them from what people reported. Each names the check that must
refuse it, before any other; a test plays all of them. Play one:

```sh
orgless demo --scenario quotes_around_the_subject
```"""


def scenarios_page(demo_world: LoadedWorld) -> str:
    """The page's Markdown; the scenarios' changes are those of the demo world.

    Args:
        demo_world: The world that ships, with whatever keys.
    """
    return page(_lines(demo_world))


def _lines(demo_world: LoadedWorld) -> Iterator[str]:
    yield GENERATED
    yield _INTRODUCTION.format(count=len(ALL_SCENARIOS))
    yield ""
    for title, scenarios in THEMES:
        yield f"- {title}: " + ", ".join(f"[{one.name}](#{one.name})" for one in scenarios)
    for title, scenarios in THEMES:
        yield from ("", f"## {title}")
        for one in scenarios:
            yield from _section(one, _changes(one, demo_world))


def _section(scenario: Scenario, changes: list[Change]) -> Iterator[str]:
    yield from ("", f"### {anchor(scenario.name)}{scenario.name}", "")
    yield from (scenario.summary, "", f"From life: {scenario.source}.", "", "```diff")
    for change in changes:
        yield f"# {change.where}{f': {change.key}' if change.key else ''}"
        if change.before:
            yield f"- {change.before}"
        yield f"+ {change.after or 'nothing'}"
    yield from ("```", "", f"{_who_answers(scenario)} answers {_status(scenario)}:", "")
    yield from ("```json", json.dumps(_body(scenario), ensure_ascii=False), "```", "")
    name = scenario.refused_by.name
    yield f"Refused by [{code(name)}](checks.md#{name}). To change: {scenario.setting}."


def _changes(scenario: Scenario, demo_world: LoadedWorld) -> list[Change]:
    with tempfile.TemporaryDirectory(prefix="orgless-docs-") as folder:
        draft = Draft(demo_world, Path(folder) / "world", lambda: _MADE_AT)
        scenario.edit(draft)
        return draft.changes()


def _who_answers(scenario: Scenario) -> str:
    if scenario.is_refused_by_the_api:
        return "The token is issued, and Org1's API"
    return f"Org1's authorization server{', in the profile `strict`,' if scenario.profile == 'strict' else ''}"


def _status(scenario: Scenario) -> int:
    error = scenario.refused_by.error
    return int(error.status if scenario.is_refused_by_the_api else error.status_code)


def _body(scenario: Scenario) -> object:
    if scenario.is_refused_by_the_api:
        return [{"message": scenario.error_description, "errorCode": scenario.error}]
    return {"error": scenario.error, "error_description": scenario.error_description}
