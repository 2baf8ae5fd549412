"""What the REST API refuses: one class per error code, each with its HTTP status and Salesforce's wording."""

from typing import Any, ClassVar


class ApiError(Exception):
    """A refusal. The body is an array of one object, as Salesforce's.

    Args:
        message: What people read.
        fields: The fields that are to blame, where the code has such a member.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "UNKNOWN_EXCEPTION"
    order: ClassVar[tuple[str, ...]] = ("message", "errorCode", "fields")

    def __init__(self, message: str, *, fields: tuple[str, ...] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields
        self.headers: dict[str, str] = {}

    def body(self) -> list[dict[str, Any]]:
        """The JSON body, its members in the order in which Salesforce was seen to send them."""
        members: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            members["fields"] = list(self.fields)
        return [{name: members[name] for name in self.order if name in members}]


class InvalidSessionError(ApiError):
    """No token, or none that counts."""

    status = 401
    code = "INVALID_SESSION_ID"


class ApiDisabledForOrgError(ApiError):
    """An org whose edition has no API."""

    status = 403
    code = "API_DISABLED_FOR_ORG"


class ApiCurrentlyDisabledError(ApiError):
    """A user without the permission API Enabled."""

    status = 403
    code = "API_CURRENTLY_DISABLED"


class InsufficientScopeError(ApiError):
    """A live token whose scopes do not cover the call (profile strict only: RFC 6750 3.1)."""

    status = 403
    code = "INSUFFICIENT_SCOPE"


class ServerUnavailableError(ApiError):
    """The API cannot check tokens at the moment (text and code inferred)."""

    status = 503
    code = "SERVER_UNAVAILABLE"


class NotFoundError(ApiError):
    """Nothing there."""

    status = 404
    code = "NOT_FOUND"

    def __init__(self, message: str = "The requested resource does not exist") -> None:
        super().__init__(message)


class UnsupportedApiVersionError(ApiError):
    """A version that has been retired (410 evidenced, text inferred from the SOAP API's)."""

    status = 410
    code = "UNSUPPORTED_API_VERSION"

    def __init__(self) -> None:
        super().__init__("Invalid Api version specified on URL")


class EntityIsDeletedError(ApiError):
    """The record is in the recycle bin."""

    status = 404
    code = "ENTITY_IS_DELETED"
    order = ("errorCode", "message", "fields")

    def __init__(self) -> None:
        super().__init__("entity is deleted", fields=())


class MalformedIdError(ApiError):
    """An id that cannot be one of that object's."""

    code = "MALFORMED_ID"
    order = ("fields", "message", "errorCode")


class MethodNotAllowedError(ApiError):
    """The resource does not know the method."""

    status = 405
    code = "METHOD_NOT_ALLOWED"


class UnsupportedMediaTypeError(ApiError):
    """The body is of a kind that the resource does not take."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"


class UriTooLongError(ApiError):
    """More than 16,384 bytes of path and query."""

    status = 414
    code = "URI_TOO_LONG"


class JsonParserError(ApiError):
    """A body that is no JSON object, or a value of the wrong JSON type."""

    code = "JSON_PARSER_ERROR"


class RequiredFieldMissingError(ApiError):
    """A record without a field that it must have."""

    code = "REQUIRED_FIELD_MISSING"


class InvalidFieldError(ApiError):
    """A field that the object does not have, or that cannot be used so."""

    code = "INVALID_FIELD"


class InvalidFieldForInsertUpdateError(ApiError):
    """A field that only the server sets."""

    code = "INVALID_FIELD_FOR_INSERT_UPDATE"


class StringTooLongError(ApiError):
    """A text that is longer than its field."""

    code = "STRING_TOO_LONG"


class InvalidEmailAddressError(ApiError):
    """A text that is no e-mail address."""

    code = "INVALID_EMAIL_ADDRESS"


class NumberOutsideValidRangeError(ApiError):
    """A number that does not fit its place."""

    code = "NUMBER_OUTSIDE_VALID_RANGE"


class InvalidCrossReferenceKeyError(ApiError):
    """A reference to a record that there is not.

    Args:
        message: What people read.
        fields: Of the answer; Salesforce names none there.
        field: The field that refers, where that is known; the answer does not name it.
    """

    code = "INVALID_CROSS_REFERENCE_KEY"

    def __init__(self, message: str, *, fields: tuple[str, ...] | None = None, field: str = "") -> None:
        super().__init__(message, fields=fields)
        self.field = field


class BadRequestError(ApiError):
    """A header that cannot be read (400 evidenced, code and text inferred)."""

    code = "BAD_REQUEST"


class MalformedQueryError(ApiError):
    """A query that is no SOQL, or none that this server can answer."""

    code = "MALFORMED_QUERY"


class QueryTooComplicatedError(ApiError):
    """More conditions or deeper nesting than this server takes."""

    code = "QUERY_TOO_COMPLICATED"

    def __init__(self) -> None:
        super().__init__("Query is either selecting too many fields or the filter conditions are too complicated.")


class InvalidTypeError(ApiError):
    """An object that there is not."""

    code = "INVALID_TYPE"


class InvalidQueryFilterOperatorError(ApiError):
    """An operator that the field's type does not know, or an id that is none."""

    code = "INVALID_QUERY_FILTER_OPERATOR"


class InvalidQueryLocatorError(ApiError):
    """A page of a query that there is not, not any more, or not for this user."""

    code = "INVALID_QUERY_LOCATOR"

    def __init__(self) -> None:
        super().__init__("invalid query locator")


#: Codes for the refusals that the web framework makes (inferred; 404 and 405 have classes of their own).
FRAMEWORK_CODES = {
    400: "BAD_REQUEST",
    413: "REQUEST_ENTITY_TOO_LARGE",
    421: "MISDIRECTED_REQUEST",
    500: "UNKNOWN_EXCEPTION",
    501: "NOT_IMPLEMENTED",
    503: "SERVER_UNAVAILABLE",
}
