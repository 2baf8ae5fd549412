"""The one table of objects and fields. To add an object, add it here, and to ``OBJECTS`` at the end."""

from .fields import Field, FieldType, ObjectType, Schema

_INDUSTRIES = (
    "Agriculture", "Apparel", "Banking", "Biotechnology", "Chemicals", "Communications", "Construction", "Consulting",
    "Education", "Electronics", "Energy", "Engineering", "Entertainment", "Environmental", "Finance",
    "Food & Beverage", "Government", "Healthcare", "Hospitality", "Insurance", "Machinery", "Manufacturing", "Media",
    "Not For Profit", "Recreation", "Retail", "Shipping", "Technology", "Telecommunications", "Transportation",
    "Utilities", "Other",
)  # fmt: skip
_ACCOUNT_TYPES = (
    "Prospect", "Customer - Direct", "Customer - Channel", "Channel Partner / Reseller", "Installation Partner",
    "Technology Partner", "Other",
)  # fmt: skip
_LEAD_SOURCES = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")


def _string(name: str, label: str, length: int = 255, *, required: bool = False) -> Field:
    return Field(name=name, label=label, type=FieldType.STRING, length=length, required=required)


def _text(name: str, label: str, kind: FieldType, length: int) -> Field:
    return Field(name=name, label=label, type=kind, length=length)


def _picklist(name: str, label: str, values: tuple[str, ...]) -> Field:
    return Field(name=name, label=label, type=FieldType.PICKLIST, length=255, values=values)


def _set_by_server(name: str, label: str, kind: FieldType) -> Field:
    return Field(name=name, label=label, type=kind, required=True, writable=False)


def _user(name: str, label: str, relationship: str) -> Field:
    return Field(
        name=name,
        label=label,
        type=FieldType.REFERENCE,
        length=18,
        required=True,
        writable=False,
        refers_to="User",
        relationship=relationship,
    )


def _address(prefix: str) -> tuple[Field, ...]:
    return (
        _text(f"{prefix}Street", f"{prefix} Street", FieldType.TEXTAREA, 255),
        _string(f"{prefix}City", f"{prefix} City", 40),
        _string(f"{prefix}State", f"{prefix} State/Province", 80),
        _string(f"{prefix}PostalCode", f"{prefix} Zip/Postal Code", 20),
        _string(f"{prefix}Country", f"{prefix} Country", 80),
    )


def _first(label: str) -> tuple[Field, ...]:
    return (
        Field(name="Id", label=f"{label} ID", type=FieldType.ID, length=18, required=True, writable=False),
        _set_by_server("IsDeleted", "Deleted", FieldType.BOOLEAN),
    )


def _last() -> tuple[Field, ...]:
    return (
        _user("OwnerId", "Owner ID", "Owner"),
        _set_by_server("CreatedDate", "Created Date", FieldType.DATETIME),
        _user("CreatedById", "Created By ID", "CreatedBy"),
        _set_by_server("LastModifiedDate", "Last Modified Date", FieldType.DATETIME),
        _user("LastModifiedById", "Last Modified By ID", "LastModifiedBy"),
        _set_by_server("SystemModstamp", "System Modstamp", FieldType.DATETIME),
    )


ACCOUNT = ObjectType(
    name="Account",
    label="Account",
    label_plural="Accounts",
    key_prefix="001",
    fields=(
        *_first("Account"),
        _string("Name", "Account Name", required=True),
        _picklist("Type", "Account Type", _ACCOUNT_TYPES),
        *_address("Billing"),
        _text("Phone", "Account Phone", FieldType.PHONE, 40),
        _string("AccountNumber", "Account Number", 40),
        _text("Website", "Website", FieldType.URL, 255),
        _picklist("Industry", "Industry", _INDUSTRIES),
        Field(name="AnnualRevenue", label="Annual Revenue", type=FieldType.CURRENCY, digits=18),
        Field(name="NumberOfEmployees", label="Employees", type=FieldType.INT, digits=8),
        _text("Description", "Account Description", FieldType.TEXTAREA, 32000),
        *_last(),
    ),
)

CONTACT = ObjectType(
    name="Contact",
    label="Contact",
    label_plural="Contacts",
    key_prefix="003",
    fields=(
        *_first("Contact"),
        Field(
            name="AccountId",
            label="Account ID",
            type=FieldType.REFERENCE,
            length=18,
            refers_to="Account",
            relationship="Account",
            children="Contacts",
            cascades=True,
        ),
        _string("LastName", "Last Name", 80, required=True),
        _string("FirstName", "First Name", 40),
        Field(
            name="Name",
            label="Full Name",
            type=FieldType.STRING,
            length=121,
            writable=False,
            joined_from=("FirstName", "LastName"),
        ),
        *_address("Mailing"),
        _text("Phone", "Business Phone", FieldType.PHONE, 40),
        _text("MobilePhone", "Mobile Phone", FieldType.PHONE, 40),
        _text("Email", "Email", FieldType.EMAIL, 80),
        _string("Title", "Title", 128),
        _string("Department", "Department", 80),
        _picklist("LeadSource", "Lead Source", _LEAD_SOURCES),
        Field(name="Birthdate", label="Birthdate", type=FieldType.DATE),
        Field(name="HasOptedOutOfEmail", label="Email Opt Out", type=FieldType.BOOLEAN),
        _text("Description", "Contact Description", FieldType.TEXTAREA, 32000),
        *_last(),
    ),
)

OBJECTS = (ACCOUNT, CONTACT)

SCHEMA = Schema(OBJECTS)
