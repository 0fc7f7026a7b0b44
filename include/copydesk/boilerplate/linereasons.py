"""What the line model's traits are called when a cut is explained to a person."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

UNSAID = "its place and shape"
TOLD = 3
"""Traits that are named in a reason."""

# Below the usual value of lines of text, and above it. One phrase may stand for several traits.
FEWER: dict[str, str] = {
    "words": "short", "letters": "short", "length to usual": "shorter than this page's paragraphs", "full stop": "no full stop",
    "prose": "no running text", "words of the text": "says little of what the text says",
    "to prose above": "right below the text",
    "rare words of the text": "says little of what the text says", "words of the headline": "not about the headline",
    "prose above": "hardly any text above", "prose below": "hardly any text below", "share above": "hardly any text above",
    "share below": "hardly any text below", "words 4 below": "hardly any text below", "words 8 below": "hardly any text below",
    "words 4 above": "hardly any text above", "words 8 above": "hardly any text above", "from bottom": "near the end of the page",
    "from top": "near the top of the page", "from headline": "above the headline or right below it",
    "prose within 2": "among lines that are no text", "prose within 5": "among lines that are no text",
    "prose within 10": "among lines that are no text", "stops within 5": "among lines without a full stop",
    "words within 3": "among short lines", "words +1": "among short lines", "words -1": "among short lines",
    "inner stops": "no sentence inside", "commas": "no comma", "page's prose": "a page with little text",
    "full stop +1": "among lines without a full stop", "full stop -1": "among lines without a full stop",
    "from densest": "above the text",
    "word's sum": "in words of furniture", "word's worst": "in words of furniture", "word's best": "without words of text",
    "word's sum around": "among lines in words of furniture", "word's sum +1": "among lines in words of furniture",
    "word's sum -1": "among lines in words of furniture", "distinct words": "says its words again",
}  # fmt: skip
MORE: dict[str, str] = {
    "run": "in a run of lines that are no text", "to prose": "away from the text", "to prose above": "far below the text",
    "to prose below": "far above the text or below it all", "to paragraph above": "far below the text",
    "to paragraph below": "no paragraph follows", "ends in a letter": "ends without a stop",
    "ends in a digit": "ends in a number",
    "capitals": "in capitals", "capitalised": "written like a headline", "capitals to usual": "written like a headline",
    "digits": "full of numbers", "bars": "parted by bars", "links": "holds an address", "colon at end": "a label",
    "same": "printed more than once", "same beginning": "begins as other lines do", "same first word": "begins as other lines do",
    "same end": "ends as other lines do", "same lead": "begins as other lines do", "same outline": "built as other lines are",
    "block": "in a block with other lines", "cut on page": "on a page with much furniture", "cut within 4": "among furniture",
    "cut within 10": "among furniture", "cut below": "above furniture",
    "brackets": "with brackets", "starts with a mark": "a list item", "slashes": "parted by slashes",
    "last word in capitals": "ends in an abbreviation",
    "reads as dateline": "reads as a dateline", "reads as byline": "reads as a byline",
    "from headline": "far from the headline", "from densest": "below the text", "prose above": "below the text",
    "share above": "below the text", "prose below": "above the text", "share below": "above the text",
    "from top": "far down the page", "from bottom": "high on the page", "unlike above": "unlike the line above",
    "unlike below": "unlike the line below", "agencies": "names an agency", "picture words": "names a picture",
    "credit at end": "ends as a credit does", "credit in bracket": "a credit in brackets",
    "credit at start": "begins as a credit does",
    "price": "a price", "clock": "begins with a clock", "duration": "a length of time", "bracket at end": "with brackets",
    "copyright": "a copyright line", "ellipsis": "broken off", "shouted words": "in capitals", "prices around": "among prices",
    "page's prices": "on a page of prices", "clocks around": "among clocks", "credit at end -1": "below a credit",
    "credit at end +1": "above a credit", "clock -1": "among clocks", "clock +1": "among clocks",
    "words": "long", "letters": "long", "longest word": "a very long word",
    "capitalised +1": "among headlines", "capitalised -1": "among headlines",
}  # fmt: skip


def tell(names: Sequence[str], traits: NDArray[np.float64], pushes: NDArray[np.float64], usual: Mapping[str, float]) -> str:
    """The traits that spoke loudest against a line, in words, the loudest first."""
    said: list[str] = []
    for place in np.argsort(pushes, kind="stable").tolist():
        name, value = names[place], traits[place]
        if pushes[place] >= 0 or len(said) == TOLD:
            break
        phrase = None if math.isnan(value) else (FEWER if value <= usual.get(name, 0.0) else MORE).get(name)
        if phrase and phrase not in said:
            said.append(phrase)
    return ", ".join(said) or UNSAID
