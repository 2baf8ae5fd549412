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
