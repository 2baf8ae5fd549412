"""Two orgs in one world, under gunicorn: their Login Histories, Org2 that calls both, and the commands of the page."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from client_of_orgs import LOGIN, TEST, Client
from several_orgs import PAGE, SANDBOX_ID, with_keys, write_two_orgs

from orgless.cli import main
from orgless.loading import LoadedWorld, load
from orgless.servers import Servers
from orgless.world import find_world


def test_each_org_has_a_login_history_that_can_be_walked_through(client: Client) -> None:
    refused = client.request_token(client.sandbox, audience=LOGIN)
    entry = httpx.get(refused.headers["Orgless-Login"], headers={"Accept": "application/json"})
    assert entry.json()["refused_by"] == "audience_is_this_server"
    front = httpx.get(f"{client.login_url(client.sandbox)}/", headers={"Accept": "text/html"}, follow_redirects=True)
    assert front.url.path == "/orgs/uat/login-history"
    assert "Org1 UAT (" in front.text
    found = re.findall(r'(?:href|src)="([^"]+)"', front.text)
    assert f"{client.login_url(client.production)}/login-history" in found
    links = [link for link in found if not link.startswith("http://")]
    assert len(links) > 1
    for link in links:
        assert link.startswith("/orgs/uat/")
        assert httpx.get(front.url.join(link)).status_code == 200
    back = re.search(r'href="([^"]+)">Login History', httpx.get(front.url.join(links[1])).text)
    assert back is not None
    assert back[1] == "/orgs/uat/login-history"


def test_what_one_org_tells_of_logins_the_other_does_not(client: Client) -> None:
    entry = client.request_token(client.sandbox).headers["Orgless-Login"].rpartition("/")[2]
    assert httpx.get(f"{client.login_url(client.production)}/login-history/{entry}").status_code == 404


def test_older_entries_of_a_further_org_are_found_behind_its_prefix(client: Client) -> None:
    for _ in range(2):
        client.request_token(client.sandbox)
    page = httpx.get(
        f"{client.login_url(client.sandbox)}/login-history?limit=1", headers={"Accept": "application/json"}
    ).json()
    assert page["older"].startswith("/orgs/uat/login-history?limit=1&before=")
    older = httpx.get(f"{client.addresses.login_url}{page['older']}", headers={"Accept": "application/json"})
    assert len(older.json()["entries"]) == 1


@pytest.mark.parametrize(("name", "org_id"), [("Org1_UAT", SANDBOX_ID), ("Org1", "00Dxx0000001gPLEAY")])
def test_org2_reaches_each_org_by_its_named_credential(servers: Servers, name: str, org_id: str) -> None:
    asked = {"named_credential": name, "path": "/services/data/v67.0/"}
    result = httpx.post(f"{servers.org2_url}/callouts", json=asked, timeout=30).json()
    assert result["diagnosis"] is None
    assert result["response"]["status"] == 200
    assert f"/id/{org_id}/" in result["response"]["body"]


def test_org2_shows_the_refusal_of_a_further_org_with_its_reason(
    loaded: LoadedWorld, tmp_path: Path, change_credential: Callable[[Path], None]
) -> None:
    folder = with_keys(write_two_orgs(tmp_path / "w"))
    change_credential(folder / "org2.toml")
    del loaded
    with Servers(load(find_world(folder, {}), lambda _line: None)) as servers:
        page = httpx.post(
            f"{servers.org2_url}/run",
            data={"named_credential": "Org1_UAT", "path": "/services/data", "method": "GET"},
            headers={"Origin": servers.org2_url},
            follow_redirects=True,
            timeout=30,
        )
        assert page.status_code == 200, page.text
        assert "audience_is_this_server" in page.text
        assert f"{servers.login_url}/orgs/uat/login-history/" in page.text


@pytest.fixture
def change_credential() -> Callable[[Path], None]:
    """Lets the second named credential name the audience of production."""

    def change(file: Path) -> None:
        head, mark, tail = file.read_text(encoding="utf-8").rpartition(f'audiences = ["{TEST}"]')
        assert mark
        file.write_text(f'{head}audiences = ["{LOGIN}"]{tail}', encoding="utf-8")

    return change


def test_what_is_remembered_of_a_further_org_is_private_and_apart(servers: Servers) -> None:
    place = servers.state / "orgs" / "uat"
    assert {"authserver.sqlite3", "resource_api.sqlite3", "token.key"} <= {file.name for file in place.iterdir()}
    assert [folder.stat().st_mode & 0o777 for folder in (place, place.parent)] == [0o700, 0o700]
    assert (place / "token.key").read_bytes() != (servers.state / "token.key").read_bytes()


def test_the_commands_of_the_page_work_as_it_says(
    loaded: LoadedWorld, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = re.findall(r"^orgless (callout \S+ \S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["callout Org1_UAT /services/data"]
    monkeypatch.chdir(loaded.world.folder.parent)
    result = CliRunner().invoke(main, [*commands[0].split(), "--org2-url", servers.org2_url])
    assert result.exit_code == 0, result.output
    assert "/services/data/v67.0" in result.stdout
    again = CliRunner().invoke(main, ["certs", "--world", "my-world", "-q"])
    assert (again.exit_code, again.output) == (0, "")
