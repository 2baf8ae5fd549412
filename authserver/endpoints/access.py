"""Who asks an identity endpoint: the user of a live access token; refusals are one word of plain text, with 403."""

from flask import Response, request

from authserver.answers import text_answer
from authserver.bearer import bearer_token
from authserver.services import services
from authserver.users import User


def token_user() -> User | Response:
    """The token's user, or the refusal (inferred for a missing token; seen by several clients for a bad one)."""
    made = services()
    token = bearer_token(request.environ.get("HTTP_AUTHORIZATION", ""))
    if token is None and made.profile.salesforce_errors:
        token = request.args.get("oauth_token")
    if not token:
        return _refusal("Missing_OAuth_Token")
    session = made.live_session(token)
    user = made.org.user_with_id(session.user_id) if session else None
    return user or _refusal("Bad_OAuth_Token")


def _refusal(word: str) -> Response:
    if services().profile.salesforce_errors:
        return text_answer(403, word)
    response = text_answer(401, word)
    with_token = ', error="invalid_token"' if word == "Bad_OAuth_Token" else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="identity"{with_token}'
    return response
