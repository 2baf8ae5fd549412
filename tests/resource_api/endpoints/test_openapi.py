import json
from typing import Any


def test_it_is_served_to_everybody(api: Any) -> None:
    answer = api.app.test_client().get("/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json;charset=UTF-8")
    assert answer.json["openapi"] == "3.1.0"
    assert answer.json["servers"] == [{"url": "http://127.0.0.1:8002"}]
    assert answer.json["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert api.server.asked == []


def test_it_holds_no_secret(api: Any) -> None:
    text = json.dumps(api.app.test_client().get("/openapi.json").json)
    assert "hush" not in text
    assert "sqlite" not in text
