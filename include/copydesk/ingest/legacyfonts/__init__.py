"""Text that a font once made readable: letters of India drawn over the codes of Latin ones, gibberish without that font.

A font is known by words that each of its pages has and no Latin language has. Where its table is certain the text is turned
into Unicode, line by line, English lines left alone; where it is not, the record is refused by the font's name. Each font is a
TOML file.

>>> converted("jke vkSj ';ke ?kj x,A mUgksaus dgk gS fd og vPNk gSA eksgu us dke fd;k vkSj lks x;kA")[0][:16]
'राम और श्याम घर '
"""

from __future__ import annotations

from copydesk.errors import UnreadableError
from copydesk.ingest.legacyfonts import unknown
from copydesk.ingest.legacyfonts.recognising import recognised
from copydesk.ingest.legacyfonts.rescuing import gain, rescued
from copydesk.ingest.legacyfonts.tables import Font, fonts
from copydesk.ingest.legacyfonts.unknown import refuse_unknown

_LEAST_GAIN = 3.0
"""Nats a pair of letters by which a text in Unicode must read better than as it stands."""

_CP1252 = {code: ord(char) for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}
"""Windows-1252 in its own rows; the five codes that it leaves out stay controls, which some fonts draw digits over."""

__all__ = ["Font", "converted", "fonts", "in_bytes", "recognised", "refuse_unknown"]


def converted(text: str, *, is_plain: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text in Unicode and the name of the repair, if there was one to make.

    `is_plain` says that no Latin letter beyond ASCII is in it. Raises UnreadableError `legacy-font` for a text in a font whose
    table is not certain, and where the table does not give words.
    """
    if font := recognised(text, is_plain=is_plain):
        if font.rescue and (mended := rescued(text, font)) is not None:
            return mended, (f"legacy-font-{font.slug}",)
        raise UnreadableError(
            "legacy-font",
            f"reads like {font.name}, a font that draws {font.script_name} over Latin letters. Convert it to Unicode before it "
            "lands, or ask the publisher for Unicode text.",
        )
    best = _best(text) if unknown.is_mixed(text) else None
    return best or (text, ())


def _best(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The text by the table that makes words of it, where its words are too few to name the font; none where no table does."""
    found = [(gain(text, mended, font), font.slug, mended) for font in fonts() if font.rescue and (mended := rescued(text, font))]
    gained, slug, mended = max(found, default=(0.0, "", ""))
    return (mended, (f"legacy-font-{slug}",)) if gained >= _LEAST_GAIN else None


def in_bytes(data: bytes) -> str | None:
    """The characters of a legacy font in bytes of no Unicode encoding; none where no font is recognised in them."""
    text = data.decode("latin-1").translate(_CP1252)
    return text if recognised(text) or (unknown.is_mixed(text) and _best(text)) else None
