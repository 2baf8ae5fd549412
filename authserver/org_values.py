"""What single values of ``org1.toml`` may be, and what is told where they are something else."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from plumbing.salesforce_id import is_id, with_suffix
from plumbing.strict_toml import did_you_mean
from plumbing.toml_values import between, matching

from .users import AddressRange

#: The OAuth scopes that Salesforce publishes in its discovery document (2026).
_SCOPE_WORDS = (
    "address api cdp_api cdp_calculated_insight_api cdp_identityresolution_api cdp_ingest_api cdp_profile_api "
    "cdp_query_api cdp_segment_api chatbot_api chatter_api content custom_permissions eclair_api einstein_gpt_api "
    "email forgot_password full id interaction_api lightning mcp_api offline_access openid pardot_api phone profile "
    "pwdless_login_api refresh_token scrt_api sfap_api user_registration_api visualforce wave_api web"
)
KNOWN_SCOPES = tuple(_SCOPE_WORDS.split())


def org_id(value: str) -> str:
    """The org's id in 18 characters.

    Raises:
        ValueError: The value is none.
    """
    if not value.startswith("00D") or not is_id(value):
        right = f" (its first 15 with the right suffix: {with_suffix(value)})" if len(value) == 18 else ""  # noqa: PLR2004
        raise ValueError(f"“{value[:60]}” is no org id: 15 or 18 characters that begin with 00D{right}")
    return with_suffix(value)


def _scopes(value: tuple[str, ...]) -> tuple[str, ...]:
    for scope in value:
        if scope not in KNOWN_SCOPES:
            raise ValueError(f"“{scope[:60]}” is no scope{did_you_mean(scope, KNOWN_SCOPES)}")
    return value


def is_file_name(text: str) -> bool:
    """Whether the text names a file in a folder, and none above or below it."""
    return bool(text) and Path(text).name == text and text != ".." and "\0" not in text


def _file_name(value: str) -> str:
    if not is_file_name(value):
        raise ValueError(f"“{value[:60]}” must be a file's name in the certificates' folder, without folders")
    return value


def known_to(key: str) -> AfterValidator:
    """Text that a row of the table ``key`` has as its name, without regard to letter case."""

    def validate(value: str, info: ValidationInfo) -> str:
        known = (info.context or {})[key]
        if value.casefold() not in {word.casefold() for word in known}:
            listed = ", ".join(f"“{word[:40]}”" for word in known[:5])
            near = did_you_mean(value, known) or (f": {listed}" if listed else ", of which there are none")
            raise ValueError(f"“{value[:60]}” is none of this file's {key}{near}")
        return value

    return AfterValidator(validate)


#: A sandbox has its name behind two hyphens; partitioned domains name the kind of org (My Domain URL formats).
MY_DOMAIN = r"[a-z0-9]+(-[a-z0-9]+)*(--[a-z0-9]+)?(\.(sandbox|develop|scratch|trailblaze))?"
NO_MY_DOMAIN = (
    "is no My Domain name: what stands before .my.salesforce.com, small letters, digits and single hyphens; "
    "a sandbox's is like acme--uat.sandbox"
)
Text = Annotated[str, matching(r"(?s)\S.*", "must not be empty or begin with a blank")]
Username = Annotated[str, matching(r"[^\s@]+@[^\s@]+\.[^\s@]+", "is no username: it has the form of an e-mail address")]
Scopes = Annotated[tuple[str, ...], AfterValidator(_scopes)]
FileName = Annotated[str, AfterValidator(_file_name)]


def _address_ranges(value: tuple[str, ...]) -> tuple[str, ...]:
    for text in value:
        try:
            AddressRange.of(text)
        except ValueError:
            raise ValueError(
                f"“{text[:60]}” is no range of IP addresses like 10.0.0.0-10.0.0.255, 10.0.0.0/24 or 10.0.0.7"
            ) from None
    return value


AddressRanges = Annotated[tuple[str, ...], AfterValidator(_address_ranges)]
#: A session's timeout in minutes; Setup offers 15 minutes to 24 hours, and tests want less.
Minutes = Annotated[int, between(1, 24 * 60, "minutes")]
