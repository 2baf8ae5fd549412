"""``/login-history``: every exchange with its report, as a page and as JSON, on the machine itself only."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from authserver.answers import json_answer, text_answer
from authserver.history import LoginEntry
from authserver.openapi import COMMON, TEXT, Operation, Parameter, Reply, word
from authserver.services import services
from plumbing.loopback import is_loopback_address
from plumbing.web import has_foreign_origin

_PAGE = 50
_HERE_ONLY = "the login history is shown on this machine only; see ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE\n"
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def front() -> BaseResponse:
    """The server's address in a browser: there is nothing to see but the history."""
    return redirect(url_for("entries"))


def entries() -> Response:
    """The newest exchanges; ``?before=<number>`` pages on, ``?limit=`` takes 1 to 500."""
    _refuse_strangers()
    limit, before = min(max(_number("limit", _PAGE), 1), 500), _number("before", 0)
    found = services().store.list_logins(limit + 1, before or None)
    older = url_for("entries", limit=limit, before=found[limit - 1].number) if len(found) > limit else None
    found = found[:limit]
    if _wants_json():
        return json_answer(200, {"entries": [_shown(entry) for entry in found], "older": older})
    shown = [_shown(entry) for entry in found]
    settings = services().settings
    others = {name: url for name, url in settings.login_urls.items() if url != settings.login_url}
    return _page("login_history.html", entries=shown, older=older, org=services().org, others=others)


def entry(entry: str) -> Response:
    """One exchange, check by check."""
    _refuse_strangers()
    found = services().store.find_login(entry)
    if found is None:
        abort(text_answer(404, "no such entry\n"))
    if _wants_json():
        return json_answer(200, _shown(found))
    return _page("login_entry.html", entry=_shown(found), org=services().org)


def _shown(found: LoginEntry) -> dict[str, object]:
    address = f"{services().settings.login_url}/login-history/{found.entry}"
    return {"entry": found.entry, "number": found.number, "url": address, **found.report.to_json()}


def _refuse_strangers() -> None:
    is_near = is_loopback_address(request.environ.get("REMOTE_ADDR", ""))
    if not is_near and not services().settings.show_login_history_to_everyone:
        abort(text_answer(403, _HERE_ONLY))
    if has_foreign_origin():
        abort(text_answer(403, "requests from other sites' pages are refused\n"))


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="application/json")
    return bool(best == "application/json")


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else default  # noqa: PLR2004


def _page(template: str, **values: object) -> Response:
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


_COUNT = {"type": "integer", "minimum": 0}
_SHOWN = {"application/json": {"type": "object"}, "text/html": TEXT}
_STRANGERS = {403: word("The history is shown on this machine only."), **COMMON}
FRONT = {
    "GET": Operation(
        summary="Leads to the Login History.",
        replies={
            302: Reply(says="There it is.", content={"text/html": TEXT}, headers={"Location": "its address"}),
            **COMMON,
        },
    )
}
ENTRIES = {
    "GET": Operation(
        summary="The newest exchanges.",
        parameters=(
            Parameter(name="limit", place="query", says="How many, 1 to 500.", schema=_COUNT),
            Parameter(name="before", place="query", says="Older ones than this number.", schema=_COUNT),
        ),
        replies={200: Reply(says="The exchanges.", content=_SHOWN), **_STRANGERS},
    )
}
ENTRY = {
    "GET": Operation(
        summary="One exchange, check by check.",
        parameters=(Parameter(name="entry", place="path", says="Its name, from the header Orgless-Login."),),
        replies={
            200: Reply(says="The exchange.", content=_SHOWN),
            404: word("There is no such entry."),
            **_STRANGERS,
        },
    )
}
