"""The standard objects whose records clients make. To add one, add it here, and to ``OBJECTS`` at the end."""

from .fields import Field, FieldType, ObjectType
from .standard_fields import account_id, address, first_fields, last_fields, picklist, text

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
_STAGES = (
    "Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Id. Decision Makers",
    "Perception Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost",
)  # fmt: skip
_OPPORTUNITY_TYPES = (
    "Existing Customer - Upgrade", "Existing Customer - Replacement", "Existing Customer - Downgrade", "New Customer",
)  # fmt: skip

ACCOUNT = ObjectType(
    name="Account",
    label="Account",
    label_plural="Accounts",
    key_prefix="001",
    has_etag=True,
    fields=(
        *first_fields("Account"),
        text("Name", "Account Name", required=True),
        picklist("Type", "Account Type", _ACCOUNT_TYPES),
        *address("Billing"),
        text("Phone", "Account Phone", 40, FieldType.PHONE),
        text("AccountNumber", "Account Number", 40),
        text("Website", "Website", 255, FieldType.URL),
        picklist("Industry", "Industry", _INDUSTRIES),
        Field(name="AnnualRevenue", label="Annual Revenue", type=FieldType.CURRENCY, digits=18),
        Field(name="NumberOfEmployees", label="Employees", type=FieldType.INT, digits=8),
        text("Description", "Account Description", 32000, FieldType.TEXTAREA),
        *last_fields(),
    ),
)

CONTACT = ObjectType(
    name="Contact",
    label="Contact",
    label_plural="Contacts",
    key_prefix="003",
    fields=(
        *first_fields("Contact"),
        account_id("Account ID", "Contacts"),
        text("LastName", "Last Name", 80, required=True),
        text("FirstName", "First Name", 40),
        Field(
            name="Name",
            label="Full Name",
            type=FieldType.STRING,
            length=121,
            writable=False,
            joined_from=("FirstName", "LastName"),
        ),
        *address("Mailing"),
        text("Phone", "Business Phone", 40, FieldType.PHONE),
        text("MobilePhone", "Mobile Phone", 40, FieldType.PHONE),
        Field(name="Email", label="Email", type=FieldType.EMAIL, length=80, looked_up=True),
        text("Title", "Title", 128),
        text("Department", "Department", 80),
        picklist("LeadSource", "Lead Source", _LEAD_SOURCES),
        Field(name="Birthdate", label="Birthdate", type=FieldType.DATE),
        Field(name="HasOptedOutOfEmail", label="Email Opt Out", type=FieldType.BOOLEAN),
        text("Description", "Contact Description", 32000, FieldType.TEXTAREA),
        *last_fields(),
    ),
)

OPPORTUNITY = ObjectType(
    name="Opportunity",
    label="Opportunity",
    label_plural="Opportunities",
    key_prefix="006",
    fields=(
        *first_fields("Opportunity"),
        account_id("Account ID", "Opportunities"),
        text("Name", "Name", 120, required=True),
        text("Description", "Description", 32000, FieldType.TEXTAREA),
        picklist("StageName", "Stage", _STAGES, required=True),
        Field(name="Amount", label="Amount", type=FieldType.CURRENCY, digits=16, scale=2),
        Field(name="Probability", label="Probability (%)", type=FieldType.PERCENT, digits=3),
        Field(name="CloseDate", label="Close Date", type=FieldType.DATE, required=True),
        picklist("Type", "Opportunity Type", _OPPORTUNITY_TYPES),
        text("NextStep", "Next Step"),
        picklist("LeadSource", "Lead Source", _LEAD_SOURCES),
        *last_fields(),
    ),
)

OBJECTS = (ACCOUNT, CONTACT, OPPORTUNITY)
