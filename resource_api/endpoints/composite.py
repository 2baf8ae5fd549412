"""GET …/composite: the composite resources that there are (that it lists them is documented, the shape is inferred)."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.org import Call

_RESOURCES = ("batch", "sobjects")


def list_composite(call: Call) -> Response:
    """Each resource's path."""
    return json_answer({name: f"{call.version.path}/composite/{name}" for name in _RESOURCES})
