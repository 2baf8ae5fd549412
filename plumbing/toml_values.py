"""What single values of a TOML file may be: validators for the fields of a dataclass that ``strict_toml`` builds."""

import re

from pydantic import AfterValidator

_SHOWN = 60


def matching(pattern: str, repair: str) -> AfterValidator:
    """Text that matches the pattern as a whole; ``repair`` follows the text that does not."""
    form = re.compile(pattern)

    def validate(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"“{value[:_SHOWN]}” {repair}")
        return value

    return AfterValidator(validate)


def between(least: int, most: int, unit: str) -> AfterValidator:
    """A whole number in these bounds."""

    def validate(value: int) -> int:
        if not least <= value <= most:
            raise ValueError(f"{value} is not between {least} and {most} {unit}")
        return value

    return AfterValidator(validate)
