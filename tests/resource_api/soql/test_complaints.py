"""What is wrong with a query, as the wire tells it: the captured ones byte for byte."""

from typing import Any

import pytest

_PLEASE = "Please reference your WSDL or the describe call for the appropriate names."
_COLUMN = (
    f"If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. {_PLEASE}"
)


@pytest.mark.parametrize(
    ("soql", "excerpt", "caret", "place", "text"),
    [
        ("SELECT Id FORM Account", "SELECT Id FORM Account", 9, "1:Column:10", "unexpected token: 'FORM'"),
        (
            "SELECT Id\nFROM Contact\nWHERE AccountId = '0014000000p6XlS' AND LastName LIKE 'test' OR Name LIKE 'test'",
            "'0014000000p6XlS' AND LastName LIKE 'test' OR Name LIKE 'test'",
            42,
            "3:Column:61",
            "unexpected token: 'OR'",
        ),
        (
            "SELECT Id FROM Account WHERE",
            "SELECT Id FROM Account WHERE",
            27,
            "1:Column:28",
            "unexpected token: '<EOF>'",
        ),
        ("SELECT , Id FROM Account", "SELECT , Id FROM Account", 6, "1:Column:7", "unexpected token: ','"),
        (
            "SELECT Id FROM Account WHERE Name = 'x",
            "SELECT Id FROM Account WHERE Name = 'x",
            35,
            "1:Column:36",
            "line 1:36 mismatched character '<EOF>' expecting '''",
        ),
        (
            'SELECT Id FROM Account WHERE Name = "x"',
            'SELECT Id FROM Account WHERE Name = "x"',
            35,
            "1:Column:36",
            "line 1:36 no viable alternative at character '\"'",
        ),
        ("q=SELECT Id FROM Account", "q=SELECT Id FROM Account", 0, "1:Column:1", "unexpected token: 'q'"),
        ("SELECT Id FROM User LIMIT .5", "SELECT Id FROM User LIMIT .5", 25, "1:Column:26", "unexpected token: '.5'"),
        ("SELECT Id FROM User LIMIT -1", "SELECT Id FROM User LIMIT -1", 25, "1:Column:26", "unexpected token: '-1'"),
        (
            "SELECT Id FROM Account LIMIT 2147483648",
            "SELECT Id FROM Account LIMIT 2147483648",
            28,
            "1:Column:29",
            "unexpected token: '2147483648'",
        ),
    ],
)  # fmt: skip
def test_a_syntax_error_is_told_with_excerpt_caret_and_place(  # noqa: PLR0913, PLR0917  the parts of the form
    api: Any, soql: str, excerpt: str, caret: int, place: str, text: str
) -> None:
    told = f"\n{excerpt}\n{' ' * caret}^\nERROR at Row:{place}\n{text}"
    assert api.complaint(soql) == ("MALFORMED_QUERY", told)


