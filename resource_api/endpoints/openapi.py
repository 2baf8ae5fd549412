"""GET /openapi.json: the API's own description. It needs no session."""

import json
from typing import Any

from flask import Flask, Response

PATH = "/openapi.json"


def serve_openapi(app: Flask, document: dict[str, Any]) -> None:
    """Adds the document to the app, made into text once."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def openapi() -> Response:
        return Response(text, content_type="application/json;charset=UTF-8")

    app.add_url_rule(PATH, "openapi", openapi, methods=["GET"])
