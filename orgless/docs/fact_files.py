"""Reads the files of ``facts/``: what is known of Salesforce's server side, and what this project makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter

from plumbing import strict_toml

#: The files in the order of the page.
AREAS = (
    "token_request",
    "assertion",
    "claims",
    "audience",
    "times",
    "refusals",
    "order_of_checks",
    "policies",
    "external_client_apps",
    "scopes",
    "addresses_and_rates",
    "sessions",
    "token_response",
    "opaque_tokens",
    "jwt_access_tokens",
    "introspection",
    "revocation",
    "userinfo",
    "identity_url",
    "discovery",
    "login_history",
    "clients",
    "rest_api",
    "rest_access",
    "rest_objects",
    "rest_records",
    "rest_composite",
    "rest_refusals",
    "queries",
    "soql",
)

Grade = Literal["E1", "E2", "I", "C"]

_FOLDER = Path(__file__).with_name("facts")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is known of Salesforce.

    Args:
        id: Its name, which stays; the page can be linked to by it.
        fact: The sentence.
        grade: How well it is known; ``GRADES`` of the page explains them.
        source: Who says so.
        code: What does it here: ``path`` or ``path::name``, from the project's folder.
        tests: What holds it: ``path::test``.
        left_out: Why it is knowingly not done; it then has neither code nor tests.
    """

    __pydantic_config__ = strict_toml.STRICT
    id: str
    fact: str
    grade: Grade
    source: str
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, kw_only=True)
class Area:
    """The facts of one file, under one heading; what is told before the table."""

    __pydantic_config__ = strict_toml.STRICT
    title: str
    facts: tuple[Fact, ...]
    introduction: str = ""

    @property
    def held(self) -> tuple[Fact, ...]:
        """Those that are done here."""
        return tuple(one for one in self.facts if not one.left_out)


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Where this project deliberately does something else than Salesforce.

    Args:
        id: Its name, which stays.
        salesforce: What Salesforce does.
        here: What is done here, and why.
        code: As in ``Fact``.
        tests: As in ``Fact``.
    """

    __pydantic_config__ = strict_toml.STRICT
    id: str
    salesforce: str
    here: str
    code: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _DeviationsFile:
    __pydantic_config__ = strict_toml.STRICT
    deviations: tuple[Deviation, ...]


def read_areas() -> tuple[Area, ...]:
    """All areas with their facts.

    Raises:
        BadFileError: A file is not of the shape, with each problem.
    """
    shape = TypeAdapter(Area)
    return tuple(_read(name, shape) for name in AREAS)


def read_deviations() -> tuple[Deviation, ...]:
    """All deviations.

    Raises:
        BadFileError: The file is not of the shape, with each problem.
    """
    return _read("deviations", TypeAdapter(_DeviationsFile)).deviations


def all_facts() -> Iterator[Fact]:
    """Every fact, in the order of the page."""
    for area in read_areas():
        yield from area.facts


def _read(name: str, shape: TypeAdapter[T]) -> T:
    file = _FOLDER / f"{name}.toml"
    return strict_toml.build(file, strict_toml.parse(file), shape, {}, ())
