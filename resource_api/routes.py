"""Every resource of the API, in one table."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g

from .endpoints import (
    changes,
    composite,
    composite_batch,
    composite_retrieve,
    composite_sobjects,
    external_id,
    limits,
    query,
    recent,
    record,
    sobjects,
    version_root,
    versions_list,
)
from .errors import NotFoundError
from .org import Call, Org
from .resource_route import VERSIONS_LIST, Route
from .subrequests import current_request_is_inside
from .versions import version_named

_OBJECT = "/sobjects/<object_name>"
_RECORD = f"{_OBJECT}/<record_id>"
_BY_VALUE = f"{_OBJECT}/<field_name>/<path:value>"
_SEVERAL = "/composite/sobjects"

#: The first versions of the composite resources (REST API guide).
_BATCH, _COLLECTIONS, _COLLECTION_UPSERT = composite.RESOURCES["batch"], composite.RESOURCES["sobjects"], 46

ROUTES = (
    Route("GET", "", version_root.list_resources, {200: "Resources"}),
    Route("GET", "/limits", limits.show_limits, {200: "Limits"}),
    Route("GET", "/recent", recent.list_recent, {200: "RecentItems"}, query=("limit",)),
    Route("GET", "/sobjects", sobjects.list_objects, {200: "Objects"}),
    Route("GET", _OBJECT, sobjects.show_object, {200: "ObjectBasics"}),
    Route("POST", _OBJECT, sobjects.create_record, {201: "Saved"}, sends="RecordValues"),
    Route("GET", f"{_OBJECT}/describe", sobjects.describe_object, {200: "ObjectDescribe"}),
    Route("GET", f"{_OBJECT}/updated", changes.list_updated, {200: "Updated"}, query=("start", "end")),
    Route("GET", f"{_OBJECT}/deleted", changes.list_deleted, {200: "Deleted"}, query=("start", "end")),
    Route("GET", _RECORD, record.read_record, {200: "Record", 304: "", 412: "Errors"}, query=("fields",)),
    Route("PATCH", _RECORD, record.update_record, {204: "", 412: "Errors"}, sends="RecordValues"),
    Route("DELETE", _RECORD, record.delete_record, {204: "", 412: "Errors"}),
    Route("GET", _BY_VALUE, external_id.read_by_external_id, {200: "Record", 300: "Addresses"}, query=("fields",)),
    Route(
        "PATCH",
        _BY_VALUE,
        external_id.upsert_by_external_id,
        {200: "Upserted", 201: "Upserted", 204: "", 300: "Addresses"},
        sends="RecordValues",
        query=("updateOnly",),
    ),
    Route("DELETE", _BY_VALUE, external_id.delete_by_external_id, {204: "", 300: "Addresses"}),
    Route("GET", "/query", query.query, {200: "QueryAnswer"}, query=("q", "columns")),
    Route("GET", "/query/<locator>", query.next_page, {200: "QueryAnswer"}),
    Route("GET", "/queryAll", query.query_all, {200: "QueryAnswer"}, query=("q", "columns")),
    Route("GET", "/queryAll/<locator>", query.next_page, {200: "QueryAnswer"}),
    Route("GET", "/composite", composite.list_composite, {200: "Paths"}, since=_BATCH),
    Route("POST", "/composite/batch", composite_batch.run_batch, {200: "BatchResults"}, sends="Batch", since=_BATCH),
    Route(
        "POST",
        _SEVERAL,
        composite_sobjects.create_records,
        {200: "CollectionResults"},
        sends="Collection",
        since=_COLLECTIONS,
    ),
    Route(
        "PATCH",
        _SEVERAL,
        composite_sobjects.update_records,
        {200: "CollectionResults"},
        sends="Collection",
        since=_COLLECTIONS,
    ),
    Route(
        "DELETE",
        _SEVERAL,
        composite_sobjects.delete_records,
        {200: "CollectionResults"},
        query=("ids", "allOrNone"),
        since=_COLLECTIONS,
    ),
    Route(
        "GET",
        f"{_SEVERAL}/<object_name>",
        composite_retrieve.retrieve_by_address,
        {200: "Retrieved"},
        query=("ids", "fieldsOfAll"),
        since=_COLLECTIONS,
    ),
    Route(
        "POST",
        f"{_SEVERAL}/<object_name>",
        composite_retrieve.retrieve_by_body,
        {200: "Retrieved"},
        sends="Retrieval",
        since=_COLLECTIONS,
    ),
    Route(
        "PATCH",
        f"{_SEVERAL}/<object_name>/<field_name>",
        composite_sobjects.upsert_records,
        {200: "CollectionResults"},
        sends="Collection",
        since=_COLLECTION_UPSERT,
    ),
)


def serve_routes(app: Flask, org: Org) -> None:
    """Adds every resource, and the list of versions, which needs neither a session nor a version."""
    app.add_url_rule(VERSIONS_LIST, "list_versions", versions_list.list_versions, methods=["GET"])
    for route in ROUTES:
        rule = f"{VERSIONS_LIST}/<version>{route.path}"
        app.add_url_rule(rule, f"{route.method} {route.path}", _bound(route, org), methods=[route.method])


def _bound(route: Route, org: Org) -> Callable[..., Response]:
    def answer(version: str, **parts: Any) -> Response:
        called = version_named(version)
        if called.number < route.since:
            raise NotFoundError
        outer = current_request_is_inside()
        if outer:
            outer.refuse_what_no_batch_holds(route.path)
            outer.refuse_other_versions(called)
        return route.view(Call(org, called, g.caller, g.calls_today, g.refresh_set_up), **parts)

    return answer
