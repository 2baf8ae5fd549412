"""How a report quotes a value that was sent: text in typographic quotes, all else as the JSON that it is."""

import json
from typing import Any

from plumbing.redaction import excerpt


def quoted(value: Any, length: int = 60) -> str:
    """The value, fit for a report: no secrets, no control characters, shortened.

    Args:
        value: Of a claim or a member of the header; None is one that was not sent.
        length: The most characters that are quoted.
    """
    if value is None:
        return "nothing"
    return f"“{excerpt(value, length)}”" if isinstance(value, str) else excerpt(json.dumps(value, ensure_ascii=False))
