"""The error codes of the token, introspection and revocation endpoints: one class, one code (RFC 6749 5.2).

The codes beyond the RFC's are Salesforce's own vocabulary.
"""

from authlib.oauth2 import OAuth2Error


class OAuthError(OAuth2Error):
    """An error that is answered as ``{"error": …, "error_description": …}``."""

    error = "invalid_request"
    status_code = 400

    def get_headers(self) -> list[tuple[str, str]]:
        """What the answer carries beside the headers that all answers have."""
        return []


class InvalidRequestError(OAuthError):
    """The request itself is wrong, whoever sent it."""


class NotAPostError(InvalidRequestError):
    """The token endpoint takes POST only (RFC 6749 3.2)."""

    status_code = 405

    def __init__(self, description: str, allowed: tuple[str, ...] = ("POST",)) -> None:
        super().__init__(description)
        self._allowed = allowed

    def get_headers(self) -> list[tuple[str, str]]:
        """Which methods are allowed (RFC 9110 15.5.6)."""
        return [("Allow", ", ".join(self._allowed))]


class UnsupportedGrantTypeError(OAuthError):
    """The grant type is none that this server knows."""

    error = "unsupported_grant_type"


class InvalidGrantError(OAuthError):
    """The assertion is not good for a token."""

    error = "invalid_grant"


class InvalidClientIdError(OAuthError):
    """No connected app has this consumer key."""

    error = "invalid_client_id"


class InvalidClientError(OAuthError):
    """The client's own credentials are wrong."""

    error = "invalid_client"
    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        """How to authenticate (RFC 6749 5.2, RFC 9110 15.5.2)."""
        return [("WWW-Authenticate", 'Basic realm="OAuth client"')]


class InvalidAppAccessError(OAuthError):
    """The user may not use the connected app."""

    error = "invalid_app_access"


class AppBlockedError(OAuthError):
    """An administrator blocked the connected app."""

    error = "app_blocked"


class AppNotFoundError(OAuthError):
    """The external client app is not installed in the org that was asked, or the host serves no such apps."""

    error = "app_not_found"


class PolicyNotFoundError(OAuthError):
    """The external client app has no policies."""

    error = "ecapp_policy_not_found"


class InactiveOrgError(OAuthError):
    """The org is locked, closed or suspended."""

    error = "inactive_org"


class BadJtiClaimError(OAuthError):
    """The assertion's id was used before, or is no usable id."""

    error = "bad_jti_claim"


class UnsupportedTokenTypeError(OAuthError):
    """The text is no token that this server could have issued."""

    error = "unsupported_token_type"


class InvalidTokenError(OAuthError):
    """The token is not live."""

    error = "invalid_token"
