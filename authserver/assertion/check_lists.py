"""All checks in the order in which a refusal decides the answer, under the headings that reports and docs show."""

from typing import Any

from plumbing.checks import Check

from .access_checks import ACCESS_CHECKS
from .claim_checks import CLAIM_CHECKS, jti_was_not_used_before
from .request_checks import REQUEST_CHECKS
from .unverified_checks import UNVERIFIED_CHECKS

CHECK_LISTS: tuple[tuple[str, tuple[Check[Any], ...]], ...] = (
    ("The request", REQUEST_CHECKS),
    ("The assertion, up to its signature", UNVERIFIED_CHECKS),
    ("The claims", CLAIM_CHECKS),
    ("The user and the connected app", ACCESS_CHECKS),
    ("At the very last", (jti_was_not_used_before,)),
)

ALL_CHECKS: tuple[Check[Any], ...] = tuple(check for _, checks in CHECK_LISTS for check in checks)
