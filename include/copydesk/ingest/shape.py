"""Limits on the shape of a record: how long a line may be, and how many there may be."""

from __future__ import annotations

from copydesk.errors import UnreadableError


def refuse_shape(text: str, *, line_chars: int, record_lines: int) -> None:
    """Raise UnreadableError `too-many-lines` or `line-too-long` for a text beyond the limits; its detail names the setting."""
    if (lines := text.count("\n") + 1) > record_lines:
        raise UnreadableError("too-many-lines", f"{lines:,} lines; the limit COPYDESK_RECORD_LINES is {record_lines:,}.")
    if len(text) <= line_chars:
        return
    for number, line in enumerate(text.split("\n")):
        if len(line) > line_chars:
            raise UnreadableError(
                "line-too-long", f"line {number} has {len(line):,} characters; the limit COPYDESK_LINE_CHARS is {line_chars:,}."
            )
