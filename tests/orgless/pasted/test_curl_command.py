import pytest

from authserver.token_request import FORM
from orgless.pasted.curl_command import read_curl_command
from orgless.told import BadInputError

URL = "https://login.salesforce.com/services/oauth2/token"


@pytest.mark.parametrize(
    "command",
    [
        f"curl {URL} -d grant_type=x -d assertion=y",
        f"curl -X POST {URL} --data 'grant_type=x&assertion=y'",
        f"curl -XPOST --data-raw=grant_type=x --data-binary assertion=y {URL}",
        f"$ curl \\\n  -s -o /dev/null {URL} \\\n  --data-urlencode grant_type=x \\\n  -dassertion=y",
        f"curl --url {URL} -d grant_type=x -d assertion=y --max-time 10",
    ],
)
def test_the_parameters_are_read_however_they_are_given(command: str) -> None:
    request = read_curl_command(command).request

    assert (request.method, request.media_type) == ("POST", FORM)
    assert dict(request.parameters) == {"grant_type": "x", "assertion": "y"}


def test_what_curl_encodes_is_encoded() -> None:
    request = read_curl_command(f"curl {URL} --data-urlencode 'grant_type=urn:a&b'").request

    assert request.parameters["grant_type"] == "urn:a&b"


def test_get_puts_the_parameters_into_the_query() -> None:
    request = read_curl_command(f"curl -G '{URL}?a=1' -d assertion=y").request

    assert request.method == "GET"
    assert dict(request.query) == {"a": "1", "assertion": "y"}


def test_json_and_multipart_are_what_they_are() -> None:
    assert read_curl_command(f"curl {URL} --json '{{}}'").request.media_type == "application/json"
    assert read_curl_command(f"curl {URL} -F assertion=y").request.media_type == "multipart/form-data"


def test_headers_and_credentials_are_read() -> None:
    request = read_curl_command(f"curl {URL} -H 'Content-Type: text/plain' -u key:secret -A me -d x").request

    assert request.media_type == "text/plain"
    assert request.basic_credentials == ("key", "secret")
    assert request.user_agent == "me"


def test_a_command_without_data_is_a_get() -> None:
    assert read_curl_command(f"curl {URL}").request.method == "GET"


def test_quotes_that_are_not_closed_are_told() -> None:
    with pytest.raises(BadInputError, match="not closed"):
        read_curl_command("curl -d 'x")


@pytest.mark.parametrize("option", ["-d @body.txt", "--data-binary @body.txt", "--data-urlencode @body.txt"])
def test_a_body_in_a_file_is_told_with_the_file(option: str) -> None:
    with pytest.raises(BadInputError, match=r"reads its body from a file: try orgless explain body\.txt"):
        read_curl_command(f"curl {URL} {option}")


def test_an_assertion_in_a_file_is_told_with_the_file() -> None:
    with pytest.raises(BadInputError, match=r"the parameter assertion from a file: try orgless explain good\.jwt"):
        read_curl_command(f"curl {URL} --data-urlencode assertion@good.jwt")


def test_an_at_sign_elsewhere_is_what_curl_sends() -> None:
    command = read_curl_command(f"curl {URL} --data-raw @x -d assertion=@good.jwt --data-urlencode a=b@c")

    assert dict(command.request.parameters) == {"@x": "", "assertion": "@good.jwt", "a": "b@c"}


def test_a_variable_that_a_shell_would_have_replaced_is_noted() -> None:
    assert "no value in for $JWT" in read_curl_command(f"curl {URL} -d assertion=$JWT").notes[0]
    assert read_curl_command(f"curl {URL} -d assertion=x").notes == ()
