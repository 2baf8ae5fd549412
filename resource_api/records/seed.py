"""Puts records into a new org to begin with, once, however many workers start at the same moment."""

from pathlib import Path

from sqlalchemy import Column, MetaData, Table, text

from plumbing.database import Database, Statement
from plumbing.strict_toml import BadFileError, Problem
from resource_api.errors import ApiError, InvalidCrossReferenceKeyError
from resource_api.schema.fields import Schema
from resource_api.schema.set_up_objects import USER
from resource_api.schema.tables import PLAIN_TEXT

from .seed_file import SeedRecord, read_seed
from .set_up import AUTOMATED_PROCESS
from .store import RecordStore

#: The records of an org of which nobody said which it has.
SAMPLE_RECORDS = Path(__file__).with_name("sample_records.json")
_SAMPLES = "sample records"


def seeds_table(metadata: MetaData) -> Table:
    """The table that remembers what was put in already."""
    return Table("seeds", metadata, Column("name", PLAIN_TEXT, primary_key=True))


def seed_once(database: Database, schema: Schema, store: RecordStore, file: Path = SAMPLE_RECORDS) -> bool:
    """Makes the file's records unless that happened before; answers whether it did so now.

    Raises:
        BadFileError: The file has problems; it tells all of them, and nothing was made.
    """
    claim = Statement(text("INSERT INTO seeds (name) VALUES (:name) ON CONFLICT (name) DO NOTHING"))
    made: dict[str, str] = {}
    with database.transaction() as transaction:
        if not transaction.execute(claim, {"name": _SAMPLES}):
            return False
        for record in read_seed(file, schema):
            values = record.values | {name: made[reference] for name, reference in record.links.items()}
            try:
                identifier = store.create_in(transaction, record.one, values, AUTOMATED_PROCESS)
            except InvalidCrossReferenceKeyError as error:
                raise BadFileError([_no_such_record(file, record, error.field)]) from None
            except ApiError as error:
                raise BadFileError([Problem(file, record.place, error.message)]) from None
            made[record.reference] = identifier
    return True


def _no_such_record(file: Path, record: SeedRecord, field: str) -> Problem:
    known = record.one.field(field)
    repair = 'refer to an earlier record with "@" and its referenceId'
    if known is not None and known.refers_to == USER.name:
        repair = "leave it out: a new org has no users yet, and its records are the automated process's"
    told = f"“{record.values.get(field)}” is the id of no record here, since every record gets a new one; {repair}"
    return Problem(file, f"{record.place}.{field}", told)
