"""The checks of the token request itself, before a look at the assertion (RFC 6749 3.2, 7521 4.1)."""

from authserver.errors import InvalidRequestError, NotAPostError, UnsupportedGrantTypeError
from authserver.token_request import FORM, JWT_BEARER, MOST_FIELDS, TokenRequest
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt


@check(
    rule="RFC 6749 3.2",
    error=NotAPostError,
    says="must use HTTP POST",
    setting="Client: HTTP method of the token request",
    wording_is_inferred=True,
)
def method_is_post(request: TokenRequest) -> Reason | None:
    """The token request is a POST."""
    if request.method == "POST":
        return None
    return Reason("POST", excerpt(request.method), "the parameters of this flow travel in the body of a POST")


@check(
    rule="RFC 6749 3.2 and Appendix B",
    error=UnsupportedGrantTypeError,
    says="grant type not supported",
    setting="Client: Content-Type of the token request",
)
def body_is_a_form(request: TokenRequest) -> Reason | None:
    """The parameters are sent as application/x-www-form-urlencoded text."""
    is_in_url_alone = request.has_query and not request.media_type
    if request.media_type == FORM or request.method != "POST" or is_in_url_alone:
        return None
    return Reason(FORM, request.media_type or "no Content-Type", _why_no_form(request))


def _why_no_form(request: TokenRequest) -> str:
    if request.begins_with.lstrip().startswith("{"):
        return "the body is JSON, as HTTP libraries send objects by default; the server then sees no parameters"
    if request.media_type.startswith("multipart/"):
        return "the HTTP library was given a form-data object; give it URL-encoded parameters"
    return "the server does not see the parameters in this encoding"


@check(
    rule="RFC 6749 Appendix B",
    error=InvalidRequestError,
    says="parameters could not be decoded",
    setting="Client: Content-Type and encoding of the token request",
    needs=[body_is_a_form],
    wording_is_inferred=True,
)
def body_is_readable(request: TokenRequest) -> Reason | None:
    """The parameters, in the body or in the URL, are at most 100 names and values in UTF-8 with correct %-escapes."""
    if not request.fault:
        return None
    expected = f"at most {MOST_FIELDS} names and values in UTF-8 with correct %-escapes"
    return Reason(expected, request.fault, "was it put together by hand, without the HTTP library's own encoding?")


@check(
    rule="RFC 6749 3.2",
    error=InvalidRequestError,
    says="parameter sent more than once",
    setting="Client: parameters of the token request",
    needs=[body_is_readable],
    wording_is_inferred=True,
)
def no_parameter_is_repeated(request: TokenRequest) -> Reason | None:
    """No parameter is sent twice, be it in the body, in the URL or in both."""
    if not request.repeated:
        return None
    return Reason("each parameter once", f"{excerpt(request.repeated[0])} twice", "two servers could read two values")


@check(
    rule="RFC 6749 3.2",
    error=InvalidRequestError,
    says="parameters must be sent in the body",
    setting="Client: where the parameters of the token request are put",
    wording_is_inferred=True,
)
def parameters_are_in_the_body(request: TokenRequest) -> Reason | None:
    """The parameters are in the body, not in the URL, where logs and proxies would keep them."""
    if not request.has_query or request.method != "POST":
        return None
    names = ", ".join(sorted(request.query)) or "nothing that can be read"
    return Reason("parameters in the body alone", f"in the URL: {excerpt(names)}", deviation="parameters in the query")


@check(
    rule="RFC 6749 4.5 and 7523 2.1",
    error=UnsupportedGrantTypeError,
    says="grant type not supported",
    setting="Client: grant_type of the token request",
    needs=[body_is_readable],
)
def grant_type_is_given(request: TokenRequest) -> Reason | None:
    """The request says which kind of grant it brings."""
    if request.parameter("grant_type"):
        return None
    named = ", ".join(sorted(request.parameters)) or "none"
    cause = "" if request.parameters or request.query else "do they stand in headers?"
    return Reason("a parameter named grant_type", f"parameters: {excerpt(named)}", cause)


@check(
    rule="RFC 7523 2.1",
    error=UnsupportedGrantTypeError,
    says="grant type not supported",
    setting="Client: grant_type of the token request",
    needs=[grant_type_is_given],
)
def grant_type_is_jwt_bearer(request: TokenRequest) -> Reason | None:
    """The grant type is urn:ietf:params:oauth:grant-type:jwt-bearer."""
    sent = request.parameter("grant_type")
    return None if sent == JWT_BEARER else Reason(JWT_BEARER, f"“{excerpt(sent, 80)}”", _why_no_grant(sent))


def _why_no_grant(sent: str) -> str:
    bare = sent.strip().strip("\"'")
    causes = (
        ("%3a" in sent.lower(), "the value was encoded twice: “:” is sent as %253A"),
        (sent.strip() != sent, "there are blanks around the value"),
        (bare == JWT_BEARER, "the quotes of a shell became part of the value"),
        (sent.lower() == JWT_BEARER, "the value must be in small letters"),
        (sent.endswith(":token-exchange"), "that is RFC 8693; Org2's protocol “JWT Token Exchange” is RFC 7523"),
    )
    return next((cause for applies, cause in causes if applies), "")


REQUEST_CHECKS = (
    method_is_post,
    body_is_a_form,
    body_is_readable,
    no_parameter_is_repeated,
    parameters_are_in_the_body,
    grant_type_is_given,
    grant_type_is_jwt_bearer,
)
