"""The floor: a bare Flask view that parses the form of a token request and answers JSON of a real answer's size."""

import json
import os
from typing import Any

from flask import Flask, Response, abort, jsonify, request

#: The environment variable that holds the answer, as JSON text.
ANSWER = "BARE_ANSWER"


def create_app(answer: dict[str, Any] | None = None) -> Flask:
    """The WSGI application.

    Args:
        answer: The members of the JSON object that it answers; read from the environment when not given.
    """
    app = Flask(__name__)
    members = answer or json.loads(os.environ[ANSWER])

    def token() -> Response:
        if not request.form["grant_type"] or not request.form["assertion"]:
            abort(400)
        return jsonify(members)

    app.add_url_rule("/services/oauth2/token", view_func=token, methods=["POST"])
    return app
