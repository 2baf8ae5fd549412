from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import ENDPOINT_TOLERANCES, PROFILES, TOLERANCES
from orgless.docs.__main__ import main
from orgless.docs.pages import PAGES
from orgless.docs.profiles_page import API_DIFFERENCES
from orgless.loading import LoadedWorld
from orgless.scenarios.catalogue import ALL_SCENARIOS
from plumbing.checks import Check
from resource_api.access_check import CHECKS as API_CHECKS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_lists_say_now(name: str, demo_world: LoadedWorld) -> None:
    stands = (DOCS / name).read_text(encoding="utf-8")

    assert stands == PAGES[name](demo_world), f"docs/{name} is out of date: run `make docs`"


def test_the_page_of_checks_names_every_check(demo_world: LoadedWorld) -> None:
    page = PAGES["checks.md"](demo_world)

    assert [one.name for one in (*ALL_CHECKS, *API_CHECKS) if f'<a id="{one.name}">' not in page] == []


def test_the_page_of_profiles_names_every_tolerance_and_every_code_that_differs(demo_world: LoadedWorld) -> None:
    page = PAGES["profiles.md"](demo_world)

    tolerances = (*TOLERANCES, *ENDPOINT_TOLERANCES, *API_DIFFERENCES)
    assert [one.deviation for one in tolerances if f"| {one.deviation} |" not in page] == []
    assert "| `app_not_found` | `invalid_grant` | [external_client_app_is_installed_here]" in page
    assert [one.name for one in ALL_CHECKS if (f"checks.md#{one.name})" in page) != _has_two_codes(one)] == []


def _has_two_codes(check: Check[Any]) -> bool:
    return bool(PROFILES["strict"].error_of(check).error != check.error.error)


def test_an_inferred_wording_is_marked_and_an_evidenced_one_is_not(demo_world: LoadedWorld) -> None:
    page = PAGES["checks.md"](demo_world)

    assert "app is blocked°" in page
    assert "audience is invalid°" not in page


def test_links_between_the_pages_lead_somewhere(demo_world: LoadedWorld) -> None:
    pages = {name: page(demo_world) for name, page in PAGES.items()}

    def dead() -> Iterator[str]:
        for name, text in pages.items():
            for part in text.split("](")[1:]:
                page, hash_, target = part.partition(")")[0].partition("#")
                if hash_ and f'<a id="{target}">' not in pages[page or name]:
                    yield f"{name}: {page}#{target}"

    assert list(dead()) == []


def test_the_page_of_scenarios_names_every_scenario_and_no_secret(demo_world: LoadedWorld) -> None:
    page = PAGES["scenarios.md"](demo_world)

    assert [one.name for one in ALL_SCENARIOS if f'<a id="{one.name}">' not in page] == []
    secrets = [file.read_text(encoding="utf-8").strip() for file in demo_world.world.certs.glob("*.secret")]
    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in page] == []


def test_the_pages_are_written_into_the_folder_that_is_named(
    tmp_path: Path, demo_world: LoadedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORGLESS_CERTS", str(demo_world.world.certs))

    main([str(tmp_path / "pages")])

    assert {file.name for file in (tmp_path / "pages").iterdir()} == set(PAGES)
