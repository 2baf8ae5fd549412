from typing import Any


def test_it_names_the_composite_resources_that_there_are(api: Any) -> None:
    assert api.get("composite").json == {
        "batch": "/services/data/v67.0/composite/batch",
        "sobjects": "/services/data/v67.0/composite/sobjects",
    }


def test_it_came_with_version_34(api: Any) -> None:
    assert api.get("/services/data/v33.0/composite").status_code == 404
