from typing import Any

import pytest

from resource_api.routes import ROUTES

IDENTITY = "http://127.0.0.1:8001/id/00Dxx0000001gPLEAY/005xx000001SvogAAC"


def test_the_root_names_its_resources_and_the_callers_identity(api: Any) -> None:
    assert api.get("/services/data/v59.0").json == {
        "identity": IDENTITY,
        "composite": "/services/data/v59.0/composite",
        "limits": "/services/data/v59.0/limits",
        "query": "/services/data/v59.0/query",
        "queryAll": "/services/data/v59.0/queryAll",
        "recent": "/services/data/v59.0/recent",
        "sobjects": "/services/data/v59.0/sobjects",
    }


def test_under_its_other_name_it_still_says_the_number(api: Any) -> None:
    assert api.get("/services/data/latest").json["limits"] == "/services/data/v67.0/limits"


@pytest.mark.parametrize("version", ["v31.0", "v67.0"])
def test_every_resource_that_it_names_is_there(api: Any, version: str) -> None:
    named = api.get(f"/services/data/{version}").json
    del named["identity"]
    assert [path for path in named.values() if api.get(path).status_code == 404] == []


def test_it_names_every_resource_that_there_is(api: Any) -> None:
    named = api.get("/services/data/v67.0").json
    assert {route.path.split("/")[1] for route in ROUTES if route.path} == set(named) - {"identity"}
