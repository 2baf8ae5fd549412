"""GET /services/data/vNN.N: the resources that there are, and the caller's identity URL."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.org import Call

#: Each resource, and the first version that has it.
RESOURCES = {"composite": 34, "limits": 31, "query": 31, "queryAll": 31, "recent": 31, "sobjects": 31}


def list_resources(call: Call) -> Response:
    """Each resource's path. jsforce reads ``identity``."""
    names = [name for name, since in RESOURCES.items() if since <= call.version.number]
    return json_answer({"identity": call.caller.identity, **{name: f"{call.version.path}/{name}" for name in names}})
