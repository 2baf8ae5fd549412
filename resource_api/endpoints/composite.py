"""GET …/composite: the composite resources of the version (that it lists them is documented, the shape is inferred)."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.org import Call

#: Each resource, and the first version that has it (REST API guide).
RESOURCES = {"batch": 34, "sobjects": 42}


def list_composite(call: Call) -> Response:
    """Each resource's path."""
    names = [name for name, since in RESOURCES.items() if since <= call.version.number]
    return json_answer({name: f"{call.version.path}/composite/{name}" for name in names})
