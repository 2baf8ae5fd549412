"""The second list, second part: whether the app may be used in this org and at this address (Salesforce's policies)."""

from authserver.connected_apps import AppElsewhere
from authserver.errors import (
    AppBlockedError,
    AppNotFoundError,
    InactiveOrgError,
    InvalidGrantError,
    InvalidRequestError,
    PolicyNotFoundError,
)
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

from .assertion import Assertion
from .circumstances import TOKEN_PATH
from .likely_causes import why_app_elsewhere

_NOT_INSTALLED = "External client app is not installed in this org"
#: What Salesforce says for a missing scope, for an app that is not installed, and for the flow being off alike.
REFRESH_TOKEN = "refresh_token scope is required and the connected app should be installed and preauthorized"  # noqa: S105


@check(
    rule="Salesforce: a locked, closed or suspended org",
    error=InactiveOrgError,
    says="org is locked, closed or suspended",
    setting="Org1: the org itself; only Salesforce unlocks or reopens one",
    wording_is_inferred=True,
)
def org_is_active(assertion: Assertion) -> Reason | None:
    """The org is neither locked nor closed nor suspended."""
    org = assertion.circumstances.org
    return None if org.is_active else Reason("an org in use", f"{org.name} is locked, closed or suspended")


@check(
    rule="Salesforce: an external client app is bound to the org that it was made in",
    error=AppNotFoundError,
    says=_NOT_INSTALLED,
    setting="Org1: External Client App Manager; Org2: Named Credential > Token Endpoint URL and Audiences",
)
def external_client_app_is_installed_here(assertion: Assertion) -> Reason | None:
    """An external client app is one of this org, not of another one."""
    elsewhere = assertion.elsewhere
    return _of_another_org(assertion, elsewhere) if elsewhere and elsewhere.app.is_external else None


@check(
    rule="Salesforce: a connected app of another org that nobody here has approved",
    error=InvalidGrantError,
    says="user hasn't approved this consumer",
    setting="Org2: Named Credential > Token Endpoint URL and Issuer; Org1: Connected Apps",
)
def connected_app_belongs_to_this_org(assertion: Assertion) -> Reason | None:
    """A connected app is one of this org, not of another one."""
    elsewhere = assertion.elsewhere
    return _of_another_org(assertion, elsewhere) if elsewhere and not elsewhere.app.is_external else None


def _of_another_org(assertion: Assertion, elsewhere: AppElsewhere) -> Reason:
    org, app = assertion.circumstances.org, elsewhere.app
    got = f"the {app.kind} “{app.label}” of {elsewhere.org_name}"
    return Reason(f"an app of {org.name}", got, why_app_elsewhere(elsewhere, org))


@check(
    rule="Salesforce: external client apps are not found at login.salesforce.com and test.salesforce.com",
    error=AppNotFoundError,
    says=_NOT_INSTALLED,
    setting="Org2: Named Credential > Token Endpoint URL and Audiences: Org1's My Domain",
    needs=[external_client_app_is_installed_here],
)
def external_client_app_is_asked_at_its_my_domain(assertion: Assertion) -> Reason | None:
    """A token for an external client app is asked for at the org's My Domain, not at a login host of all orgs."""
    if assertion.app is None or not assertion.app.is_external:
        return None
    host, circumstances = assertion.request.host, assertion.circumstances
    if host.lower() not in circumstances.names.generic_hosts:
        return None
    my_domain_url = circumstances.org.my_domain_url
    is_audience_too = "audience in another form" in circumstances.profile.tolerated
    to_enter = "host and audience" if is_audience_too else f"host; the audience is {circumstances.org.login_audience}"
    return Reason(
        f"{my_domain_url}{TOKEN_PATH}",
        f"sent to {excerpt(host)}",
        f"a login host does not know where an external client app is installed; enter {my_domain_url} as {to_enter}",
    )


@check(
    rule="Salesforce: an external client app has a switch per flow",
    error=InvalidRequestError,
    says=REFRESH_TOKEN,
    setting="Org1: External Client App > Settings > Enable JWT Bearer Flow",
    needs=[external_client_app_is_installed_here],
)
def external_client_app_has_the_flow_enabled(assertion: Assertion) -> Reason | None:
    """An external client app has the JWT bearer flow enabled."""
    if assertion.app is None or assertion.app.jwt_bearer_flow:
        return None
    return Reason("Enable JWT Bearer Flow", f"it is off at “{assertion.app.label}”", "the text speaks of scopes only")


@check(
    rule="Salesforce: an external client app's policies are made apart from its settings",
    error=PolicyNotFoundError,
    says="external client app policy not found",
    setting="Org1: External Client App > Policies > Permitted Users",
    needs=[external_client_app_is_installed_here],
    wording_is_inferred=True,
)
def external_client_app_has_policies(assertion: Assertion) -> Reason | None:
    """An external client app has policies: who may use it was decided."""
    if assertion.app is None or assertion.app.permitted_users is not None:
        return None
    return Reason(
        "policies with Permitted Users",
        f"“{assertion.app.label}” has none",
        "the developer's settings were deployed, and the administrator's policies were not",
    )


@check(
    rule="Salesforce: a blocked connected app",
    error=AppBlockedError,
    says="app is blocked",
    setting="Org1: Connected Apps OAuth Usage > Unblock",
    needs=[external_client_app_is_installed_here, connected_app_belongs_to_this_org],
    wording_is_inferred=True,
)
def app_is_not_blocked(assertion: Assertion) -> Reason | None:
    """The connected app is not blocked."""
    if assertion.app is None or not assertion.app.blocked:
        return None
    return Reason("an app that may be used", f"“{assertion.app.label}” is blocked")


APP_CHECKS = (
    org_is_active,
    external_client_app_is_installed_here,
    connected_app_belongs_to_this_org,
    external_client_app_is_asked_at_its_my_domain,
    external_client_app_has_the_flow_enabled,
    external_client_app_has_policies,
    app_is_not_blocked,
)
