from typing import Any


def test_the_versions_are_listed_oldest_first_without_a_session(api: Any) -> None:
    answer = api.get("/services/data", headers={})
    assert answer.status_code == 200
    assert answer.text.startswith('[{"label":"Summer \'14","url":"/services/data/v31.0","version":"31.0"},')
    assert answer.text.endswith(',{"label":"Summer \'26","url":"/services/data/v67.0","version":"67.0"}]')
    assert len(answer.json) == 37


def test_the_list_is_no_call_that_counts(api: Any) -> None:
    assert "Sforce-Limit-Info" not in api.get("/services/data").headers
    assert api.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/15000"
    assert len(api.server.asked) == 1


def test_a_slash_at_the_end_is_the_same(api: Any) -> None:
    assert api.get("/services/data/", headers={}).status_code == 200


def test_the_list_is_xml_for_those_who_ask_for_it(api: Any) -> None:
    answer = api.get("/services/data", headers={"Accept": "application/xml"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml;charset=UTF-8")
    assert answer.text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?><Versions><Version><label>Summer \'14</label>'
        "<url>/services/data/v31.0</url><version>31.0</version></Version>"
    )
    assert answer.text.endswith("<version>67.0</version></Version></Versions>")
    assert answer.text.count("<Version>") == 37


def test_head_tells_the_same_without_a_body(api: Any) -> None:
    answer = api.ask("HEAD", "/services/data", headers={})
    assert (answer.status_code, answer.data) == (200, b"")
