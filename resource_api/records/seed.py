"""Puts the sample records into a new org, once, however many workers start at the same moment."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, Table, text

from plumbing.database import Database, Statement
from resource_api.request_body import Member
from resource_api.schema.fields import Schema
from resource_api.schema.tables import PLAIN_TEXT

from .ids import id_of
from .incoming import values_for_new
from .store import RecordStore

SAMPLE_RECORDS = Path(__file__).with_name("sample_records.json")
_SAMPLES = "sample records"


def seeds_table(metadata: MetaData) -> Table:
    """The table that remembers what was put in already."""
    return Table("seeds", metadata, Column("name", PLAIN_TEXT, primary_key=True))


def seed_once(database: Database, schema: Schema, store: RecordStore, file: Path = SAMPLE_RECORDS) -> bool:
    """Makes the file's records unless that happened before; answers whether it did so now.

    The file has the form of Salesforce's own sample data: a list of records, each with its ``attributes`` (its type and
    a reference id), in which ``@`` and a reference id stand for an earlier record's id.
    """
    claim = Statement(text("INSERT INTO seeds (name) VALUES (:name) ON CONFLICT (name) DO NOTHING"))
    records = json.loads(file.read_text(encoding="utf-8"))["records"]
    made: dict[str, str] = {}
    with database.transaction() as transaction:
        if not transaction.execute(claim, {"name": _SAMPLES}):
            return False
        for record in records:
            attributes = record.pop("attributes")
            one = schema.object(attributes["type"])
            assert one is not None  # noqa: S101  the file ships with the schema; a test reads it
            values = values_for_new(one, _members(record, made))
            made[attributes["referenceId"]] = store.create_in(transaction, one, values, id_of("005", 0))
    return True


def _members(record: dict[str, Any], made: dict[str, str]) -> list[Member]:
    return [Member(name, _resolved(value, made), 0, "") for name, value in record.items()]


def _resolved(value: Any, made: dict[str, str]) -> Any:
    return made[value[1:]] if isinstance(value, str) and value.startswith("@") else value
