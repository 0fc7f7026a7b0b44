"""A stream that is read ahead of, for readers that must find their way past what is broken."""

from __future__ import annotations

import re
from typing import BinaryIO

from copydesk.ingest.streams import Hole, some

_CHUNK = 1 << 16


class Tape:
    """Bytes of a stream, looked at before they are taken. Where the stream breaks, what came before can still be taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead = b""
        self._at = 0
        self._stop: Exception | None = None
        self._ended = False

    @property
    def whole(self) -> bool:
        """Whether nothing was found to be broken so far ahead, since the last mend()."""
        return self._stop is None

    def need(self, count: int) -> bytes:
        """What comes next: `count` bytes, fewer only where the stream ends or breaks."""
        have = len(self._ahead) - self._at
        if have < count and not self._ended:
            parts = [self._ahead[self._at :]]
            while have < count and (part := self._some()):
                parts.append(part)
                have += len(part)
            self._ahead, self._at = b"".join(parts), 0
        return self._ahead[self._at : self._at + count]

    def take(self, count: int) -> bytes:
        """The next bytes, at most so many, which are then behind."""
        taken = self.need(count)
        self._at += len(taken)
        return taken

    def find(self, pattern: re.Pattern[bytes], most: int) -> int | None:
        """Where the first match ends, counted from here, if it does within `most` bytes."""
        have = len(self._ahead) - self._at
        while True:
            if match := pattern.search(self._ahead, self._at, self._at + most):
                return match.end() - self._at
            if have >= most or len(self.need(have + 1)) <= have:
                return None
            have = len(self._ahead) - self._at

    def skip_to(self, pattern: re.Pattern[bytes], longest: int, most: int | None) -> None:
        """To the end of the first match (none of which is longer than `longest`) that is behind the next byte, or past `most`."""
        left = most
        while left is None or left > 0:
            ahead = self.need(_CHUNK)
            if match := pattern.search(ahead if left is None else ahead[: left + longest], 1):
                self.take(match.end())
                return
            step = len(ahead) - (longest if len(ahead) == _CHUNK else 0)
            if left is not None:
                step = min(step, left)
                left -= step
            if not self.take(step):
                return

    def mend(self) -> Hole | None:
        """At an end: the hole that made it, behind which reading goes on; None at the end of all.

        Raises what the stream raised where there is no going on.
        """
        if self._stop is None:
            return None
        stop, self._stop, self._ended = self._stop, None, False
        if isinstance(stop, Hole):
            return stop
        raise stop

    def _some(self) -> bytes:
        try:
            data = some(self._stream, _CHUNK)
        except Exception as error:  # noqa: BLE001 - kept, and raised by mend() when what came before it was read
            self._stop, data = error, b""
        self._ended = not data
        return data
