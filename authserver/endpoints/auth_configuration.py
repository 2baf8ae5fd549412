"""``GET /.well-known/auth-configuration``: how users log in to the org, for Salesforce's own mobile apps."""

from flask import Response

from authserver.answers import json_answer
from authserver.openapi import COMMON, TEXT, Operation, Reply, json_of
from authserver.services import services

_MOBILE_SDK = (
    "UseiOSNativeBrowserForAuthentication",
    "UseAndroidNativeBrowserForAuthentication",
    "shareBrowserSessionIOS",
    "shareBrowserSessionAndroid",
)


def auth_configuration() -> Response:
    """The members of a saved answer of an org that nobody changed them in."""
    made = services()
    return json_answer(
        200,
        {
            "OrgId": made.org.org_id[:15],
            "Url": made.settings.instance_url,
            "MobileSDK": dict.fromkeys(_MOBILE_SDK, False),
            "LoginPage": None,
            "SamlProviders": [],
            "AuthProviders": [],
            "CertificateLogin": None,
            "LoginPageType": "standard",
            "LoginPageTypeConfigs": {},
        },
    )


_CONFIGURATION = {"type": "object", "properties": {"OrgId": TEXT, "Url": TEXT}, "required": ["OrgId", "Url"]}
OPERATIONS = {
    "GET": Operation(
        summary="How users log in to the org.",
        replies={200: Reply(says="Its settings.", content=json_of(_CONFIGURATION)), **COMMON},
    )
}
