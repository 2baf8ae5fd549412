import pytest

from client_demo.errors import FormulaError
from client_demo.formula import USER_FIELDS, parse_formula
from client_demo.org2 import User


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ('"max@org1.example"', "max@org1.example"),
        ("'max@org1.example'", "max@org1.example"),
        ("$User.Username", "anna@org2.example"),
        ("$User.Email", "anna.schmidt@example.com"),
        ("$User.FirstName & '.' & $User.LastName", "Anna.Schmidt"),
        ("$User.FederationIdentifier", "max@org1.example"),
        ("'User='+$User.FirstName", "User=Anna"),
        ("( $User.FirstName & (\"@\" + 'org1.example') )", "Anna@org1.example"),
        ("$user.USERNAME", "anna@org2.example"),
        ("'it\\'s \"quoted\"'", 'it\'s "quoted"'),
        ('""', ""),
        ('\n  "max@org1.example"\t', "max@org1.example"),
    ],
)
def test_a_formula_gives_the_subject(text: str, subject: str, anna: User) -> None:
    assert parse_formula(text).evaluate(anna) == subject


def test_a_record_id_in_a_formula_has_fifteen_characters(anna: User) -> None:
    assert parse_formula("$User.Id").evaluate(anna) == anna.id[:15]
    assert len(anna.id) == 18
    assert anna.id.startswith("005")


def test_a_blank_field_is_empty_text() -> None:
    user = User(username="new@org2.example", email="new@example.com")
    assert parse_formula("$User.FederationIdentifier").evaluate(user) == ""


def test_every_known_field_can_be_used(anna: User) -> None:
    assert all(parse_formula(f"$User.{name}").evaluate(anna) for name in USER_FIELDS)


@pytest.mark.parametrize(
    ("text", "is_constant"), [('"a"', True), ("'a' & \"b\"", True), ("$User.Id", False), ("'a' & $User.Id", False)]
)
def test_a_formula_of_constants_alone_is_constant(text: str, *, is_constant: bool) -> None:
    assert parse_formula(text).is_constant is is_constant


@pytest.mark.parametrize(
    ("text", "position", "repair"),
    [
        ("max@org1.example", 1, 'a constant stands in quotes: write "max@org1.example"'),
        ("", 1, "the formula is empty"),
        ("   ", 1, "the formula is empty"),
        ("\u201cmax@org1.example\u201d", 1, "typographic quote"),
        ("'a' & \u2018b\u2019", 7, "typographic quote"),
        ('"max', 1, 'a " is missing at its end'),
        ("'a' & 'b", 7, "a ' is missing at its end"),
        ("$User.Usrname", 1, "did you mean “Username”?"),
        ("'a' & $User.Department", 7, "$User has no field Department here"),
        ("$Profile.Name", 1, "$Profile.Name is not known here"),
        ("$User.", 1, "$User. is not known here"),
        ("LOWER($User.Email)", 1, "the function LOWER is not played here"),
        ("{!$User.Username}", 1, "is how external credentials write it"),
        ("User.Username", 1, "a $ is missing: write $User"),
        ("Email", 1, "write $User.Email for the field"),
        ("max", 1, "“max” is neither a $User field nor in quotes"),
        ('$User.Email "x"', 13, "an & is missing before this"),
        ("'a' $User.Id", 5, "an & is missing before this"),
        ("'a' ('b')", 5, "an & is missing before this"),
        ("'a' &", 6, "is missing at the end"),
        ("('a'", 5, "a “)” is missing at the end"),
        ("'a')", 4, "“)” is not expected here"),
        ("& 'a'", 1, "“&” is not expected here"),
        ("42", 1, "“4” is not expected here"),
        ("'a' - 'b'", 5, "“-” is not expected here"),
        ("'a' & \x00", 7, "\\x00"),
    ],
)
def test_what_is_no_formula_is_told_with_its_place_and_the_repair(text: str, position: int, repair: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert repair in str(caught.value)
    assert caught.value.position == position
    assert str(caught.value).startswith(f"at character {position}: ")
