"""The steps that every Salesforce client is taken through, and what they came to."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: The steps in the order in which they are taken, and what the page says of them.
STEPS = {
    "log_in": "logs in by JWT bearer",
    "query": "queries",
    "create": "creates a record",
    "update": "updates it",
    "upsert": "upserts by external id",
    "delete": "deletes the record",
    "several_at_once": "writes several records at once",
    "several_pages": "reads page after page",
    "describe": "describes an object",
    "describe_all": "lists the objects",
    "identity": "asks who it is",
    "limits": "asks for the limits",
    "log_in_again": "logs in again when its session has ended",
    "wrong_key": "shows the server's error when its key is wrong",
}
#: Steps that a client takes only if it has a call for them.
OPTIONAL = frozenset({"several_at_once", "several_pages"})

QUERY = "SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2"
#: The objects that a list of all must name.
OBJECTS = ("Account", "Contact", "Opportunity", "Organization", "Profile", "User")
EXTERNAL_ID = "Customer_Number__c"


@dataclass(frozen=True, slots=True)
class Result:
    """What one step came to.

    Args:
        step: Its name in ``STEPS``.
        call: What somebody writes who uses the client.
        shown: What the client showed, the same in every run.
    """

    step: str
    call: str
    shown: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is still to be taken: ``take`` answers what the client showed."""

    name: str
    call: str
    take: Callable[[], str]


#: Takes a client, named with its version, through steps.
Take = Callable[[str, Iterable[Step]], None]


def steps_of(client: object) -> Iterator[Step]:
    """The public methods of a client's class, in their order: their names are steps, their docstrings the calls."""
    for name, method in vars(type(client)).items():
        if not name.startswith("_") and inspect.isfunction(method):
            yield Step(name, inspect.getdoc(method) or "", getattr(client, name))


def the_objects(names: Iterable[str]) -> str:
    """The objects that every list must name, where this one does."""
    assert set(OBJECTS) <= set(names)
    return ", ".join(OBJECTS)


def the_contacts(records: Iterable[Mapping[str, Any]]) -> str:
    """What ``QUERY`` finds."""
    return ", ".join(f"{record['Name']} of {record['Account']['Name']}" for record in records)
