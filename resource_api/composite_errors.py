"""What the composite resources refuse, each as an error code of Salesforce's; wordings are inferred where not said."""

from .errors import ApiError


class MissingArgumentError(ApiError):
    """A parameter, member or id without which nothing can be done (of these the id's text is evidenced)."""

    code = "MISSING_ARGUMENT"


class ExceededIdLimitError(ApiError):
    """More records than fit into one call (code and text from a client's report).

    Args:
        most: How many fit.
    """

    code = "EXCEEDED_ID_LIMIT"

    def __init__(self, most: int) -> None:
        super().__init__(f"record limit reached. cannot submit more than {most} records into this call")


class DuplicateExternalIdError(ApiError):
    """A value of an external id field that several records have (code in the WSDL, text inferred).

    Args:
        field: The external id field.
        identifiers: The records.
    """

    code = "DUPLICATE_EXTERNAL_ID"

    def __init__(self, field: str, identifiers: tuple[str, ...]) -> None:
        message = f"{field}: more than one record found for external id field: [{', '.join(identifiers)}]"
        super().__init__(message, fields=(field,))


class InvalidBatchOperationError(ApiError):
    """A subrequest that cannot be part of a batch (code in the WSDL, its use and text inferred)."""

    code = "INVALID_BATCH_OPERATION"


class BatchProcessingHaltedError(ApiError):
    """A subrequest after one that failed, where the batch is to stop then (412 and code documented, text inferred)."""

    status = 412
    code = "BATCH_PROCESSING_HALTED"

    def __init__(self) -> None:
        super().__init__("Batch processing was halted because an earlier subrequest failed and haltOnError is true")


class InvalidReplicationDateError(ApiError):
    """Times between which changes cannot be told (code in the WSDL, texts inferred)."""

    code = "INVALID_REPLICATION_DATE"
