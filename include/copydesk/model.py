"""The shapes that pass between stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Guess(Generic[Value]):
    """One answer about an article: its value, how sure (0 to 1), and the name of the rule that spoke."""

    value: Value
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What a record says about itself beside its text; each field may be missing."""

    title: str | None = None
    url: str | None = None
    published: str | None = None
    section: str | None = None
    byline: str | None = None
    site: str | None = None
    language: str | None = None
    updated: str | None = None


NO_HINTS = Hints()
"""What plain text says about itself."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as it was landed, decoded.

    `source` is the file's path below its landing day, with "/" between folders; `record` names the record inside a
    container and is empty for a file that is one record; `text` has "\\n" for every line end.
    """

    source: str
    record: str
    landed_on: date
    text: str
    encoding: str
    sha256: str
    size: int
    repairs: tuple[str, ...] = ()
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class Cut:
    """One line that was taken out of the body: its number from zero, its text as landed, the rule and its reason.

    Rules named `lift-…` moved the line into a column (title, byline, dateline…); all others dropped it.
    """

    line: int
    text: str
    rule: str
    because: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the clean body and the numbers of the landed lines that it was made from."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stripped:
    """What boilerplate.strip made of a record: every line that is not blank is in one paragraph or in one cut.

    `words` are those of all paragraphs.
    """

    title: str | None
    paragraphs: tuple[Paragraph, ...]
    words: int
    cuts: tuple[Cut, ...]
    byline: str | None = None
    site: str | None = None
    section_label: str | None = None
    datelines: tuple[str, ...] = ()
    repairs: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The body: paragraphs with a blank line between them."""
        return "\n\n".join(p.text for p in self.paragraphs)


RANK = (("published_on", "ascending"), ("landed_on", "ascending"), ("chars", "descending"), ("id", "ascending"))
"""What decides which of two articles came first, wherever it is asked: published or landed earlier, longer, last by name."""
