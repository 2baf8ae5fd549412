# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest

#: jsforce 3: DescribeSObjectResult, Field, ChildRelationship, RecordTypeInfo.
_FLAGS = {
    "activateable", "createable", "custom", "customSetting", "deepCloneable", "deletable",
    "deprecatedAndHidden", "feedEnabled", "hasSubtypes", "idEnabled", "isInterface", "isSubtype", "layoutable",
    "mergeable", "mruEnabled", "queryable", "replicateable", "retrieveable", "searchable", "triggerable",
    "undeletable", "updateable",
}  # fmt: skip
_OBJECT_MEMBERS = {
    "actionOverrides", "childRelationships", "compactLayoutable", "fields", "keyPrefix", "label", "labelPlural",
    "listviewable", "lookupLayoutable", "name", "namedLayoutInfos", "networkScopeFieldName", "recordTypeInfos",
    "searchLayoutable", "supportedScopes", "urls",
}  # fmt: skip
_FIELD_MEMBERS = {
    "aggregatable", "autoNumber", "byteLength", "calculated", "calculatedFormula", "cascadeDelete",
    "caseSensitive", "compoundFieldName", "controllerName", "createable", "custom", "defaultValue",
    "defaultValueFormula", "defaultedOnCreate", "dependentPicklist", "deprecatedAndHidden", "digits",
    "displayLocationInDecimal", "encrypted", "externalId", "extraTypeInfo", "filterable", "filteredLookupInfo",
    "groupable", "highScaleNumber", "htmlFormatted", "idLookup", "inlineHelpText", "label", "length", "mask",
    "maskType", "name", "nameField", "namePointing", "nillable", "permissionable", "picklistValues",
    "precision", "queryByDistance", "referenceTargetField", "referenceTo", "relationshipName",
    "relationshipOrder", "restrictedDelete", "restrictedPicklist", "scale", "soapType", "sortable", "type",
    "unique", "updateable", "writeRequiresMasterRead",
}  # fmt: skip
_CHILD_MEMBERS = {
    "cascadeDelete", "childSObject", "deprecatedAndHidden", "field", "junctionIdListNames",
    "junctionReferenceTo", "relationshipName", "restrictedDelete",
}  # fmt: skip
_RECORD_TYPE_MEMBERS = {
    "available", "defaultRecordTypeMapping", "master", "name", "recordTypeId", "urls",
}  # fmt: skip


def test_the_global_describe_lists_every_object_with_its_addresses(api: Any) -> None:
    listed = api.get("sobjects").json
    assert (listed["encoding"], listed["maxBatchSize"]) == ("UTF-8", 200)
    names = [one["name"] for one in listed["sobjects"]]
    assert names == ["Account", "Contact", "Opportunity", "Organization", "Profile", "User"]
    account = listed["sobjects"][0]
    assert (account["label"], account["labelPlural"], account["keyPrefix"]) == ("Account", "Accounts", "001")
    assert account["urls"] == {
        "rowTemplate": "/services/data/v67.0/sobjects/Account/{ID}",
        "describe": "/services/data/v67.0/sobjects/Account/describe",
        "sobject": "/services/data/v67.0/sobjects/Account",
    }
    assert all(isinstance(account[flag], bool) for flag in _FLAGS)


def test_the_orgs_own_set_up_is_only_read(api: Any) -> None:
    flags = ("createable", "updateable", "deletable")
    for name in ("Organization", "Profile", "User"):
        described = api.get(f"sobjects/{name}/describe").json
        assert [described[flag] for flag in flags] == [False] * 3
        assert described["queryable"]
        assert not any(one["createable"] or one["updateable"] for one in described["fields"])
    assert [api.get("sobjects/Account/describe").json[flag] for flag in flags] == [True] * 3


