"""Salesforce record ids: fifteen characters that mind letter case, and three more that make up for lost case."""

import hashlib
import re

_SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"\A[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?\Z")


def with_suffix(identifier: str) -> str:
    """The 18-character form of a 15-character id: each suffix letter tells which of five characters are capitals."""
    head = identifier[:15]
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << offset for offset, letter in enumerate(head[start : start + 5]) if "A" <= letter <= "Z")
        suffix += _SUFFIX_ALPHABET[bits]
    return head + suffix


def is_id(text: str) -> bool:
    """Whether the text is an id of 15 characters, or one of 18 whose last three are right."""
    return bool(_FORM.match(text)) and (len(text) == 15 or with_suffix(text) == text)  # noqa: PLR2004


def id_for(prefix: str, seed: str) -> str:
    """An 18-character id with a three-character key prefix, always the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(f"{prefix}\0{seed}".encode()).digest()[:9])
    digits = ""
    for _ in range(12):
        number, digit = divmod(number, 62)
        digits += _BASE62[digit]
    return with_suffix(prefix + digits)
