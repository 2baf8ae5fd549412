"""The objects that show the org's own set-up: its users, its profiles, itself. Clients read them and no more.

Which fields there are is a choice: those that clients ask for. In life most of them can be changed by an administrator.
"""

from .fields import Field, FieldType, ObjectType
from .standard_fields import identifier


def _shown(name: str, label: str, kind: FieldType = FieldType.STRING, length: int = 0) -> Field:
    length = length or (255 if kind is FieldType.STRING else 40 if kind is FieldType.PICKLIST else 0)
    return Field(name=name, label=label, type=kind, length=length, writable=False)


_DATES = (
    _shown("CreatedDate", "Created Date", FieldType.DATETIME),
    _shown("LastModifiedDate", "Last Modified Date", FieldType.DATETIME),
    _shown("SystemModstamp", "System Modstamp", FieldType.DATETIME),
)

USER = ObjectType(
    name="User",
    label="User",
    label_plural="Users",
    key_prefix="005",
    is_set_up=True,
    fields=(
        identifier("User"),
        Field(
            name="Username", label="Username", type=FieldType.STRING, length=80, writable=False, unique=True,
            looked_up=True,
        ),
        _shown("LastName", "Last Name", length=80),
        _shown("FirstName", "First Name", length=40),
        Field(
            name="Name", label="Full Name", type=FieldType.STRING, length=121, writable=False,
            joined_from=("FirstName", "LastName"),
        ),
        _shown("Email", "Email", FieldType.EMAIL, 128),
        _shown("Alias", "Alias", length=8),
        _shown("IsActive", "Active", FieldType.BOOLEAN),
        _shown("UserType", "User Type", FieldType.PICKLIST),
        Field(
            name="ProfileId", label="Profile ID", type=FieldType.REFERENCE, length=18, writable=False,
            refers_to="Profile", relationship="Profile", children="Users",
        ),
        _shown("TimeZoneSidKey", "Time Zone", FieldType.PICKLIST),
        _shown("LocaleSidKey", "Locale", FieldType.PICKLIST),
        _shown("LanguageLocaleKey", "Language", FieldType.PICKLIST),
        _shown("EmailEncodingKey", "Email Encoding", FieldType.PICKLIST),
        _shown("FederationIdentifier", "SAML Federation ID", length=512),
        *_DATES,
    ),
)  # fmt: skip

ORGANIZATION = ObjectType(
    name="Organization",
    label="Organization",
    label_plural="Organizations",
    key_prefix="00D",
    is_set_up=True,
    fields=(
        identifier("Organization"),
        _shown("Name", "Name", length=80),
        _shown("InstanceName", "Instance Name", length=5),
        _shown("IsSandbox", "Is Sandbox", FieldType.BOOLEAN),
        _shown("IsReadOnly", "Is Read Only", FieldType.BOOLEAN),
        _shown("OrganizationType", "Edition", FieldType.PICKLIST),
        _shown("NamespacePrefix", "Namespace Prefix", length=15),
        _shown("TrialExpirationDate", "Trial Expiration Date", FieldType.DATETIME),
        _shown("TimeZoneSidKey", "Time Zone", FieldType.PICKLIST),
        _shown("DefaultLocaleSidKey", "Locale", FieldType.PICKLIST),
        _shown("LanguageLocaleKey", "Language", FieldType.PICKLIST),
        *_DATES,
    ),
)

PROFILE = ObjectType(
    name="Profile",
    label="Profile",
    label_plural="Profiles",
    key_prefix="00e",
    is_set_up=True,
    fields=(
        identifier("Profile"),
        _shown("Name", "Name"),
        _shown("UserType", "User Type", FieldType.PICKLIST),
        *_DATES,
    ),
)

SET_UP_OBJECTS = (ORGANIZATION, PROFILE, USER)
