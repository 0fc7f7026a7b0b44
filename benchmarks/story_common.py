"""Learn what each language says in every article, as skeletons: include/copydesk/stories/common.tsv.

    python -m benchmarks.story_common

Words of the tuning half of SIB-200 (see story_documents.py) and of the gold's pages, by how many sentences or pages have them.
What a word of a sentence shares with the same sentence in many other languages is a name, and is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from benchmarks import gold, story_documents
from copydesk.stories.skeleton import latin, of_latin
from copydesk.stories.wording import FEWEST

SENTENCES, PAGES, BEGINNING = 2, 0.15, 300
"""In how many sentences, or in the first so many words of which share of at least `FEW_PAGES` pages, a common word stands."""

FEW_PAGES = 12
NAME = 0.2
"""A skeleton that this share of the languages has in one sentence is a name of that sentence."""

HEAD = "# Skeletons of common words by language, learnt by benchmarks/story_common.py; docs/model-card.md says from what.\n"


def skeletons(text: str) -> set[str]:
    """The skeletons of a text's words, as wording.py looks at them."""
    found = {of_latin(word.lower()) for word in latin(text).split() if word.isalpha()}
    return {name for name in found if len(name) >= FEWEST}


def of_sentences(sentences: Mapping[str, Mapping[int, str]], rows: Iterable[int]) -> dict[str, set[str]]:
    """By language, what stands in `SENTENCES` of its sentences or more and is no name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        said = {code: skeletons(texts[row]) for code, texts in sentences.items()}
        widely = Counter(name for names in said.values() for name in names)
        for code, names in said.items():
            counts[code].update(name for name in names if widely[name] < NAME * len(said))
    return {code: {name for name, count in found.items() if count >= SENTENCES} for code, found in counts.items()}


def of_pages() -> dict[str, set[str]]:
    """By language, what stands on a share of `PAGES` of the gold's pages or more."""
    pages: dict[str, list[set[str]]] = defaultdict(list)
    for page in gold.read():
        text = " ".join(line.text for line in page.lines if line.label == "content")
        pages[gold.language(page)].append(skeletons(" ".join(text.split()[:BEGINNING])))
    found = {}
    for language, said in pages.items():
        counts = Counter(name for names in said for name in names)
        if len(said) >= FEW_PAGES:
            found[language] = {name for name, count in counts.items() if count >= PAGES * len(said)}
    return found


SHIPPED = Path(str(files("copydesk.stories").joinpath("common.tsv")))


def learnt() -> str:
    """The file that ships, learnt anew. Raises FileNotFoundError where there is no gold."""
    spoken, paged = of_sentences(story_documents.sentences(), story_documents.rows("tune")), of_pages()
    return HEAD + "".join(f"{code}\t{' '.join(sorted(spoken[code] | paged.get(code, set())))}\n" for code in sorted(spoken))


def main() -> None:
    """Learn, and write the file that ships."""
    SHIPPED.write_text(learnt(), "utf-8")


if __name__ == "__main__":
    main()
