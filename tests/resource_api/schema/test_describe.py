# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

_FIELD_MEMBERS = {"name", "label", "type", "length", "nillable", "createable", "updateable", "referenceTo", "soapType"}


def test_the_global_describe_lists_every_object_with_its_addresses(api: Any) -> None:
    listed = api.get("sobjects").json
    assert (listed["encoding"], listed["maxBatchSize"]) == ("UTF-8", 200)
    assert [one["name"] for one in listed["sobjects"]] == ["Account", "Contact"]
    account = listed["sobjects"][0]
    assert (account["label"], account["labelPlural"], account["keyPrefix"]) == ("Account", "Accounts", "001")
    assert account["urls"] == {
        "rowTemplate": "/services/data/v67.0/sobjects/Account/{ID}",
        "describe": "/services/data/v67.0/sobjects/Account/describe",
        "sobject": "/services/data/v67.0/sobjects/Account",
    }
    for flag in ("custom", "customSetting", "createable", "updateable", "deletable", "queryable", "searchable"):
        assert isinstance(account[flag], bool)


def test_an_objects_describe_has_its_fields_and_children(api: Any) -> None:
    described = api.get("sobjects/account/describe").json
    assert described["childRelationships"] == [
        {
            "cascadeDelete": True,
            "childSObject": "Contact",
            "deprecatedAndHidden": False,
            "field": "AccountId",
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": "Contacts",
            "restrictedDelete": False,
        }
    ]
    fields = {field["name"]: field for field in described["fields"]}
    assert all(field.keys() >= _FIELD_MEMBERS for field in fields.values())
    assert (fields["Name"]["nillable"], fields["Name"]["nameField"], fields["Name"]["length"]) == (False, True, 255)
    assert (fields["CreatedDate"]["createable"], fields["CreatedDate"]["type"]) == (False, "datetime")
    assert (fields["AnnualRevenue"]["precision"], fields["NumberOfEmployees"]["digits"]) == (18, 8)
    assert (fields["Description"]["filterable"], fields["Description"]["sortable"]) == (False, False)
    assert fields["Industry"]["picklistValues"][0]["value"] == "Agriculture"


def test_a_lookup_names_its_object_and_relationship(api: Any) -> None:
    fields = {field["name"]: field for field in api.get("sobjects/Contact/describe").json["fields"]}
    assert (fields["AccountId"]["referenceTo"], fields["AccountId"]["relationshipName"]) == (["Account"], "Account")
    assert (fields["OwnerId"]["referenceTo"], fields["OwnerId"]["relationshipName"]) == (["User"], "Owner")
    assert fields["LastName"]["compoundFieldName"] == "Name"


def test_what_a_describe_says_can_be_queried(api: Any) -> None:
    for name in ("Account", "Contact"):
        fields = ", ".join(field["name"] for field in api.get(f"sobjects/{name}/describe").json["fields"])
        assert api.query(f"SELECT {fields} FROM {name}").status_code == 200
