"""Everything that the endpoints work with, put together once per process."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx
from sqlalchemy import MetaData, Table

from plumbing.clock import Clock
from plumbing.database import Database

from .access_check.guard import Caller, Guard
from .api_usage import ApiUsage, usage_table
from .authorization_server import AuthorizationServer
from .query_locators import QueryLocators, locator_table
from .records.ids import sequence_table
from .records.seed import SAMPLE_RECORDS, seed_once, seeds_table
from .records.set_up import SetUp, directory_table
from .records.store import RecordStore
from .request_body import Member
from .schema.fields import ObjectType, Schema
from .schema.known_fields import known_fields_table, remember_fields
from .schema.objects_file import load_schema
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
    set_up: SetUp
    usage: ApiUsage
    locators: QueryLocators
    planner: Planner
    authorization_server: AuthorizationServer
    guard: Guard

    def close(self) -> None:
        """Gives the database's and the authorization server's connections back."""
        self.database.close()
        self.authorization_server.close()


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in.

    Args:
        org: Whose API is called.
        version: Of the API.
        caller: In whose name.
        calls_today: How many calls there were today, with this one.
        refresh_set_up: Brings the org's set-up up to date, once for the request and all that came inside it.
    """

    org: Org
    version: Version
    caller: Caller
    calls_today: int
    refresh_set_up: Callable[[], None]

    def record_url(self, one: ObjectType, identifier: str) -> str:
        """A record's path, in this call's version."""
        return f"{self.version.path}/sobjects/{one.name}/{identifier}"

    def look_at_set_up(self, one: ObjectType, members: Iterable[Member] = ()) -> None:
        """Brings the org's set-up up to date where the object, or a record that a member refers to, belongs to it.

        Raises:
            NoAnswerError: The authorization server cannot tell the set-up.
        """
        fields = [one.field(member.name) for member in members]
        targets = [self.org.schema.object(field.refers_to) for field in fields if field is not None]
        if any(target is not None and target.is_set_up for target in (one, *targets)):
            self.refresh_set_up()


def open_org(settings: Settings, clock: Clock, transport: httpx.BaseTransport | None) -> Org:
    """Opens the org's database, makes what is missing in it, and puts the first records in once.

    Raises:
        BadFileError: The database cannot be opened or written to, or a file of objects or records has problems.
    """
    server = AuthorizationServer(settings, transport)
    schema, metadata = load_schema(settings.objects_file), MetaData()
    tables, locators = record_tables(schema, metadata), _further_tables(metadata)
    database = Database(settings.database_url, metadata)
    records = RecordStore(database, schema, tables, clock)
    _begin(settings, database, schema, records)
    return Org(
        clock=clock,
        database=database,
        schema=schema,
        records=records,
        set_up=SetUp(database, tables, server),
        usage=ApiUsage(database, clock),
        locators=QueryLocators(database, locators, clock),
        planner=Planner(schema, tables),
        authorization_server=server,
        guard=Guard(settings, clock, server),
    )


def _further_tables(metadata: MetaData) -> Table:
    """What is kept beside the records; the table of locators is answered."""
    for make in (sequence_table, seeds_table, usage_table, known_fields_table, directory_table):
        make(metadata)
    return locator_table(metadata)


def _begin(settings: Settings, database: Database, schema: Schema, records: RecordStore) -> None:
    """What is written before anybody is served."""
    try:
        with database.starting():
            remember_fields(database, schema, settings.objects_file)
            seed_once(database, schema, records, settings.records_file or SAMPLE_RECORDS)
    finally:
        database.close()  # a connection must not be carried over a fork into the workers
