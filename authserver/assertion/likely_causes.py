"""What is likely behind a refusal: the sentences that save people an afternoon."""

import difflib
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from authserver.connected_apps import AppElsewhere, ConnectedApp
from authserver.org import Org
from authserver.users import User

from .signature import matches
from .unverified import UnverifiedAssertion

_MILLISECONDS = 10**11
_HOUR = 3600
#: From this ratio on (difflib's) two names before the @ may be one that was mistyped: max and mx, not max and erika.
_ALIKE = 0.6
_FILE_NAME = (
    "a file name was sent: curl's -d reads a file only as -d @file, for the whole body; "
    "use --data-urlencode 'assertion@file'"
)
_QUOTES = (
    "the quotes are part of it: a Named Principal Subject is plain text without quotes; "
    "only a Per User Subject is a formula, where a constant stands in quotes"
)
_TIME_ZONES = (-12 * _HOUR, 14 * _HOUR)


def shape_of(text: str) -> str:
    """What the assertion looks like, without showing any of it."""
    parts = text.count(".") + 1
    letters = f"{len(text):,} character{'s' if len(text) > 1 else ''}"
    return f"{letters} in {parts} part{'s' if parts > 1 else ''}"


def why_no_compact_jws(text: str) -> str:
    """Why text that was sent as an assertion is no compact JWS."""
    causes = (
        (
            "PRIVATE KEY-----" in text,
            "a private key was pasted as the assertion: sign a JWT with it; and replace the key",
        ),
        ("-----BEGIN" in text, "a PEM text was pasted as the assertion: it must be a JWT that was signed with the key"),
        (_is_a_variable(text), "a variable stands there, not its value: the shell variable was not expanded"),
        (text.startswith("@"), _FILE_NAME),
        (text.strip().strip("\"'“”") != text.strip() and text.count(".") == 2, "quotes stand around it"),  # noqa: PLR2004
        (text.lower().startswith("bearer "), "the word “Bearer” stands before the JWT; send the JWT alone"),
        (text.startswith("00D") and "!" in text, "this is an access token; the assertion is the JWT that buys one"),
        (text.lstrip().startswith("{"), "this is JSON, not the compact form"),
        (re.search(r"\s", text) is not None, "there are blanks or line breaks in it"),
        (text.count(".") == 4, "five parts are an encrypted JWT (JWE); it must be a signed one"),  # noqa: PLR2004
        ("=" in text or "+" in text or "/" in text, "base64 instead of base64url: “-” and “_”, and no “=” at the end"),
        (text.count(".") == 1 or text.endswith("."), "the signature is missing"),
        (text.count(".") != 2, "a JWT has three parts, joined by dots"),  # noqa: PLR2004
    )
    return next(
        (cause for applies, cause in causes if applies), "a part is no canonical base64url text: was it cut off?"
    )


def _is_a_variable(text: str) -> bool:
    """As shells, PowerShell, cmd and Postman write one."""
    return re.fullmatch(r"\$\{?[\w:.]+\}?|%\w+%|\{\{[\w .-]+\}\}|\$\([^)]*\)", text.strip("\"' \t\r\n")) is not None


def whose_key(assertion: UnverifiedAssertion) -> str:
    """Whose registered key made the signature instead, or why none did."""
    org = assertion.circumstances.org
    for other, of_org in (*((app, "") for app in org.connected_apps), *_apps_elsewhere(org)):
        if other is assertion.app:
            continue
        for one in other.certificates:
            if one.public_key.key_size // 8 == len(assertion.signature) and matches(assertion, one):
                return f"it matches the certificate of the {other.kind} “{other.label}”{of_org} ({one.fingerprint})"
    kid = (assertion.header or {}).get("kid")
    named = f" (the header's kid names “{kid}”)" if isinstance(kid, str) and re.fullmatch(r"\w{1,40}", kid) else ""
    return f"another key signed it{named}, the certificate was replaced, or the JWT was changed after it was signed"


def _apps_elsewhere(org: Org) -> Iterator[tuple[ConnectedApp, str]]:
    return ((one.app, f" of {one.org_name}") for one in org.apps_elsewhere)


def whose_issuer(issuer: str, assertion: UnverifiedAssertion) -> str:
    """What the issuer is, where it is no consumer key."""
    org = assertion.circumstances.org
    apps = {app.consumer_key: f"“{app.label}”" for app in org.connected_apps}
    apps |= {app.consumer_key: f"“{app.label}”{of_org}" for app, of_org in _apps_elsewhere(org)}
    labels = {app.label for app in org.connected_apps} | {app.label for app, _ in _apps_elsewhere(org)}
    near = difflib.get_close_matches(issuer, apps, n=1, cutoff=0.8)
    causes = (
        (issuer.strip("\"' \t\r\n") in apps, "the consumer key with quotes or blanks around it: Issuer is plain text"),
        (org.is_a_consumer_secret(issuer), "it is a consumer secret; the issuer is the consumer key"),
        (issuer in labels, "it is a connected app's label, not its consumer key"),
        ("@" in issuer, "it looks like a username; that is the subject, and the consumer key is the issuer"),
        (bool(near), f"it is nearly the consumer key of {apps[near[0]] if near else ''}: cut off or mistyped?"),
    )
    unknown = "the key of another org, or a new app that has not propagated yet (2 to 10 minutes in life)"
    return next((cause for applies, cause in causes if applies), unknown)


