"""The little XML that this API speaks: whether a request wants it, and text that is safe inside it."""

import re

from plumbing.xml_characters import escaped

XML_CONTENT_TYPE = "application/xml;charset=UTF-8"

#: A longer Accept header is not read on; in characters.
_LONGEST_ACCEPT = 1_000
_QUALITY = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)", re.IGNORECASE)
_XML = frozenset({"application/xml", "text/xml"})
_JSON = frozenset({"application/json", "application/*", "*/*"})


def wants_xml(accept: str) -> bool:
    """Whether an Accept header would rather have XML than JSON (RFC 9110 12.5.1)."""
    xml = json = 0.0
    for part in accept[:_LONGEST_ACCEPT].split(","):
        kind, _, parameters = part.partition(";")
        quality = _QUALITY.search(parameters)
        weight = float(quality[1]) if quality else 1.0
        if kind.strip().lower() in _XML:
            xml = max(xml, weight)
        elif kind.strip().lower() in _JSON:
            json = max(json, weight)
    return xml > json


def element(name: str, text: str) -> str:
    """An element that holds text alone."""
    return f"<{name}>{escaped(text)}</{name}>"


def xml_document(root: str) -> str:
    """A document with that root."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}'
