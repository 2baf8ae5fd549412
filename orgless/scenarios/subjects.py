"""Who it is for: the subject, which must be the username of an active user of Org1."""

import html

from authserver.assertion.access_checks import (
    subject_is_a_user,
    subject_is_given,
    user_is_active,
    user_is_not_frozen,
)

from .draft import Draft
from .scenario import scenario


@scenario(
    refused_by=subject_is_a_user,
    source="“Unable to complete the JWT token exchange”; it works only when the username is not in quotes",
)
def quotes_around_the_subject(draft: Draft) -> None:
    """A Named Principal Subject is plain text, and the username stands in quotes there as if it were a formula."""
    draft.named_credential |= {
        "identity_type": "Named Principal",
        "per_user_subject": "",
        "named_principal_subject": f'"{draft.user["username"]}"',
    }


@scenario(refused_by=subject_is_a_user, source="“user hasn't approved this consumer”, and the sub is an e-mail address")
def email_as_subject(draft: Draft) -> None:
    """The subject is the user's e-mail address, which looks like a username and is none."""
    draft.named_credential["per_user_subject"] = f'"{draft.user["email"]}"'
    draft.named_credential["identity_type"] = "Per User"


@scenario(refused_by=subject_is_a_user, source="a JWT whose sub was made safe for HTML: “sub must be raw”")
def html_escaped_subject(draft: Draft) -> None:
    """A template engine escaped the username for HTML before it became the subject."""
    draft.rename_user(f"o'{draft.user['username']}")
    draft.client.sets_claims(sub=html.escape(draft.user["username"]))


@scenario(refused_by=subject_is_a_user, source="works in production, fails in a refreshed sandbox")
def sandbox_suffix_is_missing(draft: Draft) -> None:
    """Org1 is a sandbox made from production, so usernames got a suffix, and the subject still lacks it."""
    draft.make_org1_a_sandbox()
    draft.rename_user(f"{draft.user['username']}.uat")


@scenario(refused_by=subject_is_a_user, source="a sub that holds the record id or the federation id of the user")
def record_id_as_subject(draft: Draft) -> None:
    """The formula answers the calling user's record id in Org2, of which Org1 knows nothing."""
    draft.named_credential |= {"identity_type": "Per User", "per_user_subject": "$User.Id"}


@scenario(refused_by=subject_is_given, source="“Unable to complete the JWT token exchange” for some users only")
def empty_subject_from_a_formula_field(draft: Draft) -> None:
    """The formula reads a field that is empty for the calling user, so the subject is empty."""
    draft.named_credential |= {"identity_type": "Per User", "per_user_subject": "$User.FederationIdentifier"}
    for user in draft.org2["users"][:1]:
        user["federation_id"] = ""


@scenario(refused_by=user_is_active, source="“inactive user”, from one day to the next")
def inactive_user(draft: Draft) -> None:
    """The integration ran as an employee who left, and the user was deactivated."""
    draft.user["active"] = False


@scenario(refused_by=user_is_not_frozen, source="“authentication failure”, and the user's record says Active")
def frozen_user(draft: Draft) -> None:
    """The user was frozen until somebody decides about the account, and a frozen user is still active."""
    draft.user["frozen"] = True


SUBJECTS = (
    quotes_around_the_subject,
    email_as_subject,
    html_escaped_subject,
    sandbox_suffix_is_missing,
    record_id_as_subject,
    empty_subject_from_a_formula_field,
    inactive_user,
    frozen_user,
)
