"""The pages as a person uses them, in the system's Chromium: a form that only curl can send is of no use."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from orgless.loading import LoadedWorld
from orgless.servers import ServerOptions, Servers

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def servers(demo_world: LoadedWorld) -> Iterator[Servers]:
    with Servers(demo_world, ServerOptions(workers=1)) as running:
        yield running


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is missing; .ci/run installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser.new_page()
        browser.close()


def test_a_click_on_run_shows_the_three_steps_and_the_records(page: Page, servers: Servers) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(servers.org2_url)
    page.get_by_role("button", name="Run").click()
    page.wait_for_load_state()
    shown = page.inner_text("main, body")
    assert "The API answered 200." in shown
    for step in ("Sign the assertion", "Exchange it for an access token", "Call the API"):
        assert step in shown
    assert "Nordwind Energie AG" in shown
    page.get_by_role("link", name="The entry in Org1's Login History").click()
    assert "Every check held." in page.inner_text("body")
    assert faults == []


def test_a_path_that_the_api_does_not_know_is_shown_as_its_answer(page: Page, servers: Servers) -> None:
    page.goto(servers.org2_url)
    page.get_by_label("Path").fill("/services/data/v67.0/sobjects/Nothing")
    page.get_by_role("button", name="Run").click()
    assert "404" in page.inner_text("body")


def test_the_login_hosts_address_leads_to_the_history(page: Page, servers: Servers) -> None:
    page.goto(servers.login_url)
    assert page.get_by_role("heading", name="Login History").is_visible()
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # its stylesheet was allowed in
