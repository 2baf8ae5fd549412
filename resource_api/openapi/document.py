"""The whole document (OpenAPI 3.1)."""

import re
from collections.abc import Iterable
from typing import Any

from resource_api.resource_route import VERSIONS_LIST, Route
from resource_api.routes import ROUTES
from resource_api.schema.fields import Schema
from resource_api.versions import VERSIONS

from .parameters import path_parameters, query_parameters
from .schemas import all_schemas, reference

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_JSON, _XML = "application/json", "application/xml"

#: What is refused wherever it is, by the status, and why.
_REFUSALS = {
    400: "What was sent cannot be read, or does not fit",
    401: "No token, or none that counts, or not for this API",
    403: "The API is not for this org, user or scope",
    404: "There is no such version, resource, object, field or record",
    410: "The version was retired",
    413: "The body is too large",
    414: "The address is longer than 16,384 bytes",
    415: "The body is no JSON, or compressed",
    421: "The server does not answer for that host name",
    501: "A transfer coding other than chunked",
    503: "The authorization server or the database does not answer",
}
_OF_BODIES = frozenset({413, 415})
_OF_ALL = (421, 501)
_OPEN: list[dict[str, list[str]]] = []


def openapi_document(schema: Schema, url: str) -> dict[str, Any]:
    """The description of this API.

    Args:
        schema: The org's objects.
        url: Where the API is reached.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "Org1's REST API", "version": VERSIONS[-1].text},
        "servers": [{"url": url}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "parameters": {**_named("path", path_parameters(schema)), **_named("query", query_parameters())},
            "responses": {str(status): _refusal(told) for status, told in _REFUSALS.items()},
            "schemas": all_schemas(schema),
        },
    }


def _paths() -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {
        VERSIONS_LIST: {"get": _open_operation("The versions, oldest first", "Versions", xml=True)},
        "/healthz": {"get": _open_operation("Whether this server can serve", "Health")},
        "/openapi.json": {"get": _open_operation("This document", "Document")},
    }
    for route in ROUTES:
        paths.setdefault(_path(route), {})[route.method.lower()] = _operation(route)
    return paths


def _path(route: Route) -> str:
    return f"{VERSIONS_LIST}/{{version}}" + _PART.sub(r"{\1}", route.path)


def _named(place: str, parameters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"{place}.{name}": parameter for name, parameter in parameters.items()}


def _refusal(told: str) -> dict[str, Any]:
    """JSON, or XML where the request would rather have that."""
    return {"description": told, "content": {_JSON: {"schema": reference("Errors")}, _XML: {}}}


def _open_operation(summary: str, body: str, *, xml: bool = False) -> dict[str, Any]:
    content = {_JSON: {"schema": reference(body)}, **({_XML: {}} if xml else {})}
    answers = {"200": {"description": summary, "content": content}}
    return {"summary": summary, "security": _OPEN, "responses": answers | _refusals((*_OF_ALL, 414))}


def _operation(route: Route) -> dict[str, Any]:
    summary = (route.view.__doc__ or "").strip().partition("\n\n")[0]
    parts = ["version", *_PART.findall(route.path)]
    operation: dict[str, Any] = {
        "summary": " ".join(summary.split()),
        "parameters": [
            *({"$ref": f"#/components/parameters/path.{name}"} for name in parts),
            *({"$ref": f"#/components/parameters/query.{name}"} for name in route.query),
        ],
        "responses": {str(status): _answer(status, body) for status, body in route.answers.items()},
    }
    if route.sends:
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": reference(route.sends)}}}
    operation["responses"] |= _refusals(status for status in _REFUSALS if route.sends or status not in _OF_BODIES)
    return operation


def _answer(status: int, body: str) -> dict[str, Any]:
    told = f"{status}: {body or 'nothing to say'}"
    return {"description": told, "content": {_JSON: {"schema": reference(body)}}} if body else {"description": told}


def _refusals(statuses: Iterable[int]) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}
