"""What a performance must come to: records without a scenario, and with one exactly the refusal that it declares."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from client_demo.flow import CalloutResult

from .scenario import Scenario
from .wire_tap import Seen


def unmet(
    scenario: Scenario | None, result: CalloutResult, seen: Sequence[Seen], entry: dict[str, Any] | None
) -> tuple[str, ...]:
    """Why this was not what was expected, a sentence each; empty when all was well.

    Args:
        scenario: What was played, or None for a world as it is.
        result: What the callout was to Org2.
        seen: What crossed the wire.
        entry: The Login History's entry of the last exchange, or None.
    """
    if scenario is None:
        return tuple(_of_a_good_flow(result))
    if scenario.is_refused_by_the_api:
        return tuple(_of_an_api_refusal(scenario, result))
    return tuple(_of_a_token_refusal(scenario, seen, entry))


def _of_a_good_flow(result: CalloutResult) -> Iterator[str]:
    if result.response is None:
        yield f"Org2 got no access token: {result.apex_error}"
    elif result.response.status != httpx.codes.OK:
        yield f"the API answered {result.response.status}"
    elif '"records"' not in result.response.body:
        yield "the API's answer holds no records"


def _of_a_token_refusal(scenario: Scenario, seen: Sequence[Seen], entry: dict[str, Any] | None) -> Iterator[str]:
    exchanges = [one for one in seen if one.is_token_request]
    if not exchanges or entry is None:
        yield "there was no exchange at the token endpoint"
        return
    said = _json_object(bytes(exchanges[-1].body))
    for member, expected in (("error", scenario.error), ("error_description", scenario.error_description)):
        yield from _differing(f"{member} on the wire", expected, said.get(member))
    yield from _differing("the check that refuses", scenario.refused_by.name, entry["refused_by"])
    yield from _differing("the setting", scenario.setting, entry["setting"])


def _of_an_api_refusal(scenario: Scenario, result: CalloutResult) -> Iterator[str]:
    if result.response is None:
        yield f"the API was not reached: {result.apex_error}"
        return
    headers = {name.lower(): value for name, value in result.response.headers}
    try:
        said = json.loads(result.response.body)[0]
    except (ValueError, LookupError):
        said = {}
    yield from _differing("errorCode on the wire", scenario.error, said.get("errorCode"))
    yield from _differing("message on the wire", scenario.error_description, said.get("message"))
    yield from _differing("the check that refuses", scenario.refused_by.name, headers.get("orgless-access"))


def _differing(what: str, expected: str, got: object) -> Iterator[str]:
    if got != expected:
        yield f"{what} should be “{expected}”, and is {f'“{got}”' if got is not None else 'nothing'}"


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
