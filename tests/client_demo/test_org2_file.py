# ruff: noqa: E501  a table reads best with one row to a line
import logging
from pathlib import Path

import pytest

from client_demo.org2_file import load_org2, read_org2
from plumbing.strict_toml import BadFileError


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def problems_of(folder: Path, text: str) -> list[str]:
    path = folder / "org2.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFileError) as caught:
        read_org2(path)
    return [str(problem) for problem in caught.value.problems]


def test_the_demo_world_is_read_as_it_stands(world: Path, caplog: pytest.LogCaptureFixture) -> None:
    read = read_org2(world / "org2.toml")
    assert read.org.name == "Org2"
    assert [one.name for one in read.certificates] == ["Org2_JWT", "Old_Integration"]
    assert read.named_credentials[0].validity_seconds == 3600
    assert read.users[0].federation_id == "max@org1.example"
    assert caplog.text == ""


def test_the_demo_world_is_loaded_with_its_keys(world: Path) -> None:
    org2 = load_org2(world / "org2.toml", world / "certs")
    assert org2.id == "00Dyy0000002hQMEAY"
    assert set(org2.key_pairs) == {"Org2_JWT", "Old_Integration"}
    assert org2.named_credential("Org1").issuer.startswith("3MVG9")


def test_absolute_file_names_are_taken_as_they_are(world: Path, demo_text: str, tmp_path: Path) -> None:
    key = world / "certs" / "Org2_JWT.key"
    elsewhere = tmp_path / "elsewhere.key"
    key.rename(elsewhere)
    (world / "org2.toml").write_text(changed(demo_text, '"Org2_JWT.key"', f'"{elsewhere}"'))
    assert load_org2(world / "org2.toml", world / "certs").key_pair("Org2_JWT")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("scope =", "scopes =", "named_credentials[1] (Org1).scopes: unknown key (did you mean “scope”?)"),
        ("[[users]]", "[[user]]", "user: unknown key (did you mean “users”?)"),
        ('name = "Org2"\n', "", "org.name: is missing; it must be given"),
        ('issuer = "3MVG9', 'issuers = "3MVG9', "(Org1).issuer: is missing; it must be given"),
        ("token_valid_for = 1\n", 'token_valid_for = "1"\n', "must be a whole number, without quotes, not text"),
        ("key_size = 2048", "key_size = 1024", "“1024” is none of “2048” or “4096”"),
        ("generate_authorization_header = true", 'generate_authorization_header = "yes"', "must be true or false"),
        ('audiences = ["https://login.salesforce.com"]', 'audiences = "https://a.example"', "must be a list in [ ]"),
        ('"00Dyy0000002hQMEAY"', '"00Dyy0000002hQMAAA"', "its first 15 with the right suffix: 00Dyy0000002hQMEAY"),
        ('"00Dyy0000002hQMEAY"', '"001"', "org.id: “001” is no org id"),
        ('name = "Org2"\n', 'name = ""\n', "org.name: is empty"),
        ('username = "anna@org2.example"', 'username = "anna"', "“anna” is no username"),
        ('username = "anna@org2.example"', 'username = "an na@org2.example"', "is no username"),
        ('name = "Org1"', 'name = "Org 1"', "“Org 1” is no unique name"),
        ('name = "Org1"', 'name = "1Org"', "is no unique name"),
        ('name = "Org1"', 'name = "Org1_"', "is no unique name"),
        ('name = "Org1"', 'name = "Org__1"', "is no unique name"),
        ('name = "Org2_JWT"  ', 'name = "Org2-JWT"  ', "“Org2-JWT” is no unique name"),
        ('name = "Old_Integration"', 'name = "org2_jwt"', "“org2_jwt” is taken already, by number 1"),
        ('certificate_file = "Org2_JWT.crt"', 'certificate_file = "Org2_JWT.key"', "is the same file as private_key_file"),
        ('private_key_file = "Old_Integration.key"', 'private_key_file = "Org2_JWT.key"', "is taken already, by number 1"),
        ('certificate_file = "Org2_JWT.crt"', 'certificate_file = " "', "certificate_file: is no file name"),
        ('label = "Org1"', 'label = " "', "label: is empty"),
        ('label = "Org1"', f'label = "{"x" * 81}"', "is longer than the 80 characters"),
        ('url = "https://org1.my.salesforce.com"', 'url = "org1.my.salesforce.com"', "is no address"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://org1 .example"', "has characters"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://me:pw@org1.example"', "must hold neither a user name"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://org1.example/#x"', "must hold neither a user name"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://org1.example?x=1"', "must not hold a query"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://org1.example:99999"', "is no address like"),
        ('url = "https://org1.my.salesforce.com"', 'url = "http://org1.example"', "would send tokens unencrypted"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://xn--a.example"', "is no address like"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://1.2.3.999"', "is no address like"),
        ('url = "https://org1.my.salesforce.com"', 'url = "https://*.example"', "is no address"),
        ('url = "https://login.salesforce.com/services', 'url = "ftp://login.salesforce.com/services', "is no address"),
        ('url = "https://login.salesforce.com/services/oauth2/token"', 'url = ""', "JWT Token Exchange posts the JWT there"),
        ('identity_type = "Per User"', 'identity_type = "Per user"', "(did you mean “Per User”?)"),
        ('identity_type = "Per User"', 'identity_type = "Anonymous"', "is none of “Per User” or “Named Principal”"),
        ('protocol = "JWT Token Exchange"', 'protocol = "OAuth 2.0"', "is none of “JWT Token Exchange” or “JWT”"),
        ("'\"max@org1.example\"'", '"max@org1.example"', "is no formula: at character 1: a constant stands in quotes"),
        ("'\"max@org1.example\"'", '"$User.Usrname"', "(did you mean “Username”?)"),
        ("'\"max@org1.example\"'", '""', "per_user_subject: is empty, and the identity type “Per User” needs it: a form"),
        ('identity_type = "Per User"', 'identity_type = "Named Principal"', "per_user_subject is filled, but is ignored"),
        ('audiences = ["https://login.salesforce.com"]', "audiences = []", "audiences: is empty"),
        ('audiences = ["https://login.salesforce.com"]', 'audiences = [" "]', "audiences: holds an empty text"),
        ('issuer = "3MVG9orglessDemoWorldOrg2Integration', 'issuer = " " #', "issuer: is empty: it must hold the consumer key"),
        ("token_valid_for = 1\n", "token_valid_for = 0\n", "a JWT that is valid for no time is refused"),
        ("token_valid_for = 1\n", "token_valid_for = 9000\n", "is 9000 Hours, more than a year"),
        ('unit = "Hours"', 'unit = "hours"', "“hours” is none of “Seconds” or “Minutes” or “Hours” (did you mean"),
        ('signing_certificate = "Org2_JWT"', 'signing_certificate = "Org2_JTW"', "(did you mean “Org2_JWT”?)"),
        ('signing_certificate = "Org2_JWT"', 'signing_certificate = ""', "is no certificate of Org2; there are: Org2_JWT"),
        ('certificate = ""  ', 'certificate = "Org2JWT"  ', "certificate: “Org2JWT” is no certificate of Org2"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_on_one_line_with_its_key(
    old: str, new: str, problem: str, demo_text: str, tmp_path: Path
) -> None:
    told = problems_of(tmp_path, changed(demo_text, old, new))
    assert any(problem in line for line in told), told
    assert all(line.startswith(f"{tmp_path / 'org2.toml'}: ") and "\n" not in line for line in told)


def test_a_named_credential_twice_is_told(demo_text: str, tmp_path: Path) -> None:
    again = demo_text[demo_text.index("[[named_credentials]]") :].replace('name = "Org1"', 'name = "ORG1"')
    assert any("“ORG1” is taken already, by number 1" in line for line in problems_of(tmp_path, demo_text + again))


def test_usernames_are_compared_without_regard_to_letter_case(demo_text: str, tmp_path: Path) -> None:
    again = '[[users]]\nusername = "Anna@ORG2.example"\nemail = "a@example.com"\n'
    told = problems_of(tmp_path, demo_text.replace("[[certificates]]", f"{again}[[certificates]]", 1))
    assert any("users[2] (Anna@ORG2.example).username" in line for line in told)


def test_all_mistakes_are_told_at_once_with_those_of_the_files(world: Path, demo_text: str) -> None:
    text = changed(demo_text, "token_valid_for = 1\n", "token_valid_for = 0\n")
    text = changed(text, "scope =", "scopes =")
    (world / "org2.toml").write_text(changed(text, '"anna@org2.example"', '"anna"'), encoding="utf-8")
    (world / "certs" / "Org2_JWT.key").unlink()
    with pytest.raises(BadFileError) as caught:
        load_org2(world / "org2.toml", world / "certs")
    keys = {problem.key for problem in caught.value.problems}
    assert keys == {
        "users[1] (anna).username",
        "named_credentials[1] (Org1).token_valid_for",
        "named_credentials[1] (Org1).scopes",
        "certificates[1] (Org2_JWT).private_key_file",
    }
    assert "`orgless certs` makes it" in str(caught.value)


PER_USER = 'identity_type = "Per User"'
NAMED_PRINCIPAL = 'identity_type = "Named Principal"'


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        (
            {
                PER_USER: NAMED_PRINCIPAL,
                "per_user_subject = '\"max@org1.example\"'": 'per_user_subject = ""',
                'named_principal_subject = ""': "named_principal_subject = '\"max@org1.example\"'",
            },
            "named_principal_subject: is plain text: its quotes become part of the JWT's sub",
        ),
        (
            {PER_USER: NAMED_PRINCIPAL, 'named_principal_subject = ""': 'named_principal_subject = "max@org1.example"'},
            "per_user_subject: is ignored, because the identity type is “Named Principal”",
        ),
        ({'named_principal_subject = ""': 'named_principal_subject = "max@org1.example"'}, "is ignored, because"),
        ({'["https://login.salesforce.com"]': "['\"https://login.salesforce.com\"']"}, "audiences: the quotes inside"),
        ({'certificate = ""  ': 'certificate = "Org2_JWT"  '}, "certificate: is for mutual TLS"),
    ],
)
def test_what_salesforce_stores_all_the_same_is_only_warned_about(
    changes: dict[str, str], remark: str, world: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = (world / "org2.toml").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = changed(text, old, new)
    (world / "org2.toml").write_text(text, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        load_org2(world / "org2.toml", world / "certs")
    assert remark in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "org = 1",
        "org = []\nusers = 1\ncertificates = {}\nnamed_credentials = 'x'",
        "[[certificates]]\nname = 1\n[[named_credentials]]\nname = []\nurl = {}\naudiences = [1]\ntoken_valid_for = true",
        "users = [1, [], 'x']",
        "[[named_credentials]]\nidentity_type = 'Per User'\nper_user_subject = 3\ntoken_valid_for = 10000000000000000000",
        "x",
    ],
)
def test_however_broken_a_file_is_it_is_told_plainly(text: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, text)
    with pytest.raises(BadFileError):
        load_org2(tmp_path / "org2.toml", tmp_path)


def test_a_missing_file_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="`orgless init DIR` writes a starter world"):
        load_org2(tmp_path / "org2.toml", tmp_path)
