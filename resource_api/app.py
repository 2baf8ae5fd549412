"""Makes the app: the guard in front of everything, the routes behind it, and errors in Salesforce's shape."""

import os
from functools import cache, partial

import httpx
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed as HttpMethodNotAllowed

from plumbing.clock import Clock, system_clock
from plumbing.web import answer_errors, quiet, serve_health, serve_known_hosts, told_plainly

from .access_check.guard import unavailable
from .answers import error_answer, refusal, with_headers
from .api_usage import DAILY_REQUESTS
from .authorization_server import NoAnswerError
from .endpoints.openapi import serve_openapi
from .errors import FRAMEWORK_CODES, ApiError, MethodNotAllowedError, NotFoundError, UriTooLongError
from .openapi.document import openapi_document
from .org import Org, open_org
from .request_body import LONGEST_BODY
from .routes import serve_routes
from .settings import Settings
from .subrequests import current_request_is_inside

#: Salesforce's own limit for an address, in bytes.
LONGEST_URI = 16_384

_OPEN_ENDPOINTS = frozenset({"healthz", "list_versions", "openapi"})
_METHODS = ("HEAD", "GET", "POST", "PATCH", "PUT", "DELETE")


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    transport: httpx.BaseTransport | None = None,
) -> Flask:
    """Org1's REST API as a WSGI app.

    Args:
        settings: Read from the environment where missing.
        clock: The time, in seconds since 1970.
        transport: Through which the authorization server is asked about tokens, instead of a socket.
    """
    with told_plainly():
        settings = settings or Settings.from_environment(os.environ)
        org = open_org(settings, clock, transport)
    quiet("httpx")
    app = _plain_app()
    app.extensions["orgless_resource_api"] = org
    _serve(app, org, settings)
    return app


def _serve(app: Flask, org: Org, settings: Settings) -> None:
    serve_health(app)
    serve_known_hosts(app, (settings.instance_url, *settings.also_known_as), _framework_error)
    _answer_refusals(app)
    _guard(app, org)
    serve_routes(app, org)
    serve_openapi(app, openapi_document(org.schema, settings.instance_url))
    app.after_request(with_headers)
    app.after_request(_with_usage)


def _plain_app() -> Flask:
    """No static files, no automatic OPTIONS, no redirects: a path is what it says, or it is not found."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY + 1
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    return app


def _answer_refusals(app: Flask) -> None:
    answer_errors(app, _framework_error)
    app.register_error_handler(ApiError, refusal)
    app.register_error_handler(HttpMethodNotAllowed, _method_not_allowed)
    app.register_error_handler(NoAnswerError, _no_answer)


def _guard(app: Flask, org: Org) -> None:
    """Whatever the path and the method: without a live token there is nothing but what is open to all."""

    def check_access() -> None:
        if len(request.environ.get("PATH_INFO", "")) + len(request.query_string) > LONGEST_URI:
            raise UriTooLongError(f"The address is longer than {LONGEST_URI} bytes")
        outer = current_request_is_inside()
        if request.endpoint in _OPEN_ENDPOINTS:
            if outer:
                outer.refuse_what_no_batch_holds(request.path)
            return
        if outer:
            g.caller, g.refresh_set_up = outer.call.caller, outer.call.refresh_set_up
        else:
            org.authorization_server.begin()
            g.caller = org.guard.caller(request.headers.get("Authorization"))
            g.refresh_set_up = cache(partial(org.set_up.refresh, g.caller))
        g.calls_today = org.usage.count()

    app.before_request(check_access)


def _with_usage(answer: Response) -> Response:
    if "calls_today" in g:
        answer.headers["Sforce-Limit-Info"] = f"api-usage={g.calls_today}/{DAILY_REQUESTS}"
    return answer


def _framework_error(status: int, text: str) -> Response:
    """The web framework's own refusals, in Salesforce's shape."""
    if status == NotFoundError.status:
        return refusal(NotFoundError())
    return error_answer([{"message": text, "errorCode": FRAMEWORK_CODES.get(status, "UNKNOWN_EXCEPTION")}], status)


def _method_not_allowed(error: HttpMethodNotAllowed) -> Response:
    allowed = [method for method in _METHODS if method in (error.valid_methods or ())]
    told = MethodNotAllowedError(f"HTTP Method '{request.method}' not allowed. Allowed are {','.join(allowed)}")
    told.headers["Allow"] = ", ".join(allowed)
    return refusal(told)


def _no_answer(error: NoAnswerError) -> Response:
    current_app.logger.error("%s", error)
    return refusal(unavailable())
