"""GET /services/data/vNN.N: the resources that there are, and the caller's identity URL."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.org import Call

_RESOURCES = ("limits", "query", "queryAll", "sobjects")


def list_resources(call: Call) -> Response:
    """Each resource's path. jsforce reads ``identity``."""
    paths = {name: f"{call.version.path}/{name}" for name in _RESOURCES}
    return json_answer({"identity": call.caller.identity, **paths})