def why_app_elsewhere(elsewhere: AppElsewhere, org: Org) -> str:
    """What to do where the app is one of another org of the world."""
    there = f"ask {elsewhere.org_name} at {elsewhere.my_domain_url}, or "
    if not elsewhere.app.is_external:
        return f"the right app at the wrong org: {there}register the app in {org.name} and take its consumer key"
    made = "it is a sandbox, and was it refreshed? " if org.is_sandbox else ""
    return f"{made}an external client app exists only where it was made or installed: {there}make it in {org.name} too"


def why_no_user(subject: str, org: Org) -> str:
    """What the subject is, where it is no username of this org."""
    bare, raw, folded = subject.strip("\"'"), html.unescape(subject), subject.casefold()
    if bare != subject and bare:
        return _QUOTES if org.user(bare) else f"{_QUOTES}; and without the quotes: {why_no_user(bare, org)}"
    if raw != subject and org.user(raw):
        return "it was HTML-escaped; put the raw username into the claim"
    for user in org.users:
        known = {
            user.username.casefold(): f"there are blanks around the username {user.username}",
            user.email.casefold(): f"it is the e-mail address of {user.username}; the subject is the username",
            user.user_id[:15].casefold(): f"it is the id of {user.username}; the subject is the username",
            user.user_id.casefold(): f"it is the id of {user.username}; the subject is the username",
        }
        if folded.strip() in known:
            return known[folded.strip()]
    if user_with_suffix := _with_sandbox_suffix(subject, org):
        return f"a sandbox adds a suffix to usernames: here it is {user_with_suffix.username}"
    if not org.is_sandbox and (user_without_suffix := org.user(subject.rpartition(".")[0])):
        return f"that is the name in a sandbox, with its suffix: here it is {user_without_suffix.username}"
    alike = [name for name in (user.username.casefold() for user in org.users) if _are_alike_before_at(name, folded)]
    near = difflib.get_close_matches(folded, alike, n=1, cutoff=0.8)
    return f"is {near[0]} meant?" if near else "the username of another org?"


def _are_alike_before_at(one: str, other: str) -> bool:
    """All usernames of an org may share what follows the @."""
    return difflib.SequenceMatcher(None, one.partition("@")[0], other.partition("@")[0]).ratio() >= _ALIKE


def _with_sandbox_suffix(subject: str, org: Org) -> User | None:
    folded = subject.casefold()
    return next((user for user in org.users if user.username.casefold().startswith(f"{folded}.")), None)


def why_wrong_audience(audience: str, org: Org) -> str:
    """What the audience is, where it is not this server."""
    kind = "a sandbox" if org.is_sandbox else "a production org"
    other = "https://login.salesforce.com" if org.is_sandbox else "https://test.salesforce.com"
    stripped = audience.strip("\"' ")
    domains = {one.my_domain_url: one.org_name for one in org.apps_elsewhere}
    causes = (
        (stripped != audience and stripped.rstrip("/") == org.login_audience, "there are quotes or blanks around it"),
        (stripped.rstrip("/").removeprefix("https://") == other.removeprefix("https://"), f"{org.name} is {kind}"),
        ("lightning.force.com" in audience, "that is the address of the user interface"),
        (stripped.rstrip("/") in domains, f"that is the My Domain of {domains.get(stripped.rstrip('/'))}"),
        (audience.endswith(".my.salesforce.com"), "that is another org's My Domain"),
        (audience.startswith("http://") and "salesforce.com" in audience, "the scheme must be https"),
        ("salesforce.com" in audience, "that is an instance's address, not a login host"),
    )
    return next((cause for applies, cause in causes if applies), "")


def why_expired(expired_at: float, now: float) -> str:
    """What is likely wrong with a clock, where an expiry lies in the past."""
    behind = now - expired_at
    if expired_at < 0 or behind > 20 * 365 * 24 * _HOUR:
        return "is it a duration instead of a time? exp counts the seconds since 1970"
    hours = round(behind / _HOUR)
    if hours and abs(behind - hours * _HOUR) < 10 * 60 and _TIME_ZONES[0] <= behind <= _TIME_ZONES[1]:
        return f"about {hours} whole hour{'s' if hours > 1 else ''}: local time instead of UTC?"
    return "the caller's clock is behind, the validity is very short, or the JWT was kept for too long"


def why_far_ahead(expires_at: float) -> str:
    """Why an expiry may lie very far ahead."""
    return "this looks like milliseconds" if expires_at > _MILLISECONDS else ""


def moment(seconds: float) -> str:
    """The time as people read it, with the number that was sent."""
    number = f"{seconds // 1:,.0f}"  # as dates are cut off too, not rounded
    try:
        return f"{number} ({datetime.fromtimestamp(seconds, UTC).isoformat(' ', 'seconds')[:19]} UTC)"
    except (ValueError, OverflowError, OSError):
        return f"{number} (no date that a calendar has)"
