"""Tells from the bytes that have arrived of a request whether a thread can read it to its end without waiting.

Only when a request is handed to the parser is decided here, never what it means: whatever looks odd goes there at once,
to be refused.
"""

import re
from enum import Enum, auto

#: A longer head is refused; a longer body is handed over while the rest is still on its way. Both in bytes.
LONGEST_HEAD = 65_536
LONGEST_BODY = 65_536

_FRAMING = re.compile(rb"\r\n(content-length|transfer-encoding|expect)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,5}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


class State(Enum):
    """What can be done with a request."""

    PARTLY_HERE = auto()
    READY = auto()
    TOO_LONG = auto()
    GONE = auto()


class Arrival:
    """What has arrived of one request, and perhaps of those behind it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._at = 0  # what lies before was judged already
        self._is_ready = self._has_head
        self._body_at = 0

    def add(self, piece: bytes) -> State:
        """Takes in what arrived next; it answers how the request stands then."""
        self.data += piece
        if self._is_ready():
            return State.READY
        return State.TOO_LONG if not self._body_at and len(self.data) > LONGEST_HEAD else State.PARTLY_HERE

    @property
    def has_line(self) -> bool:
        """Whether the request line has arrived."""
        return b"\r\n" in self.data

    def _has_head(self) -> bool:
        end = self.data.find(b"\r\n\r\n", max(0, self._at - 3))
        if end < 0:
            self._at = len(self.data)
            return self.data.count(b"\n") != self.data.count(b"\r\n")  # a bare line feed is refused as it stands
        self._at = self._body_at = end + 4
        fields = [(name.lower(), value.strip()) for name, value in _FRAMING.findall(self.data, 0, end + 2)]
        match fields:
            case [(b"content-length", length)] if _LENGTH.fullmatch(length) and int(length) <= LONGEST_BODY:
                self._at += int(length)
                self._is_ready = self._has_all_bytes
            case [(b"transfer-encoding", coding)] if coding.lower() == b"chunked":
                self._is_ready = self._has_last_chunk
            case (
                _
            ):  # no body, or one that the parser refuses, that is too long to be kept, or that waits to be asked for
                return True
        return self._is_ready()

    def _has_all_bytes(self) -> bool:
        return len(self.data) >= self._at

    def _has_last_chunk(self) -> bool:
        """Goes on at the first chunk that was not there completely the last time."""
        while chunk := _CHUNK.match(self.data, self._at):
            size = int(chunk[1], 16)
            if size == 0:
                return self._is_long() or self.data.find(b"\r\n\r\n", chunk.end() - 2) >= 0
            end = chunk.end() + size
            if len(self.data) < end + 2:
                return self._is_long() or size > LONGEST_BODY
            if self.data[end : end + 2] != b"\r\n":
                return True
            self._at = end + 2
        return self._is_long() or self.data.find(b"\r\n", self._at) >= 0

    def _is_long(self) -> bool:
        return len(self.data) - self._body_at > LONGEST_BODY
