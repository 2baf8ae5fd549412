"""An org for the REST API to show: custom objects and fields, and a directory of users."""

OBJECTS = """
[[fields]]
object = "Account"
name = "Customer_Number__c"
label = "Customer Number"
type = "Text"
length = 20
external_id = true
unique = true

[[fields]]
object = "Account"
name = "Region__c"
label = "Region"
type = "Text"
external_id = true

[[fields]]
object = "Account"
name = "Active__c"
label = "Active"
type = "Checkbox"

[[objects]]
name = "Delivery__c"
label = "Delivery"
label_plural = "Deliveries"

[[objects.fields]]
name = "Account__c"
label = "Account"
type = "Lookup"
refers_to = "Account"
child_relationship = "Deliveries"

[[objects.fields]]
name = "Number__c"
label = "Number"
type = "Number"
precision = 8
external_id = true
unique = true

[[objects.fields]]
name = "Delivered_On__c"
label = "Delivered On"
type = "Date"

[[objects.fields]]
name = "Driver__c"
label = "Driver"
type = "Lookup"
refers_to = "User"

[[objects]]
name = "Pallet__c"
label = "Pallet"
label_plural = "Pallets"

[[objects.fields]]
name = "Delivery__c"
label = "Delivery"
type = "Lookup"
refers_to = "Delivery__c"
required = true
"""

DIRECTORY = """
{
  "organization": {
    "id": "00Dxx0000001gPLEAY", "name": "Org1", "my_domain": "org1", "is_sandbox": false,
    "organization_type": "Developer Edition", "instance_name": "XX1", "namespace_prefix": null, "created_at": 1.7e9
  },
  "profiles": [{"id": "00exx0000000001AAA", "name": "System Administrator", "user_type": "Standard"}],
  "users": [
    {
      "id": "005xx000001SvogAAC", "username": "max@org1.example", "email": "max@example.com", "first_name": "Max",
      "last_name": "Mustermann", "name": "Max Mustermann", "alias": "mmust", "profile_id": "00exx0000000001AAA",
      "active": true, "federation_id": null, "time_zone": "Europe/Berlin", "locale": "de_DE", "language": "de"
    },
    {
      "id": "005xx000001SvohAAC", "username": "former@org1.example", "email": "f@example.com", "first_name": null,
      "last_name": "Former", "name": "Former", "alias": "form", "profile_id": "00exx0000000001AAA",
      "active": false, "federation_id": "f-1", "time_zone": "GMT", "locale": "en_US", "language": "en_US"
    }
  ]
}
"""
