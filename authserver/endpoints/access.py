"""Who asks an identity endpoint: the user of a live access token; refusals are one word of plain text, with 403.

Salesforce Help says that tokens that are JWTs are good for REST APIs only. Its Mobile SDKs, which get such tokens, ask
the identity endpoints with them all the same: both forms are taken here (inferred).
"""

from flask import Response, request

from authserver.answers import text_answer
from authserver.bearer import bearer_token
from authserver.live_tokens import LiveToken
from authserver.openapi import Parameter, Reply, word
from authserver.services import Services, services

BAD, MISSING = "Bad_OAuth_Token", "Missing_OAuth_Token"

#: How the endpoints that call ``token_in_use`` refuse, for their descriptions.
REFUSALS: dict[str, dict[int, Reply]] = {
    "salesforce": {403: word(f"{BAD}: the token is not live; {MISSING}: there is none.")},
    "strict": {401: word("The token is not live, or there is none.", WWW_Authenticate="how to authenticate")},
}
CREDENTIALS: dict[str, tuple[str, ...]] = {"salesforce": ("token", "token_in_url"), "strict": ("token",)}
VERSION = Parameter(
    name="version",
    place="query",
    says="Of the API, in the addresses: a number, or latest; else they hold the word {version}.",
)


def token_in_use() -> LiveToken | Response:
    """The token, whose session lives on for this use, or the refusal.

    That word is seen by several clients for a bad token; the one for a missing token is inferred.
    """
    made = services()
    header, in_url = bearer_token(request.environ.get("HTTP_AUTHORIZATION", "")), _tokens_in_url(made)
    shown = [token for token in (header, *in_url) if token]
    if not shown:
        return _refusal(made, MISSING)
    # Two readers could take two tokens for the one that counts: whoever shows several must mean the same one.
    live = made.tokens.find(shown[0]) if len(in_url) <= 1 and len(set(shown)) == 1 else None
    return made.tokens.use(live) if live else _refusal(made, BAD)


def _tokens_in_url(made: Services) -> list[str]:
    return request.args.getlist("oauth_token") if made.profile.allows("token in the query") else []


def _refusal(made: Services, text: str) -> Response:
    if made.profile.salesforce_errors:
        return text_answer(403, text)
    response = text_answer(401, text)
    with_token = ', error="invalid_token"' if text == BAD else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="identity"{with_token}'
    return response
