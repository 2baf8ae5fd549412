import base64

import pytest

from plumbing.base64url import canonical_bytes


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", b"\xff\xfe\xfd\xfc"])
def test_what_base64url_wrote_is_read(data: bytes) -> None:
    assert canonical_bytes(base64.urlsafe_b64encode(data).rstrip(b"=").decode()) == data


@pytest.mark.parametrize("text", ["a", "YR", "YWK", "YQ==", "Y Q", "YQ\n", "+/8", "YQ.", "\u00e9", "\ud800", "YWJjZ"])
def test_any_other_text_is_refused(text: str) -> None:
    assert canonical_bytes(text) is None
