"""GET /services/data: the versions, oldest first, as JSON or XML. It needs no session."""

from flask import Response, request

from resource_api.answers import json_answer, xml_answer
from resource_api.versions import VERSIONS
from resource_api.xml_text import element, wants_xml, xml_document


def list_versions() -> Response:
    """Every version with its label and path."""
    if not wants_xml(request.headers.get("Accept", "")):
        return json_answer([{"label": one.label, "url": one.path, "version": one.text} for one in VERSIONS])
    listed = "".join(
        f"<Version>{element('label', one.label)}{element('url', one.path)}{element('version', one.text)}</Version>"
        for one in VERSIONS
    )
    return xml_answer(xml_document(f"<Versions>{listed}</Versions>"))
