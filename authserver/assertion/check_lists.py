"""All checks in the order in which a refusal decides the answer, under the headings that reports and docs show."""

from typing import Any

from plumbing.checks import Check

from .access_checks import ACCESS_CHECKS
from .app_checks import APP_CHECKS
from .claim_checks import CLAIM_CHECKS
from .last_checks import LAST_CHECKS
from .request_checks import REQUEST_CHECKS
from .unverified_checks import UNVERIFIED_CHECKS

CHECK_LISTS: tuple[tuple[str, tuple[Check[Any], ...]], ...] = (
    ("The request", REQUEST_CHECKS),
    ("The assertion, up to its signature", UNVERIFIED_CHECKS),
    ("The claims", CLAIM_CHECKS),
    ("The app in this org", APP_CHECKS),
    ("The user", ACCESS_CHECKS),
    ("At the very last", LAST_CHECKS),
)

ALL_CHECKS: tuple[Check[Any], ...] = tuple(check for _, checks in CHECK_LISTS for check in checks)
