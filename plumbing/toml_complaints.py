"""Shows the line of which TOML's own reader says only the number."""

import re

_LONGEST = 40


def line_of(error: str, text: str) -> str:
    """What follows the reader's complaint: the line that it is about, and the slip of who writes Python.

    Args:
        error: The complaint, as ``Invalid value (at line 4, column 10)``.
        text: The file's text.
    """
    found, lines = re.search(r"at line (\d+)", error), text.split("\n")
    line = lines[int(found[1]) - 1].strip() if found and int(found[1]) <= len(lines) else ""
    hint = "; TOML writes true and false in small letters" if re.search(r"=\s*(True|False)\b", line) else ""
    shown = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    return f": “{shown}”{hint}" if line else ""
