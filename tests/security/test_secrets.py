"""Security contract L: private files are private, and no answer, page or log line holds a byte of key material."""

import re
import stat
import subprocess
from pathlib import Path

from served_world import TOKEN, Served, head

ROOT = Path(__file__).parents[2]
PATHS = {
    "login": ["/", "/login-history", "/id/keys", "/.well-known/openid-configuration", "/services/oauth2/userinfo"],
    "instance": [
        "/services/data",
        "/services/data/v67.0",
        "/services/data/v67.0/limits",
        "/services/data/v67.0/sobjects",
        "/services/data/v67.0/sobjects/Account",
        "/services/data/v67.0/query?q=SELECT+Id,Name+FROM+Account",
        "/services/data/v67.0/query?q=SELECT+nothing",
        "/services/oauth2/userinfo",
    ],
    "org2": ["/", "/named-credentials", "/callouts", "/static/org2.css", "/nowhere"],
}


def secrets_of(served: Served) -> dict[str, str]:
    """Every private file of the world and the state, in pieces none of which may be seen."""
    pieces = {}
    files = [*served.world.world.certs.iterdir(), *served.servers.state.glob("**/*.key")]
    for file in files:
        if file.suffix in {".key", ".secret"}:
            body = "".join(line for line in file.read_text().splitlines() if not line.startswith(("-----", "#")))
            beginning = 432 if len(body) > 1000 else 0  # a key's file begins with its public half
            for at in range(beginning, max(len(body) - 24, 1), 24):
                pieces[f"{file.name} at {at}"] = body[at : at + 24]
    return pieces


def test_l1_no_answer_and_no_log_line_holds_a_piece_of_a_key_or_a_secret(served: Served) -> None:
    servers, token = served.servers, served.a_token()
    urls = {"login": servers.login_url, "instance": servers.instance_url, "org2": servers.org2_url}
    heard = [served.post(servers.login_url, TOKEN, served.form(iss="x")).raw]
    for name, paths in PATHS.items():
        for path in paths:
            for accept in ("application/json", "text/html"):
                asked = (f"Accept: {accept}", f"Authorization: Bearer {token}")
                heard.append(served.say(urls[name], head("GET", urls[name], path, *asked)).raw)
    callout = b'{"named_credential": "Org1", "path": "/services/data/v67.0/limits", "new_token": true}'
    heard.append(served.post(servers.org2_url, "/callouts", callout, "Content-Type: application/json").raw)
    heard.append(served.post(servers.org2_url, "/run", b"named_credential=Org1&path=/services/data&method=GET").raw)
    everything = b"\n".join(heard).decode("latin-1") + "\n".join(served.lines)
    assert "instance_url" in everything or "access_token" in everything
    pieces = secrets_of(served)
    assert len(pieces) > 120
    assert [name for name, piece in pieces.items() if piece in everything] == []


def test_l1_what_is_made_is_its_owners_alone(served: Served) -> None:
    places = (served.world.world.certs, served.servers.state)
    files = [file for place in places for file in place.glob("**/*") if file.is_file()]
    assert len(files) > 8
    for file in files:
        is_public = file.suffix == ".crt"
        assert stat.S_IMODE(file.stat().st_mode) == (0o644 if is_public else 0o600), file
    assert all(stat.S_IMODE(place.stat().st_mode) == 0o700 for place in places)


def test_l1_nothing_private_is_committed() -> None:
    if not (ROOT / ".git").exists():  # an unpacked source distribution
        return
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    assert not [file for file in files if file.suffix in {".key", ".secret", ".sqlite3", ".pem", ".p12", ".jks"}]
    armour = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{60}")
    assert not [file for file in files if file.is_file() and armour.search(file.read_bytes())]


def test_l2_the_state_holds_no_token_and_no_secret_but_the_key_that_makes_them(served: Served) -> None:
    token = served.a_token()
    assert served.call(token).status == 200
    secrets = [file.read_text().strip() for file in served.world.world.certs.glob("*.secret")]
    for file in served.servers.state.glob("**/*"):
        if file.is_file() and not file.name.startswith("client_demo"):  # Org2 keeps the tokens that it was given
            content = file.read_bytes()
            assert token[18:].encode() not in content, file
            assert not [secret for secret in secrets if secret.encode() in content], file
