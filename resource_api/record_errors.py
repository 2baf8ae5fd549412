"""What the REST API refuses about records: values that are taken, records that others need or that nobody changes."""

from .errors import ApiError


class InvalidTypeOnFieldInRecordError(ApiError):
    """A value in an address that is of another type than its field (text inferred)."""

    code = "INVALID_TYPE_ON_FIELD_IN_RECORD"


class DuplicateValueError(ApiError):
    """A unique value that another record has already.

    Args:
        field: The unique field.
        identifier: The other record.
    """

    code = "DUPLICATE_VALUE"

    def __init__(self, field: str, identifier: str) -> None:
        message = f"duplicate value found: {field} duplicates value on record with id: {identifier}"
        super().__init__(message, fields=())


class DeleteFailedError(ApiError):
    """A record that others need (code in the WSDL, text inferred).

    Args:
        label: What is to be deleted.
        others: What needs it.
    """

    code = "DELETE_FAILED"

    def __init__(self, label: str, others: str) -> None:
        message = f"Your attempt to delete {label} could not be completed because it is associated with {others}."
        super().__init__(message, fields=())


class InvalidTypeForOperationError(ApiError):
    """An object of which clients cannot do this.

    Args:
        name: The object.
        operation: What cannot be done, as ``create``.
    """

    code = "INVALID_TYPE_FOR_OPERATION"

    def __init__(self, name: str, operation: str) -> None:
        super().__init__(f"entity type {name} does not support {operation}")


class InsufficientAccessOrReadonlyError(ApiError):
    """A record that clients only read (its use for the org's set-up is inferred)."""

    code = "INSUFFICIENT_ACCESS_OR_READONLY"

    def __init__(self) -> None:
        super().__init__("insufficient access rights on object id", fields=())


class PreconditionFailedError(ApiError):
    """A condition in the request's headers that does not hold (412 evidenced, body inferred)."""

    status = 412
    code = "PRECONDITION_FAILED"

    def __init__(self, header: str) -> None:
        super().__init__(f"The condition of {header} does not hold")
