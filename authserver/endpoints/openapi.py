"""``GET /openapi.json``: this server's endpoints, described by themselves (OpenAPI 3.1)."""

from flask import Response, current_app

from authserver.answers import json_answer
from authserver.openapi import COMMON, Operation, Reply, document, json_of, members
from authserver.services import services

from .discovery import own_name


def openapi() -> Response:
    """The document."""
    paths = current_app.extensions["described_paths"]
    return json_answer(200, document(paths, server=own_name(), profile=services().profile.name))


OPERATIONS = {
    "GET": Operation(
        summary="This description.",
        replies={200: Reply(says="It.", content=json_of({"type": "object"})), **COMMON},
    )
}
#: Of the page that every app serves, which is no endpoint of this server alone.
HEALTH = {
    "GET": Operation(
        summary="Says that this server can serve.",
        replies={200: Reply(says="It can.", content=json_of(members({"status": {"const": "ok"}}))), **COMMON},
    )
}