@pytest.mark.parametrize(
    ("soql", "code", "told"),
    [
        (
            "SELECT Id, Company,Email,LastName,SF_date__c, ConvertedContactId from Contact",
            "INVALID_FIELD",
            (
                "\nSELECT Id, Company,Email,LastName,SF_date__c\n           ^\nERROR at Row:1:Column:12\n"
                f"No such column 'Company' on entity 'Contact'. {_COLUMN}"
            ),
        ),
        (
            "SELECT Id,Name,LastName,Email,SF_date__c, AccountId from Contact",
            "INVALID_FIELD",
            (
                "\nSELECT Id,Name,LastName,Email,SF_date__c, AccountId from Contact\n"
                "                              ^\nERROR at Row:1:Column:31\n"
                f"No such column 'SF_date__c' on entity 'Contact'. {_COLUMN}"
            ),
        ),
        (
            "SELECT Account.Nope FROM Contact",
            "INVALID_FIELD",
            (
                "\nSELECT Account.Nope FROM Contact\n              ^\nERROR at Row:1:Column:15\n"
                f"No such column 'Nope' on entity 'Account'. {_COLUMN}"
            ),
        ),
        (
            "SELECT Boss.Name FROM Contact",
            "INVALID_FIELD",
            (
                "\nSELECT Boss.Name FROM Contact\n       ^\nERROR at Row:1:Column:8\n"
                "Didn't understand relationship 'Boss' in field path. If you are attempting to use a custom "
                f"relationship, be sure to append the '__r' after the custom relationship name. {_PLEASE}"
            ),
        ),
        (
            "SELECT Id FROM Nope__c",
            "INVALID_TYPE",
            (
                "\nSELECT Id FROM Nope__c\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nope__c' is not "
                "supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity "
                f"name. {_PLEASE}"
            ),
        ),
        (
            "SELECT Id, MailingStreet from Contact where MailingStreet = 3999",
            "INVALID_FIELD",
            (
                "\nMailingStreet from Contact where MailingStreet = 3999\n                                 ^\n"
                "ERROR at Row:1:Column:45\n"
                "value of filter criterion for field 'MailingStreet' must be of type string and should be enclosed "
                "in quotes"
            ),
        ),
        (
            "SELECT Id FROM Contact WHERE Birthdate = '1979-03-14'",
            "INVALID_FIELD",
            (
                "\nSELECT Id FROM Contact WHERE Birthdate = '1979-03-14'\n                             ^\n"
                "ERROR at Row:1:Column:30\n"
                "value of filter criterion for field 'Birthdate' must be of type date and should not be "
                "enclosed in quotes"
            ),
        ),
        (
            "SELECT Id FROM Account WHERE Id = 'Nordwind'",
            "INVALID_QUERY_FILTER_OPERATOR",
            (
                "\nSELECT Id FROM Account WHERE Id = 'Nordwind'\n                                  ^\n"
                "ERROR at Row:1:Column:35\ninvalid ID field: Nordwind"
            ),
        ),
        ("SELECT Id, Name, name FROM Account", "MALFORMED_QUERY", "duplicate field selected: name"),
        (" \n ", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        (
            "SELECT Id FROM Account OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Maximum SOQL offset allowed is 2000",
        ),
    ],
)
def test_what_a_query_gets_wrong_about_the_schema_is_told_as_captured(
    api: Any, soql: str, code: str, told: str
) -> None:
    assert api.complaint(soql) == (code, told)


@pytest.mark.parametrize(
    ("soql", "construct"),
    [
        ("SELECT Industry FROM Account GROUP BY Industry", "GROUP BY"),
        ("SELECT Id FROM Account HAVING Id = 'x'", "HAVING"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "sub-queries"),
        ("SELECT (SELECT Id FROM Contacts) FROM Account", "sub-queries"),
        ("SELECT COUNT(Id) FROM Account", "functions other than COUNT()"),
        ("SELECT MAX(AnnualRevenue) FROM Account", "functions other than COUNT()"),
        ("SELECT toLabel(Type) FROM Account", "functions other than COUNT()"),
        ("SELECT Id FROM Account WHERE CALENDAR_YEAR(CreatedDate) = 2027", "functions other than COUNT()"),
        ("SELECT COUNT(), Id FROM Account", "COUNT() beside other fields"),
        ("SELECT Id FROM Account USING SCOPE mine", "USING SCOPE"),
        ("SELECT Id FROM Account WITH SECURITY_ENFORCED", "WITH"),
        ("SELECT Id FROM Account WHERE Name = 'x' FOR VIEW", "FOR VIEW, FOR REFERENCE and FOR UPDATE"),
        ("SELECT Id FROM Account ALL ROWS", "ALL ROWS"),
        ("SELECT TYPEOF What WHEN Account THEN Id END FROM Event", "TYPEOF"),
        ("SELECT Id FROM Account WHERE Industry INCLUDES ('Energy')", "INCLUDES and EXCLUDES"),
        ("SELECT Id FROM Account WHERE Name = :name", "bind variables"),
        ("SELECT Id FROM Account WHERE CreatedDate = THIS_FISCAL_YEAR", "this date literal"),
        ("SELECT Id FROM Account WHERE CreatedDate = LAST_N_FISCAL_YEARS:2", "this date literal"),
        ("SELECT a.Id FROM Account a, a.Contacts c", "more than one object in FROM"),
    ],
)
def test_a_construct_that_this_server_does_not_know_is_named(api: Any, soql: str, construct: str) -> None:
    code, told = api.complaint(soql)
    assert code == "MALFORMED_QUERY"
    assert told.endswith(f"\nThis server does not support {construct}.")


def test_a_query_that_is_missing_is_told_as_captured(api: Any) -> None:
    answer = api.get("query")
    expected = '[{"message":"A query string has to be specified","errorCode":"MALFORMED_QUERY"}]'
    assert (answer.status_code, answer.text) == (400, expected)


def test_a_query_that_is_not_utf_8_is_refused(api: Any) -> None:
    answer = api.get("query?q=SELECT+Id+FROM+Account+WHERE+Name='%ff'")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "MALFORMED_QUERY")
