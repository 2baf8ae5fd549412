"""GET …/limits: what the org may use a day, and what is left of it (shape inferred)."""

from flask import Response

from resource_api.answers import json_answer
from resource_api.api_usage import DAILY_REQUESTS
from resource_api.org import Call


def show_limits(call: Call) -> Response:
    """The one limit that this server counts. It is not enforced."""
    remaining = max(DAILY_REQUESTS - call.calls_today, 0)
    return json_answer({"DailyApiRequests": {"Max": DAILY_REQUESTS, "Remaining": remaining}})
