"""GET /services/data: the versions, oldest first. It needs no session."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.versions import VERSIONS


def list_versions() -> Response:
    """Every version with its label and path."""
    return json_answer([{"label": one.label, "url": one.path, "version": one.text} for one in VERSIONS])
