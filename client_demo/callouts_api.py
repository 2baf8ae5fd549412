"""``GET /named-credentials`` and ``POST /callouts``: Org2 for programs."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from .callout_request import callout_from_json
from .errors import BadCalloutError
from .flow import Org2Caller
from .guard import error_body, read_body
from .org2 import Org2


def blueprint(org2: Org2, caller: Callable[[], Org2Caller]) -> Blueprint:
    """The two endpoints.

    Args:
        org2: Whose named credentials they list.
        caller: Gives what makes callouts in this process.
    """
    endpoints = Blueprint("callouts_api", __name__)

    @endpoints.get("/named-credentials")
    def list_named_credentials() -> Response:
        return _json([asdict(credential) for credential in org2.named_credentials])

    @endpoints.post("/callouts")
    def make_callout() -> Response:
        if request.mimetype != "application/json":
            return error_body(415, "send the callout as application/json")
        try:
            result = caller().make(callout_from_json(read_body()))
        except BadCalloutError as error:
            return error_body(400, str(error), error.code)
        return _json(result.to_json())

    return endpoints


def _json(value: Any) -> Response:
    return Response(f"{json.dumps(value, ensure_ascii=False)}\n", mimetype="application/json")
