"""What a SOQL query says, before anyone asked whether its fields exist."""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a field of a parent, as written; ``at`` is where in the query it begins."""

    text: str
    at: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names between the dots."""
        return tuple(self.text.split("."))


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """``FIELDS(…)``: many fields of the object, by the word in the parentheses, in capitals."""

    word: str
    at: int


class Kind(Enum):
    """What a literal is by its spelling."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    NULL = auto()
    DATE = auto()
    DATETIME = auto()
    DAYS = auto()


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written, quotes and escapes included."""

    kind: Kind
    text: str
    at: int


class Operator(Enum):
    """How a field compares with values."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    LIKE = "LIKE"
    IN = "IN"
    NOT_IN = "NOT IN"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field and what it is compared with."""

    path: Path
    operator: Operator
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class SubQuery:
    """A query within a condition: of one field of an object's records."""

    path: Path
    object_name: Path
    alias: str
    condition: "Condition | None"


@dataclass(frozen=True, slots=True)
class Membership:
    """A field that a sub-query finds, or not: a semi-join or an anti-join."""

    path: Path
    is_among: bool
    sub_query: SubQuery


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions of which all hold, or any."""

    all_hold: bool
    operands: tuple["Condition", ...]


Condition = Comparison | Membership | Negation | Junction


@dataclass(frozen=True, slots=True)
class Ordering:
    """One field to sort by."""

    path: Path
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query. Without ``fields`` it only counts."""

    text: str
    fields: tuple[Path | FieldGroup, ...]
    object_name: Path
    alias: str
    condition: Condition | None
    orderings: tuple[Ordering, ...]
    limit: int | None
    offset: int
