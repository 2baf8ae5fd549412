"""What keeps other sites' pages from using Org2: own origins only, strict headers, bounded bodies."""

import json
from http import HTTPStatus

from flask import Flask, Response, abort, render_template, request
from gunicorn.http.errors import ParseException

from plumbing.web import has_foreign_origin, is_cut_off

LARGEST_REQUEST_BYTES = 1_000_000

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers say of our own forms that their origin is null
    "Cross-Origin-Resource-Policy": "same-origin",
}


def error_body(status: int, message: str, error: str = "") -> Response:
    """The app's error answer: a page for who prefers pages, else ``{"error", "message"}``."""
    if _prefers_pages():
        return Response(render_template("error.html", status=status, message=message), status)
    code = error or HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
    text = json.dumps({"error": code, "message": message}, ensure_ascii=False)
    return Response(f"{text}\n", status, mimetype="application/json")


def read_body() -> bytes:
    """The request's body; a broken one is answered with 400, an oversized one with 413, a compressed one with 415."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        abort(error_body(415, "send the body as it is: no content coding is read"))
    try:
        body = request.get_data()
    except (OSError, ValueError, ParseException):
        abort(400)
    if is_cut_off(body):
        abort(400)
    return body


def refuse_cross_site(app: Flask) -> None:
    """Answers 403 to requests that change something and that a browser sent on behalf of another site's page."""

    def refuse() -> Response | None:
        if request.method in _SAFE_METHODS or _is_own():
            return None
        return error_body(403, "requests from other sites' pages are refused", "cross_site")

    app.before_request(refuse)


def add_security_headers(app: Flask) -> None:
    """Every answer forbids scripts, frames and guessed content types; none but static files is kept by caches."""

    def add(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add)


def _prefers_pages() -> bool:
    accepted = request.accept_mimetypes
    return bool(accepted["text/html"] > accepted["application/json"])


def _is_own() -> bool:
    """Whether the request comes from a page of ours or from no page at all.

    Where the browser says itself whose page sent it, that decides (Fetch Metadata 2.3: no page can set this header).
    Browsers are silent about it towards plain HTTP on other machines' addresses; there the origin decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site.strip().lower() in _OWN_SITES
    return not has_foreign_origin()
