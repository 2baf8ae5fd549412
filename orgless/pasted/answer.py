"""Recognises answers that were pasted in the place of requests: what Apex shows, or what Org1 said."""

import json
import re
from dataclasses import dataclass
from typing import Any

from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import PROFILES
from orgless.scenarios.catalogue import ALL_SCENARIOS
from plumbing.checks import Check
from plumbing.redaction import excerpt
from resource_api.access_check import CHECKS as API_CHECKS

_APEX = "Unable to complete the JWT token exchange"
_ERROR = re.compile(r"\bError:\s*(\w+)")
_DESCRIPTION = re.compile(r"\bError description:\s*([^\r\n\"]+)")
_JWT = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}")
_LONGEST_MESSAGE = 4_000
_STATUS_LINE = re.compile(r"\AHTTP/[0-9.]+ \d{3}[^\n]*\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody was answered.

    Args:
        what: Whose words these are, for people.
        error: The error code in it, or empty.
        description: The text beside the code, or empty.
    """

    what: str
    error: str = ""
    description: str = ""

    def checks(self, profile: str) -> list[Check[Any]]:
        """The checks that answer exactly so.

        Args:
            profile: ``salesforce`` or ``strict``.
        """
        answers = [(PROFILES[profile].error_of(one).error, one) for one in ALL_CHECKS]
        answers += [(one.error.code, one) for one in API_CHECKS]
        if not self.error and not self.description:
            return []
        return [
            one
            for error, one in answers
            if self.error in {"", error} and self.description in {"", one.says.rstrip(".")}
        ]

    def to_json(self, profile: str) -> dict[str, Any]:
        """The answer with its checks, for programs."""
        return {
            "pasted": self.what,
            "error": self.error or None,
            "error_description": self.description or None,
            "checks": [
                {"name": one.name, "sentence": one.sentence, "setting": one.setting, "scenarios": scenarios_of(one)}
                for one in self.checks(profile)
            ],
        }


def scenarios_of(check: Check[Any]) -> list[str]:
    """The names of the scenarios that the check refuses."""
    return [one.name for one in ALL_SCENARIOS if one.refused_by is check]


def read_answer(data: bytes) -> Answer | None:
    """The answer that the pasted bytes are, or None where they are something else."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff").strip().replace("\r\n", "\n")
    if _APEX in text:
        error, description = _ERROR.search(text), _DESCRIPTION.search(text)
        return _answer("what Apex shows", error[1] if error else "", description[1] if description else "")
    body = text.partition("\n\n")[2] if _STATUS_LINE.match(text) else text
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return Answer("an answer") if _STATUS_LINE.match(text) else _in_a_message(text)
    return _in_json(value[0] if isinstance(value, list) and value else value)


def _in_a_message(text: str) -> Answer | None:
    """An error message of a client, which holds a text of the wire among words of its own."""
    if len(text) > _LONGEST_MESSAGE or "assertion=" in text or _JWT.search(text):
        return None
    folded = text.casefold()
    texts = {one.says.rstrip(".") for one in (*ALL_CHECKS, *API_CHECKS)}
    found = max((one for one in texts if one.casefold() in folded), key=len, default="")
    codes = {profile.error_of(one).error for profile in PROFILES.values() for one in ALL_CHECKS}
    codes |= {one.error.code for one in API_CHECKS}
    error = max((one for one in codes if re.search(rf"(?<!\w){one}(?!\w)", text)), key=len, default="")
    return _answer("an error message", error, found) if found or error else None


def _in_json(value: Any) -> Answer | None:
    if not isinstance(value, dict) or "assertion" in value:
        return None
    if isinstance(value.get("error"), str):
        return _answer("Org1's answer", value["error"], str(value.get("error_description", "")))
    if isinstance(value.get("errorCode"), str):
        return _answer("the API's answer", value["errorCode"], str(value.get("message", "")))
    return Answer("Org1's answer, which holds a token,") if "access_token" in value else None


def _answer(what: str, error: str, description: str) -> Answer:
    return Answer(what, excerpt(error, 80), excerpt(description.strip().rstrip("."), 200))
