from collections.abc import Callable

import pytest

from client_demo.errors import UnknownCertificateError, UnknownNamedCredentialError, UnknownUserError, UserNeededError
from client_demo.org2 import FORM_LABELS, NamedCredential, Org2, User


def test_an_unknown_named_credential_is_told_with_the_near_one(an_org2: Callable[..., Org2]) -> None:
    with pytest.raises(UnknownNamedCredentialError, match=r"no named credential “Org 1”.*did you mean “Org1”"):
        an_org2().named_credential("Org 1")
    with pytest.raises(UnknownNamedCredentialError, match=r"there are: Org1"):
        an_org2().named_credential("something else")


def test_a_user_is_found_in_any_letter_case(an_org2: Callable[..., Org2], anna: User) -> None:
    assert an_org2().user("ANNA@org2.example") is anna
    with pytest.raises(UnknownUserError, match=r"did you mean “anna@org2.example”"):
        an_org2().user("ana@org2.example")


def test_the_only_user_calls_when_none_is_named(an_org2: Callable[..., Org2], anna: User) -> None:
    org2 = an_org2()
    assert org2.calling_user(org2.named_credential("Org1"), None) is anna


def test_with_several_users_one_must_be_named(an_org2: Callable[..., Org2], anna: User) -> None:
    org2 = an_org2(users=(anna, User(username="bert@org2.example", email="bert@example.com")))
    with pytest.raises(UserNeededError, match=r"there are: anna@org2.example, bert@org2.example"):
        org2.calling_user(org2.named_credential("Org1"), None)


def test_without_users_it_is_said_where_to_add_one(an_org2: Callable[..., Org2]) -> None:
    org2 = an_org2(users=())
    with pytest.raises(UserNeededError, match=r"add one under \[\[users\]\]"):
        org2.calling_user(org2.named_credential("Org1"), None)


def test_a_named_principal_needs_no_user(an_org2: Callable[..., Org2]) -> None:
    org2 = an_org2(users=(), identity_type="Named Principal", named_principal_subject="max@org1.example")
    assert org2.calling_user(org2.named_credential("Org1"), None) is None


def test_an_unknown_certificate_is_told(an_org2: Callable[..., Org2]) -> None:
    with pytest.raises(UnknownCertificateError, match="did you mean “Org2_JWT”"):
        an_org2().key_pair("Org2JWT")


@pytest.mark.parametrize(("number", "unit", "seconds"), [(10, "Seconds", 10), (3, "Minutes", 180), (1, "Hours", 3600)])
def test_the_validity_is_told_in_seconds(
    number: int, unit: str, seconds: int, a_credential: Callable[..., NamedCredential]
) -> None:
    assert a_credential(token_valid_for=number, token_valid_for_unit=unit).validity_seconds == seconds


def test_the_form_shows_every_field_under_its_own_label(a_credential: Callable[..., NamedCredential]) -> None:
    shown = a_credential(audiences=("https://a.example", "https://b.example")).shown_fields()
    assert list(shown) == [label for label in FORM_LABELS.values() if label != "Token Valid for (unit)"]
    assert shown["Token Valid for"] == "1 Hours"
    assert shown["Audiences"] == "https://a.example\nhttps://b.example"
    assert shown["Generate Authorization Header"] == "on"
    assert shown["Per User Subject"] == '"max@org1.example"'
