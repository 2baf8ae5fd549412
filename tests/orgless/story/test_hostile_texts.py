"""What strangers wrote into JWTs and worlds is told literally: no markup, no emoji codes, nothing that steers."""

import json

import pytest
from building import CONSUMER_KEY, NOW, a_token_request, a_user, an_app, an_assertion, an_org, compact, private_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenes import Play, story_of

from authserver.assertion.access_checks import subject_is_a_user
from authserver.org import Org
from orgless.explanation import explain
from orgless.pasted.reading import Pasted
from orgless.scenarios.draft import Draft
from orgless.scenarios.scenario import Scenario
from orgless.story.explanation import tell_explanation
from orgless.story.terminal import facts, heading, literal_console, plain
from plumbing.redaction import may_hold_secrets, printable

HEADER = '{"alg":"RS256"}'
HOSTILE = [
    "[/nope]",
    "[b]max[/b]@acme.com",
    "[link=https://x]y[/link]",
    "[",
    "\\[red]",
    ":smile:",
    "aa:cd:ef",
    "\x1b[31mred\x1b]8;;https://x\x07",
    "bell\x07and\x00nul\x7f",
    "\u202etxt.exe\u2066",
    "שלום עולם",
    "日本語" * 15,
    "x" * 90,
]
texts = st.sampled_from(HOSTILE) | st.text(
    st.sampled_from("[]/:=@.\\\x1b\x07") | st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
).filter(lambda text: not may_hold_secrets(text) and not {"\n", "\t"} & {*text})


def told(assertion: str, org: Org | None = None, *, columns: int = 4_000) -> str:
    """What `orgless explain` prints."""
    request = a_token_request(assertion=assertion)
    console = literal_console(width=columns, color_system=None)
    with console.capture() as captured:
        explanation = explain(request, org or an_org(), profile="salesforce", at=NOW)
        tell_explanation(console, Pasted("a JWT", request), explanation, org="org1.toml", short=False)
    return captured.get()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(texts, st.sampled_from(["sub", "iss", "aud", "jti", "exp", "nbf"]))
def test_the_value_of_a_claim_is_told_literally(text: str, claim: str) -> None:
    assert printable(text) in told(an_assertion(**{claim: text}))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(texts)
def test_the_names_of_claims_and_the_header_are_told_literally(text: str) -> None:
    story = told(compact(json.dumps({text: "a", "kid": text}), json.dumps({text: "b"})))

    assert story.count(printable(text)) >= 3


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(texts)
def test_the_names_of_profiles_apps_and_users_are_told_literally(text: str) -> None:
    user = a_user(username=f"{text}@org1.example", profile=text)
    app = an_app(label=text, profiles=("another",))

    story = told(an_assertion(sub=user.username), an_org(app, users=(user,)))

    assert story.count(printable(text)) >= 2


@pytest.mark.parametrize("columns", [20, 36, 80])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_narrow_terminal_tells_hostile_texts_too(text: str, columns: int) -> None:
    story = told(compact(HEADER, json.dumps({"sub": text, text: text})), columns=columns)

    pieces = "".join(story.split())
    assert "".join(printable(text).split()) in pieces
    assert "\x1b" not in story


def test_the_fingerprint_of_another_apps_certificate_stays_a_fingerprint() -> None:
    org = an_org()
    certificate = org.connected_apps[1].certificate
    assert certificate is not None

    story = told(an_assertion(iss=CONSUMER_KEY, key=private_key("Old_Integration")), org)

    assert f"({certificate.fingerprint})" in story


def test_no_form_of_the_story_reads_markup() -> None:
    console = literal_console(width=80, color_system=None)
    with console.capture() as captured:
        console.print("[b]x[/b] :smile:")
        console.print(heading("[/x]"))
        console.print(facts([("[/y]", "[/z] :cd:")]))
        console.print(plain("[/w]"))

    assert all(one in captured.get() for one in ("[b]x[/b] :smile:", "[/x]", "[/y]", "[/z] :cd:", "[/w]"))


def _hostile_client(draft: Draft) -> None:
    draft.client.sets_claims(sub="[/nope] :smile: \x1b[31m", **{"[/name]": "[b]x[/b]"})


def test_a_demo_tells_hostile_claims_literally(play_scene: Play) -> None:
    scenario = Scenario(_hostile_client, "hostile", "[/summary]", subject_is_a_user, "[/source]", "salesforce")

    story = story_of(play_scene(scenario).played, 100)

    for one in ("[/nope] :smile: \\x1b[31m", "[/name]", "[b]x[/b]", "[/summary]", "[/source]"):
        assert one in story
    assert "\x1b" not in story
