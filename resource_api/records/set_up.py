"""Fills the tables of the org's own set-up: Organization, Profile and User, from the authorization server's directory.

Where the authorization server has no directory, they hold the org and the users who called and looked at them.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Column, MetaData, Table, delete, insert, select, text

from plumbing.database import Database, Statement, Transaction
from resource_api.access_check.guard import Caller
from resource_api.authorization_server import AuthorizationServer
from resource_api.directory import Directory, NoDirectory, OrganizationEntry, Unchanged, UserEntry, request_directory
from resource_api.salesforce_time import milliseconds
from resource_api.schema.fields import ObjectType
from resource_api.schema.set_up_objects import ORGANIZATION, PROFILE, SET_UP_OBJECTS, USER
from resource_api.schema.tables import PLAIN_TEXT

from .ids import IdSequence, id_of, normal_id
from .incoming import Values, columns_of

#: In whose name the server itself makes records, as the sample ones.
AUTOMATED_PROCESS = id_of(USER.key_prefix, 0)


def directory_table(metadata: MetaData) -> Table:
    """The table that remembers which state of the directory the others show."""
    return Table("directory", metadata, Column("etag", PLAIN_TEXT, nullable=False))


class SetUp:
    """The org's set-up, as the authorization server tells it.

    Args:
        database: Where it is kept.
        tables: The tables of all objects, by the object's name.
        server: Who is asked.
    """

    def __init__(self, database: Database, tables: Mapping[str, Table], server: AuthorizationServer) -> None:
        self._database = database
        self._server = server
        self._ids = IdSequence()
        self._etag = Statement(text("SELECT etag FROM directory"))
        self._forget_etag = Statement(text("DELETE FROM directory"))
        self._remember_etag = Statement(text("INSERT INTO directory (etag) VALUES (:etag)"))
        self._forget = {one.name: Statement(delete(tables[one.name])) for one in SET_UP_OBJECTS}
        self._make = {one.name: Statement(insert(tables[one.name])) for one in SET_UP_OBJECTS}
        user = tables[USER.name]
        self._known_users = Statement(select(user.c.Id))

    def refresh(self, caller: Caller) -> None:
        """Asks whether anything changed, and takes it over. What clients read afterwards is true as of now.

        Raises:
            NoAnswerError: The authorization server cannot be reached, or answers nonsense.
        """
        match request_directory(self._server, self._etag_now()):
            case Directory() as directory:
                self._take_over(directory)
            case Unchanged():
                return
            case NoDirectory():
                self._note(caller)

    def _etag_now(self) -> str:
        with self._database.transaction() as transaction:
            row = transaction.one(self._etag, {})
        return "" if row is None else str(row[0])

    def _take_over(self, directory: Directory) -> None:
        organization = directory.organization
        profiles: list[Values] = [
            {"Id": one.id, "Name": one.name, "UserType": one.user_type} for one in directory.profiles
        ]
        users = [*map(_user, directory.users), _automated_process(organization.id)]
        created_at = None if organization.created_at is None else milliseconds(organization.created_at)
        with self._database.transaction() as transaction:
            self._ids.lock(transaction, ORGANIZATION.name)
            transaction.execute(self._forget_etag, {})
            self._fill(transaction, ORGANIZATION, [_organization(organization)], created_at)
            self._fill(transaction, PROFILE, profiles, created_at)
            self._fill(transaction, USER, users, created_at)
            transaction.execute(self._remember_etag, {"etag": directory.etag})

    def _fill(
        self, transaction: Transaction, one: ObjectType, records: Iterable[Values], created_at: int | None
    ) -> None:
        transaction.execute(self._forget[one.name], {})
        for record in records:
            self._insert(transaction, one, record, created_at)

    def _insert(self, transaction: Transaction, one: ObjectType, record: Values, created_at: int | None) -> None:
        dates = dict.fromkeys(("CreatedDate", "LastModifiedDate", "SystemModstamp"), created_at)
        values: Values = {field.name: None for field in one.fields} | dates | record
        transaction.execute(self._make[one.name], columns_of(one, values))

    def _note(self, caller: Caller) -> None:
        organization_id = normal_id(caller.identity.rpartition("/")[0].rpartition("/")[2])
        user_id = normal_id(caller.user_id)
        if organization_id is None or user_id is None:
            return
        with self._database.transaction() as transaction:
            self._ids.lock(transaction, ORGANIZATION.name)
            known = {identifier for (identifier,) in transaction.all(self._known_users, {})}
            if user_id in known:
                return
            if not known:
                self._insert(transaction, ORGANIZATION, {"Id": organization_id, "IsSandbox": 0, "IsReadOnly": 0}, None)
                self._insert(transaction, USER, _automated_process(organization_id), None)
            self._insert(transaction, USER, _seen(user_id, caller.username), None)


def _organization(entry: OrganizationEntry) -> Values:
    return {
        "Id": entry.id,
        "Name": entry.name,
        "InstanceName": entry.instance_name,
        "IsSandbox": int(entry.is_sandbox),
        "IsReadOnly": 0,
        "OrganizationType": entry.organization_type,
        "NamespacePrefix": entry.namespace_prefix,
        "TimeZoneSidKey": "GMT",
        "DefaultLocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
    }


def _user(entry: UserEntry) -> Values:
    return {
        "Id": entry.id,
        "Username": entry.username,
        "FirstName": entry.first_name,
        "LastName": entry.last_name,
        "Name": f"{entry.first_name or ''} {entry.last_name}".strip(),
        "Email": entry.email,
        "Alias": entry.alias,
        "IsActive": int(entry.active),
        "UserType": "Standard",
        "ProfileId": entry.profile_id,
        "TimeZoneSidKey": entry.time_zone,
        "LocaleSidKey": entry.locale,
        "LanguageLocaleKey": entry.language,
        "EmailEncodingKey": "UTF-8",
        "FederationIdentifier": entry.federation_id,
    }


def _automated_process(organization_id: str) -> Values:
    """The user of every org who is nobody."""
    return {
        "Id": AUTOMATED_PROCESS,
        "Username": f"autoproc@{organization_id.lower()}",
        "FirstName": "Automated",
        "LastName": "Process",
        "Name": "Automated Process",
        "Email": f"autoproc@{organization_id.lower()}.example",
        "Alias": "autoproc",
        "IsActive": 1,
        "UserType": "AutomatedProcess",
        "EmailEncodingKey": "UTF-8",
    }


def _seen(user_id: str, username: str) -> Values:
    return {
        "Id": user_id,
        "Username": username,
        "LastName": username,
        "Name": username,
        "IsActive": 1,
        "UserType": "Standard",
    }
