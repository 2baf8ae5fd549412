"""Everything that the endpoints work with, put together once per process."""

from dataclasses import dataclass

import httpx
from sqlalchemy import MetaData

from plumbing.clock import Clock
from plumbing.database import Database

from .access_check.guard import Caller, Guard
from .api_usage import ApiUsage, usage_table
from .query_locators import QueryLocators, locator_table
from .records.ids import sequence_table
from .records.seed import seed_once, seeds_table
from .records.store import RecordStore
from .schema.fields import ObjectType, Schema
from .schema.objects import SCHEMA
from .schema.tables import record_tables
from .settings import Settings
from .soql.plan import Planner
from .versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """One org: its schema, its records, and who may use them."""

    clock: Clock
    database: Database
    schema: Schema
    records: RecordStore
    usage: ApiUsage
    locators: QueryLocators
    planner: Planner
    guard: Guard

    def close(self) -> None:
        """Gives the database's and the authorization server's connections back."""
        self.database.close()
        self.guard.close()


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in.

    Args:
        org: Whose API is called.
        version: Of the API.
        caller: In whose name.
        calls_today: How many calls there were today, with this one.
    """

    org: Org
    version: Version
    caller: Caller
    calls_today: int

    def record_url(self, one: ObjectType, identifier: str) -> str:
        """A record's path, in this call's version."""
        return f"{self.version.path}/sobjects/{one.name}/{identifier}"


def open_org(settings: Settings, clock: Clock, transport: httpx.BaseTransport | None) -> Org:
    """Opens the org's database, makes what is missing in it, and puts the sample records in once.

    Raises:
        BadFileError: The database cannot be opened or written to.
    """
    metadata = MetaData()
    tables = record_tables(SCHEMA, metadata)
    locators = locator_table(metadata)
    for make in (sequence_table, seeds_table, usage_table):
        make(metadata)
    database = Database(settings.database_url, metadata)
    records = RecordStore(database, SCHEMA, tables, clock)
    with database.starting():
        seed_once(database, SCHEMA, records)
    database.close()  # a connection must not be carried over a fork into the workers
    return Org(
        clock=clock,
        database=database,
        schema=SCHEMA,
        records=records,
        usage=ApiUsage(database, clock),
        locators=QueryLocators(database, locators, clock),
        planner=Planner(SCHEMA, tables),
        guard=Guard(settings, clock, transport),
    )
