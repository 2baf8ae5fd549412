from typing import Any

IDENTITY = "http://127.0.0.1:8001/id/00Dxx0000001gPLEAY/005xx000001SvogAAC"


def test_the_root_names_its_resources_and_the_callers_identity(api: Any) -> None:
    assert api.get("/services/data/v59.0").json == {
        "identity": IDENTITY,
        "limits": "/services/data/v59.0/limits",
        "query": "/services/data/v59.0/query",
        "queryAll": "/services/data/v59.0/queryAll",
        "sobjects": "/services/data/v59.0/sobjects",
    }


def test_every_resource_that_the_root_names_is_there(api: Any) -> None:
    root = api.get("/services/data/latest").json
    del root["identity"]
    for path in root.values():
        assert path.startswith("/services/data/v67.0/")
        assert api.get(path).status_code in {200, 400}
