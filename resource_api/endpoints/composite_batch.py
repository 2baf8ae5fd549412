"""POST …/composite/batch: up to 25 requests in one, each of which is judged like a request of its own (REST API guide).

The numbers, the versions, the bodies and what ``haltOnError`` does are documented; texts of refusals are inferred.
"""

import json
from dataclasses import dataclass

from flask import Response, request

from resource_api.answers import json_answer
from resource_api.composite_errors import BatchProcessingHaltedError, InvalidBatchOperationError, MissingArgumentError
from resource_api.org import Call
from resource_api.prescribed_body import PrescribedBody, prescribed, read_prescribed
from resource_api.request_body import Member
from resource_api.subrequests import Answer, Inside, answer_inside

MOST_REQUESTS = 25

_METHODS = frozenset({"GET", "POST", "PATCH", "DELETE"})
_ROOT = "/services/data/"
_LONGEST_ADDRESS = 16_384
_FIRST_REFUSAL = 400


@dataclass(frozen=True, slots=True)
class _Subrequest:
    method: str
    address: str
    body: bytes


def run_batch(call: Call) -> Response:
    """Answers the requests one after the other; what one of them did stays, whatever becomes of the others."""
    sent = read_prescribed(request, "batchRequests", "haltOnError")
    wanted = [_subrequest(members) for members in _listed(sent)]
    halt_on_error = sent.flag("haltOnError")
    inside = Inside(call)
    answers: list[Answer] = []
    for one in wanted:
        if halt_on_error and any(_is_refusal(answer) for answer in answers):
            answers.append(_halted())
        else:
            answers.append(answer_inside(inside, one.method, one.address, one.body))
    results = [{"statusCode": answer.status, "result": answer.body} for answer in answers]
    return json_answer({"hasErrors": any(_is_refusal(answer) for answer in answers), "results": results})


def _listed(sent: PrescribedBody) -> list[list[Member]]:
    listed = sent.value("batchRequests")
    if listed is None:
        raise MissingArgumentError("batchRequests not specified")
    if isinstance(listed, list) and len(listed) > MOST_REQUESTS:
        raise InvalidBatchOperationError(f"A batch has at most {MOST_REQUESTS} subrequests")
    return sent.objects("batchRequests")


def _subrequest(members: list[Member]) -> _Subrequest:
    """A subrequest whose method or address is none refuses the whole batch."""
    sent = prescribed(members, "method", "url", "richInput")
    method, url = sent.text("method").upper(), sent.text("url").removeprefix(_ROOT).removeprefix("/")
    if method not in _METHODS:
        raise InvalidBatchOperationError("The method of a subrequest is none of GET, POST, PATCH and DELETE")
    if not url or len(url) > _LONGEST_ADDRESS:
        raise InvalidBatchOperationError("The url of a subrequest is missing, or too long")
    body = sent.value("richInput")
    return _Subrequest(method, _ROOT + url, b"" if body is None else json.dumps(body).encode())


def _halted() -> Answer:
    error = BatchProcessingHaltedError()
    return Answer(error.status, error.body())


def _is_refusal(answer: Answer) -> bool:
    return answer.status >= _FIRST_REFUSAL