def test_an_objects_describe_has_its_fields_and_children(api: Any) -> None:
    described = api.get("sobjects/account/describe").json
    assert described["childRelationships"][0] == {
        "cascadeDelete": True,
        "childSObject": "Contact",
        "deprecatedAndHidden": False,
        "field": "AccountId",
        "junctionIdListNames": [],
        "junctionReferenceTo": [],
        "relationshipName": "Contacts",
        "restrictedDelete": False,
    }
    assert [one["relationshipName"] for one in described["childRelationships"]] == ["Contacts", "Opportunities"]
    fields = {field["name"]: field for field in described["fields"]}
    assert (fields["Name"]["nillable"], fields["Name"]["nameField"], fields["Name"]["length"]) == (False, True, 255)
    assert (fields["CreatedDate"]["createable"], fields["CreatedDate"]["type"]) == (False, "datetime")
    assert (fields["AnnualRevenue"]["precision"], fields["NumberOfEmployees"]["digits"]) == (18, 8)
    assert (fields["Description"]["filterable"], fields["Description"]["sortable"]) == (False, False)
    assert fields["Industry"]["picklistValues"][0]["value"] == "Agriculture"


@pytest.mark.parametrize("name", ["Account", "Delivery__c", "User"])
def test_a_describe_has_every_member_that_clients_types_name(custom_api: Any, name: str) -> None:
    described = custom_api.get(f"sobjects/{name}/describe").json
    assert described.keys() >= _OBJECT_MEMBERS | _FLAGS
    for field in described["fields"]:
        assert field.keys() >= _FIELD_MEMBERS, field["name"]
    for child in described["childRelationships"]:
        assert child.keys() >= _CHILD_MEMBERS
    for kind in described["recordTypeInfos"]:
        assert kind.keys() >= _RECORD_TYPE_MEMBERS


def test_a_custom_object_and_its_fields_say_so(custom_api: Any) -> None:
    described = custom_api.get("sobjects/Delivery__c/describe").json
    assert (described["custom"], described["keyPrefix"], described["labelPlural"]) == (True, "a00", "Deliveries")
    fields = {field["name"]: field for field in described["fields"]}
    assert {name for name, field in fields.items() if field["custom"]} == {
        "Account__c",
        "Number__c",
        "Delivered_On__c",
        "Driver__c",
    }
    account = fields["Account__c"]
    assert (account["referenceTo"], account["relationshipName"], account["nillable"]) == (
        ["Account"],
        "Account__r",
        True,
    )
    number = fields["Number__c"]
    assert (number["type"], number["precision"], number["scale"]) == ("double", 8, 0)
    assert (number["externalId"], number["unique"], number["idLookup"]) == (True, True, True)
    assert (fields["Name"]["nameField"], fields["Name"]["idLookup"], fields["Name"]["externalId"]) == (
        True,
        True,
        False,
    )


def test_child_relationships_are_those_of_the_file(custom_api: Any) -> None:
    def children(name: str) -> dict[str, Any]:
        listed = custom_api.get(f"sobjects/{name}/describe").json["childRelationships"]
        return {f"{one['childSObject']}.{one['field']}": one for one in listed}

    delivery = children("Account")["Delivery__c.Account__c"]
    assert (delivery["relationshipName"], delivery["cascadeDelete"], delivery["restrictedDelete"]) == (
        "Deliveries__r",
        False,
        False,
    )
    pallet = children("Delivery__c")["Pallet__c.Delivery__c"]
    assert (pallet["relationshipName"], pallet["restrictedDelete"]) == (None, True)


def test_only_what_identifies_a_record_is_an_external_id(custom_api: Any) -> None:
    fields = custom_api.describe("Account")
    assert {name for name, field in fields.items() if field["externalId"]} == {"Customer_Number__c", "Region__c"}
    assert {name for name, field in fields.items() if field["unique"]} == {"Customer_Number__c"}
    assert {name for name, field in fields.items() if field["idLookup"]} == {"Id", "Customer_Number__c", "Region__c"}


def test_a_lookup_names_its_object_and_relationship(api: Any) -> None:
    fields = {field["name"]: field for field in api.get("sobjects/Contact/describe").json["fields"]}
    assert (fields["AccountId"]["referenceTo"], fields["AccountId"]["relationshipName"]) == (["Account"], "Account")
    assert (fields["OwnerId"]["referenceTo"], fields["OwnerId"]["relationshipName"]) == (["User"], "Owner")
    assert fields["LastName"]["compoundFieldName"] == "Name"


def test_what_a_describe_says_can_be_queried(api: Any) -> None:
    for name in ("Account", "Contact", "Opportunity", "Organization", "Profile", "User"):
        fields = ", ".join(field["name"] for field in api.get(f"sobjects/{name}/describe").json["fields"])
        assert api.query(f"SELECT {fields} FROM {name}").status_code == 200
