"""The description is whole: every resource is in it, everything that it refers to is there, and it needs no session."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from resource_api.openapi.document import openapi_document
from resource_api.openapi.schemas import all_schemas
from resource_api.routes import ROUTES
from resource_api.schema.objects_file import load_schema


@pytest.fixture
def document(objects_file: Any) -> dict[str, Any]:
    return openapi_document(load_schema(objects_file), "https://org1.my.salesforce.com")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from references(child)


def test_everything_that_it_refers_to_is_there(document: dict[str, Any]) -> None:
    def found(reference: str) -> Any:
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node.get(part, {})
        return node

    assert [one for one in set(references(document)) if not found(one)] == []


def test_every_resource_is_in_it(document: dict[str, Any]) -> None:
    told = {(method, path) for method, path, _ in operations(document)}
    paths = [(route.method, re.sub(r"<(?:path:)?(\w+)>", r"{\1}", route.path)) for route in ROUTES]
    routes = {(method, f"/services/data/{{version}}{path}") for method, path in paths}
    assert told == routes | {("GET", "/services/data"), ("GET", "/healthz"), ("GET", "/openapi.json")}


def test_every_part_of_a_path_is_a_parameter(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        parts = [one["$ref"].rpartition("/")[2] for one in operation.get("parameters", [])]
        assert [f"path.{part}" for part in re.findall(r"{(\w+)}", path)] == [
            part for part in parts if part.startswith("path.")
        ]


def test_every_operation_says_in_a_sentence_what_it_is_for(document: dict[str, Any]) -> None:
    assert [path for _, path, operation in operations(document) if len(operation["summary"]) < 10] == []


def test_every_operation_with_a_session_tells_its_refusals(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if "security" not in operation:
            assert {"400", "401", "403", "404", "410", "414", "421", "503"} <= set(operation["responses"]), path
            assert ("415" in operation["responses"]) is (method in {"POST", "PATCH"})
        assert "500" not in operation["responses"]


def test_every_body_of_the_routes_has_a_schema(document: dict[str, Any]) -> None:
    named = {body for route in ROUTES for body in (*route.answers.values(), route.sends) if body}
    assert named <= set(document["components"]["schemas"])


def test_custom_objects_and_fields_are_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Delivery__c"]["properties"]["Number__c"]["anyOf"][0] == {"type": "number"}
    assert "Customer_Number__c" in schemas["Account.values"]["properties"]
    assert "CreatedDate" not in schemas["Account.values"]["properties"]
    assert "User.values" not in schemas


def test_names_of_schemas_are_names_that_openapi_takes(objects_file: Any) -> None:
    assert [name for name in all_schemas(load_schema(objects_file)) if not re.fullmatch(r"[\w.-]+", name)] == []
