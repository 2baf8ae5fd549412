from typing import Any


def test_it_names_the_composite_resources_that_there_are(api: Any) -> None:
    assert api.get("composite").json == {
        "batch": "/services/data/v67.0/composite/batch",
        "sobjects": "/services/data/v67.0/composite/sobjects",
    }


def test_it_names_what_its_own_version_has_and_no_more(api: Any) -> None:
    for number in range(34, 68):
        root = f"/services/data/v{number}.0/composite"
        named = api.get(root).json
        for name, body in (("batch", {"batchRequests": []}), ("sobjects", {"records": []})):
            status = api.ask("POST", f"{root}/{name}", json=body).status_code
            assert status == (200 if name in named else 404), (number, name)


def test_it_came_with_version_34(api: Any) -> None:
    assert api.get("/services/data/v33.0/composite").status_code == 404
