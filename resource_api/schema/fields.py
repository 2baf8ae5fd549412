"""What there is to say about an object and its fields."""

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """The field types, by the names that a describe gives them."""

    ID = "id"
    REFERENCE = "reference"
    STRING = "string"
    TEXTAREA = "textarea"
    PICKLIST = "picklist"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    BOOLEAN = "boolean"
    INT = "int"
    DOUBLE = "double"
    CURRENCY = "currency"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"


#: Types whose values are text that compares without regard to letter case.
TEXTS = frozenset(
    {
        FieldType.STRING,
        FieldType.TEXTAREA,
        FieldType.PICKLIST,
        FieldType.PHONE,
        FieldType.EMAIL,
        FieldType.URL,
    }
)

#: Types whose values are record ids of 18 characters.
IDS = frozenset({FieldType.ID, FieldType.REFERENCE})

#: Types whose values are numbers with a fraction.
FRACTIONS = frozenset({FieldType.DOUBLE, FieldType.CURRENCY, FieldType.PERCENT})

#: The longest text area that can be filtered and sorted by, in characters: longer ones are long text areas.
LONGEST_SORTABLE = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an object.

    Args:
        name: The API name.
        label: What people read.
        type: One of the field types.
        length: The longest text, in characters; 0 for other types.
        digits: The most digits before the decimal point, of numbers.
        scale: Digits after the decimal point, of numbers.
        required: A record cannot be without it.
        defaulted: The server gives a value where the client gives none.
        writable: Clients may set it; otherwise the server does.
        unique: No two records have the same value, letter case aside.
        external_id: Records can be found and upserted by it.
        looked_up: Records can be found by it, though it is no external id.
        values: What a picklist offers. Other values are stored too, as in an unrestricted picklist.
        refers_to: Of a reference: the name of the object that its ids belong to.
        relationship: Of a reference: the name under which SOQL reaches the parent.
        children: Of a reference: the name of the child relationship on the parent.
        cascades: Of a reference: the record is deleted together with its parent. Else it loses the reference, or, where
            that is required, the parent cannot be deleted.
        joined_from: The fields whose values, with a space between them, are this field's value.
    """

    name: str
    label: str
    type: FieldType
    length: int = 0
    digits: int = 0
    scale: int = 0
    required: bool = False
    defaulted: bool = False
    writable: bool = True
    unique: bool = False
    external_id: bool = False
    looked_up: bool = False
    values: tuple[str, ...] = ()
    refers_to: str = ""
    relationship: str = ""
    children: str = ""
    cascades: bool = False
    joined_from: tuple[str, ...] = ()

    @property
    def is_custom(self) -> bool:
        """Whether an administrator added it."""
        return is_custom(self.name)

    @property
    def is_text(self) -> bool:
        """Whether values are text that compares without regard to letter case."""
        return self.type in TEXTS

    @property
    def is_sortable(self) -> bool:
        """Whether SOQL can filter and sort by it; long text areas cannot."""
        return self.type is not FieldType.TEXTAREA or self.length <= LONGEST_SORTABLE

    @property
    def finds_records(self) -> bool:
        """Whether a path can name a record by its value, as ``…/Account/Customer_Number__c/4711``."""
        return self.external_id or self.looked_up or self.type is FieldType.ID

    @property
    def must_be_given(self) -> bool:
        """Whether no record can be made without a value from the client."""
        return self.required and self.writable and not self.defaulted


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType:
    """One object, as ``Account``.

    Args:
        name: The API name.
        label: What people read.
        label_plural: The same for several.
        key_prefix: The first three characters of its records' ids.
        fields: Its fields, in the order in which a record shows them.
        is_set_up: Its records are the org's own set-up, which this API only shows.
        has_etag: A record is answered with an ETag, as an account's is.
    """

    name: str
    label: str
    label_plural: str
    key_prefix: str
    fields: tuple[Field, ...]
    is_set_up: bool = False
    has_etag: bool = False

    @property
    def is_custom(self) -> bool:
        """Whether an administrator added it."""
        return is_custom(self.name)

    def field(self, name: str) -> Field | None:
        """The field of that name, in whatever letter case it is written."""
        folded = name.casefold()
        return next((field for field in self.fields if field.name.casefold() == folded), None)

    def parent(self, relationship: str) -> Field | None:
        """The reference whose parent SOQL reaches under that name."""
        folded = relationship.casefold()
        return next((field for field in self.fields if field.relationship.casefold() == folded), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """All objects of the org."""

    objects: tuple[ObjectType, ...]

    def object(self, name: str) -> ObjectType | None:
        """The object of that name, in whatever letter case it is written."""
        folded = name.casefold()
        return next((one for one in self.objects if one.name.casefold() == folded), None)

    def children_of(self, parent: ObjectType) -> tuple[tuple[ObjectType, Field], ...]:
        """Every reference to that object, with the object that has it."""
        return tuple((one, field) for one in self.objects for field in one.fields if field.refers_to == parent.name)


def is_custom(name: str) -> bool:
    """Whether the API name is one that an administrator gave."""
    return name.endswith("__c")
