"""How it is sent: the token request is a form in the body of a POST."""

from urllib.parse import quote

from authserver.assertion.request_checks import (
    body_is_a_form,
    body_is_readable,
    grant_type_is_given,
    grant_type_is_jwt_bearer,
    method_is_post,
    no_parameter_is_repeated,
)
from client_demo.step2_request_access_token import GRANT_TYPE

from .draft import Draft
from .own_client import HEADERS, JSON, QUERY
from .scenario import scenario


@scenario(refused_by=method_is_post, source="the address of the token endpoint was tried in a browser")
def token_request_by_get(draft: Draft) -> None:
    """The client asks for the token with GET, the parameters in the URL."""
    draft.client.sends_parameters(QUERY, method="GET")


@scenario(refused_by=body_is_a_form, source="“grant type not supported”: the body is not form-encoded (axios)")
def json_body(draft: Draft) -> None:
    """The HTTP library sends the parameters as JSON, as it does with every object that it is given."""
    draft.client.sends_parameters(JSON)


@scenario(refused_by=body_is_readable, source="the body is a string that is put together instead of encoded")
def percent_sign_not_escaped(draft: Draft) -> None:
    """The code joins the body by hand, and sends a value that holds a percent sign as it is."""
    draft.client.joins_on_unescaped("label", "100%")


@scenario(refused_by=grant_type_is_given, source="“grant type not supported”: parameters in headers")
def parameters_in_headers(draft: Draft) -> None:
    """The parameters were entered as headers, in the wrong tab of the HTTP tool."""
    draft.client.sends_parameters(HEADERS)


@scenario(
    refused_by=no_parameter_is_repeated, source="the grant type stands in the template and is added by the library"
)
def parameter_sent_twice(draft: Draft) -> None:
    """The grant type is sent twice: by the library, and by the code that calls it."""
    draft.client.adds_parameter("grant_type", GRANT_TYPE)


@scenario(refused_by=grant_type_is_jwt_bearer, source="“grant type not supported”: double-encoded grant URN")
def grant_type_encoded_twice(draft: Draft) -> None:
    """The grant type was URL-encoded by hand, and the HTTP library encodes it once more."""
    draft.client.sets_parameter("grant_type", quote(GRANT_TYPE, safe=""))


@scenario(refused_by=grant_type_is_jwt_bearer, source="“grant type not supported”: wrong quotes in Windows shells")
def quotes_of_a_windows_shell(draft: Draft) -> None:
    """The command was written with single quotes, which the Windows shell makes a part of the value."""
    draft.client.sets_parameter("grant_type", f"'{GRANT_TYPE}'")


@scenario(refused_by=grant_type_is_jwt_bearer, source="the protocol is called “JWT Token Exchange”, so RFC 8693?")
def token_exchange_grant_type(draft: Draft) -> None:
    """The grant type is RFC 8693's token exchange, which the name “JWT Token Exchange” suggests."""
    draft.client.sets_parameter("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")


TOKEN_REQUESTS = (
    token_request_by_get,
    json_body,
    percent_sign_not_escaped,
    parameters_in_headers,
    parameter_sent_twice,
    grant_type_encoded_twice,
    quotes_of_a_windows_shell,
    token_exchange_grant_type,
)
