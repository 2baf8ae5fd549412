"""The fields that several objects have alike, and short ways to write the others."""

from .fields import Field, FieldType

#: The length of a custom object's name, in characters.
CUSTOM_NAME_LENGTH = 80


def text(
    name: str, label: str, length: int = 255, kind: FieldType = FieldType.STRING, *, required: bool = False
) -> Field:
    """A text field that clients may set."""
    return Field(name=name, label=label, type=kind, length=length, required=required)


def picklist(name: str, label: str, values: tuple[str, ...], *, required: bool = False) -> Field:
    """A picklist that clients may set."""
    return Field(name=name, label=label, type=FieldType.PICKLIST, length=255, values=values, required=required)


def address(prefix: str) -> tuple[Field, ...]:
    """The five parts of an address."""
    return (
        text(f"{prefix}Street", f"{prefix} Street", kind=FieldType.TEXTAREA),
        text(f"{prefix}City", f"{prefix} City", 40),
        text(f"{prefix}State", f"{prefix} State/Province", 80),
        text(f"{prefix}PostalCode", f"{prefix} Zip/Postal Code", 20),
        text(f"{prefix}Country", f"{prefix} Country", 80),
    )


def identifier(label: str) -> Field:
    """The id of an object with that label."""
    return Field(
        name="Id",
        label=f"{label} ID",
        type=FieldType.ID,
        length=18,
        required=True,
        defaulted=True,
        writable=False,
    )


def account_id(label: str, children: str) -> Field:
    """The account that a standard object's record belongs to, and with which it is deleted."""
    return Field(
        name="AccountId",
        label=label,
        type=FieldType.REFERENCE,
        length=18,
        refers_to="Account",
        relationship="Account",
        children=children,
        cascades=True,
    )


def first_fields(label: str) -> tuple[Field, ...]:
    """What a record of every object with a recycle bin begins with."""
    return (identifier(label), set_by_server("IsDeleted", "Deleted", FieldType.BOOLEAN))


def last_fields() -> tuple[Field, ...]:
    """The owner, and who made and changed a record when."""
    return (
        _user("OwnerId", "Owner ID", "Owner", writable=True),
        set_by_server("CreatedDate", "Created Date", FieldType.DATETIME),
        _user("CreatedById", "Created By ID", "CreatedBy"),
        set_by_server("LastModifiedDate", "Last Modified Date", FieldType.DATETIME),
        _user("LastModifiedById", "Last Modified By ID", "LastModifiedBy"),
        set_by_server("SystemModstamp", "System Modstamp", FieldType.DATETIME),
    )


def set_by_server(name: str, label: str, kind: FieldType) -> Field:
    """A field that every record has, and that clients only read."""
    return Field(name=name, label=label, type=kind, required=True, defaulted=True, writable=False)


def _user(name: str, label: str, relationship: str, *, writable: bool = False) -> Field:
    return Field(
        name=name,
        label=label,
        type=FieldType.REFERENCE,
        length=18,
        required=True,
        defaulted=True,
        writable=writable,
        refers_to="User",
        relationship=relationship,
    )
