"""Record ids: given out in sequence, so that their order is the order of creation, on every worker."""

from sqlalchemy import BigInteger, Column, MetaData, Table, text

from plumbing.database import Statement, Transaction
from plumbing.salesforce_id import is_id, with_suffix
from resource_api.schema.tables import PLAIN_TEXT

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 15
#: Stands where a real id tells its instance.
_INSTANCE = "xx"


class IdSequence:
    """Numbers per object, in the database, made into ids."""

    def __init__(self) -> None:
        self._hold = Statement(
            text(
                "INSERT INTO id_sequences (object_name, last_number) VALUES (:object_name, 0) "
                "ON CONFLICT (object_name) DO UPDATE SET last_number = id_sequences.last_number"
            )
        )
        self._advance = Statement(
            text(
                "INSERT INTO id_sequences (object_name, last_number) VALUES (:object_name, 1) "
                "ON CONFLICT (object_name) DO UPDATE SET last_number = id_sequences.last_number + 1 "
                "RETURNING last_number"
            )
        )

    def lock(self, transaction: Transaction, object_name: str) -> None:
        """Takes the lock that ``next_id`` takes too, until the transaction ends."""
        transaction.execute(self._hold, {"object_name": object_name})

    def next_id(self, transaction: Transaction, object_name: str, key_prefix: str) -> str:
        """The next 18-character id of that object; takes the object's lock until the transaction ends."""
        row = transaction.one(self._advance, {"object_name": object_name})
        assert row is not None  # noqa: S101  the statement always gives a row
        return id_of(key_prefix, int(row[0]))


def sequence_table(metadata: MetaData) -> Table:
    """The table behind the sequence."""
    return Table(
        "id_sequences",
        metadata,
        Column("object_name", PLAIN_TEXT, primary_key=True),
        Column("last_number", BigInteger(), nullable=False),
    )


def id_of(key_prefix: str, number: int) -> str:
    """The 18-character id with that key prefix and number; a greater number sorts later."""
    digits = ""
    for _ in range(_LENGTH - len(key_prefix) - len(_INSTANCE)):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return with_suffix(key_prefix + _INSTANCE + digits)


def normal_id(given: str) -> str | None:
    """The id's 18-character form, or None where the text is no id."""
    return with_suffix(given) if given.isascii() and is_id(given) else None
