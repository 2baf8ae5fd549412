"""The result of a performance for programs: everything that the story tells, without secrets."""

from typing import Any

from orgless.scenarios.play import Played

from .wire_view import request_lines, response_lines


def to_json(played: Played) -> dict[str, Any]:
    """All of it as JSON values."""
    return {
        "went_well": played.went_well,
        "unmet": [played.shown(one) for one in played.unmet],
        "scenario": played.scenario.to_json() if played.scenario else None,
        "profile": played.profile,
        "named_credential": played.credential.name,
        "changes": [change.to_json() for change in played.changes],
        "jwt": _jwt(played),
        "exchanges": _exchanges(played),
        "login_history_entry": played.entry,
        "api_refusal": {"check": played.api_check[0], "reason": played.shown(played.api_check[1])}
        if played.api_check[0]
        else None,
        "apex_error": played.result.apex_error and played.shown(played.result.apex_error),
        "diagnosis": played.result.diagnosis and played.shown(played.result.diagnosis),
        "records": played.records,
    }


def _jwt(played: Played) -> dict[str, Any] | None:
    if played.jwt is None:
        return None

    def shown(members: Any) -> dict[str, Any]:
        return {name: played.shown(value) if isinstance(value, str) else value for name, value in members.items()}

    return {
        "header": shown(played.jwt.header),
        "claims": shown(played.jwt.claims),
        "origins": dict(played.jwt.origins),
    }


def _exchanges(played: Played) -> list[dict[str, Any]]:
    return [
        {
            "step": 2 if one.is_token_request else 3,
            "request_text": "\n".join(request_lines(one, played.shown)),
            "response_text": "\n".join(response_lines(one, played.shown, every_header=True)),
            "status": one.response.status_code,
        }
        for one in played.seen
    ]
