"""External client apps, which are known at their own org's My Domain only, and apps that another org has."""

from authserver.assertion.app_checks import (
    connected_app_belongs_to_this_org,
    external_client_app_has_policies,
    external_client_app_has_the_flow_enabled,
    external_client_app_is_asked_at_its_my_domain,
    external_client_app_is_installed_here,
)

from .draft import Draft
from .scenario import scenario


@scenario(
    refused_by=external_client_app_is_asked_at_its_my_domain,
    source="“External client app is not installed in this org”, since Spring '26, at login and test hosts",
)
def external_client_app_at_the_login_host(draft: Draft) -> None:
    """The app is an external client app, and the token is asked for at the login host, as for any connected app."""
    draft.make_app_external()
    draft.ask_at_the_login_host()


@scenario(
    refused_by=external_client_app_is_installed_here,
    source="“External client app is not installed in this org” after a sandbox was refreshed",
)
def external_client_app_of_another_org(draft: Draft) -> None:
    """The external client app was made in another org, and the request goes to Org1, where nobody installed it."""
    draft.make_app_external()
    draft.move_app_to_another_org()


@scenario(
    refused_by=connected_app_belongs_to_this_org,
    source="“user hasn't approved this consumer”: the right app, and the wrong host or org",
)
def connected_app_of_another_org(draft: Draft) -> None:
    """The consumer key is that of a connected app in another org: the form was filled in for the wrong one."""
    draft.connected_app.pop("kind", None)
    draft.connected_app.pop("jwt_bearer_flow", None)
    draft.ask_at_the_login_host()
    draft.move_app_to_another_org()


@scenario(
    refused_by=external_client_app_has_the_flow_enabled,
    source="“refresh_token scope is required …”, and all scopes are there",
)
def external_client_app_without_the_flow(draft: Draft) -> None:
    """The external client app has all its scopes, and nobody ticked Enable JWT Bearer Flow."""
    draft.make_app_external()
    draft.connected_app["jwt_bearer_flow"] = False


@scenario(refused_by=external_client_app_has_policies, source="“ecapp_policy_not_found”: settings without policies")
def external_client_app_without_policies(draft: Draft) -> None:
    """The external client app's settings were deployed, and nobody made its policies, which are a file of their own."""
    draft.make_app_external()
    for policy in ("permitted_users", "profiles", "permission_sets"):
        draft.connected_app.pop(policy, None)


EXTERNAL_CLIENT_APPS = (
    external_client_app_at_the_login_host,
    external_client_app_of_another_org,
    connected_app_of_another_org,
    external_client_app_without_the_flow,
    external_client_app_without_policies,
)
