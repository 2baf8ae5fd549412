"""XML for those who would rather have it."""

from typing import Any

import pytest

from resource_api.xml_text import element, wants_xml

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/xml", True),
        ("text/xml", True),
        ("Application/XML; charset=UTF-8", True),
        ("application/json, application/xml", False),
        ("application/json;q=0.5, application/xml", True),
        ("application/json, application/xml;q=0.9", False),
        ("application/xml;q=0", False),
        ("text/html", False),
        (BROWSER, True),
        ("application/*", False),
        ("x" * 100_000 + ",application/xml", False),
        (",;q=,;;=application/xml,\x00", False),
    ],
)
def test_xml_is_answered_to_those_who_prefer_it_to_json(accept: str, *, wanted: bool) -> None:
    assert wants_xml(accept) is wanted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<a> & b", "&lt;a&gt; &amp; b"),
        ("a\x00b\x1bc\ufffe", "a\ufffdb\ufffdc\ufffd"),
        ("Zoë\n\U0001f600", "Zoë\n\U0001f600"),
    ],
)
def test_text_cannot_break_out_of_its_element(text: str, shown: str) -> None:
    assert element("message", text) == f"<message>{shown}</message>"


def test_a_refusal_is_the_xml_that_clients_parse(api: Any) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/xml"}
    answer = api.ask("GET", "sobjects/Account/nothing", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/xml;charset=UTF-8")
    assert answer.text == (
        '<?xml version="1.0" encoding="UTF-8"?><Errors><Error><errorCode>NOT_FOUND</errorCode>'
        "<message>Provided external ID field does not exist or is not accessible: nothing</message></Error></Errors>"
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/services/data/v67.0/limits", 401), ("GET", "/nowhere", 401), ("PUT", "/services/data", 401)],
)
def test_every_refusal_can_be_xml(api: Any, method: str, path: str, status: int) -> None:
    answer = api.app.test_client().open(path, method=method, headers={"Accept": "text/xml"})
    assert answer.status_code == status
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?><Errors><Error><errorCode>INVALID_SESSION_ID<')


def test_what_the_framework_refuses_can_be_xml_too(api: Any) -> None:
    answer = api.get("/services/data", headers={"Host": "evil.example", "Accept": "text/xml"})
    assert answer.status_code == 421
    assert "<errorCode>MISDIRECTED_REQUEST</errorCode>" in answer.text


def test_records_are_json_even_for_those_who_ask_for_xml(api: Any) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/xml"}
    assert api.get("limits", headers=headers).headers["Content-Type"] == "application/json;charset=UTF-8"
