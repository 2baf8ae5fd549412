"""Every resource of the API, in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response

from .endpoints import limits, query, record, sobjects, version_root, versions_list

VERSIONS_LIST = "/services/data"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one resource. The path is below the version's; the view takes the call and the path's parts."""

    method: str
    path: str
    view: Callable[..., Response]


ROUTES = (
    Route("GET", "", version_root.list_resources),
    Route("GET", "/limits", limits.show_limits),
    Route("GET", "/sobjects", sobjects.list_objects),
    Route("GET", "/sobjects/<object_name>", sobjects.show_object),
    Route("POST", "/sobjects/<object_name>", sobjects.create_record),
    Route("GET", "/sobjects/<object_name>/describe", sobjects.describe_object),
    Route("GET", "/sobjects/<object_name>/<record_id>", record.read_record),
    Route("PATCH", "/sobjects/<object_name>/<record_id>", record.update_record),
    Route("DELETE", "/sobjects/<object_name>/<record_id>", record.delete_record),
    Route("GET", "/sobjects/<object_name>/<field_name>/<value>", record.find_by_external_id),
    Route("GET", "/query", query.query),
    Route("GET", "/query/<locator>", query.next_page),
    Route("GET", "/queryAll", query.query_all),
    Route("GET", "/queryAll/<locator>", query.next_page),
)

#: Needs no session and no version.
list_versions = versions_list.list_versions
