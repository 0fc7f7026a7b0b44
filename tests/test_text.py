"""Text laws: folding settles, no sign of a word is lost, and the script table agrees with Unicode's own."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from copydesk import text

_ALL = "".join(char for char in map(chr, range(0x32400)) if unicodedata.category(char)[0] in "LM")
_SHARED = set(regex.findall(r"[\p{Script=Common}\p{Script=Inherited}]", _ALL))
_NEWS = """
    Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Khmr Knda Laoo Latn Mlym Mong Mtei Mymr
    Olck Orya Sinh Taml Telu Thaa Thai Tibt
"""
SCRIPTS = _NEWS.split()


def of_script(code: str) -> set[str]:
    """All letters and marks that Unicode gives to one script."""
    return set(regex.findall(rf"\p{{Script={'Han' if code == 'Hani' else code}}}", _ALL))


_INDIC = [sorted(of_script(code)) for code in ("Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym", "Sinh")]
indic = st.sampled_from(_INDIC).flatmap(lambda letters: st.text(st.sampled_from([*letters, " ", "।", "\u200d"]), max_size=40))


@given(st.text())
def test_folding_settles(line: str) -> None:
    """fold() and shape() change nothing that they have already made."""
    assert text.fold(text.fold(line)) == text.fold(line)
    assert text.shape(text.shape(line)) == text.shape(line)


@pytest.mark.parametrize(("marked", "plain"), [("Կարդացե՛ք նաև", "Կարդացեք նաև"), ("Ի՞նչ", "Ինչ"), ("Օ՜հ", "Օհ")])
def test_armenian_marks_of_stress_part_no_word(marked: str, plain: str) -> None:
    """The marks of stress, question and call stand above a letter inside a word, which is the same word without them."""
    assert text.fold(marked) == text.fold(plain)


@pytest.mark.parametrize(
    ("one", "other"), [("ԵՎ", "և"), ("ԿԱՐԴԱՑԵՔ ՆԱԵՎ", "Կարդացեք նաև"), ("եւ", "և"), ("ե՛ւ", "ԵՎ"), ("ԲԱՐԵՒ", "բարև")]
)
def test_the_armenian_ligature_is_its_capitals(one: str, other: str) -> None:
    """The ligature և has no capital: capitals write it with two letters, and older spelling with two others; all are one word."""
    assert text.fold(one) == text.fold(other)


_SIGNS = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) not in ("Cn", "Co", "Cs")]
_JOINED = {sign for char in _SIGNS if len(parts := unicodedata.normalize("NFD", char)) > 1 for sign in (char, *parts)}
_JOINED = {char for char in _JOINED if not 0xAC00 <= ord(char) <= 0xD7A3}  # Korean syllables
_MARKS = sorted({char for char in _JOINED if unicodedata.combining(char)} | {chr(code) for code in text._SILENT} | {"\u200d"})
_CHANGED = [char for char in _SIGNS if char in _JOINED or ord(char) in text._TWINS or char.casefold() != char]


def test_folding_settles_whatever_marks_a_letter_has() -> None:
    """Each sign of Unicode, and each that joins with others with each mark that does, is settled by one fold."""
    told = [*_SIGNS, *(base + mark for base in _CHANGED if ord(base) > 0x40 for mark in _MARKS)]
    folded = list(map(text.fold, told))
    assert [one for one, fold in zip(told, folded, strict=True) if text.fold(fold) != fold] == []


@given(st.lists(st.sampled_from(["ı", "ί", "ΰ", "İ", "ᾳ", "K", "ে", "া", "ൻ", "ե", "ւ", "ﬔ", *_MARKS]), max_size=6).map("".join))
def test_folding_settles_under_a_heap_of_marks(word: str) -> None:
    """Several marks on a letter, silent ones and joiners among them, are settled by one fold."""
    assert text.fold(text.fold(word)) == text.fold(word)


@given(st.text(), st.lists(st.sampled_from(["मौसम", "—", "خبر", "\u200d", "É", "x" * 40, "दि.", "\u0301a"])))
def test_a_line_folds_as_a_whole_or_word_by_word(line: str, words: list[str]) -> None:
    """What is remembered of words changes no fold: NFC, one case and the table of signs over the whole line, until it settles."""
    for told in (line, " ".join(words)):
        whole, before = told, ""
        while whole != before:
            whole, before = unicodedata.normalize("NFC", whole.casefold()).translate(text._FOLD), whole
            whole = whole.replace("եւ", "եվ")
        assert text.fold(told) == " ".join(whole.split())


@given(st.text(), st.sampled_from([" ", "\n", "  ", "\u00a0", ", ", " - ", "…", " \u200b"]))
def test_spaces_and_punctuation_do_not_matter(line: str, noise: str) -> None:
    """Space, punctuation and format signs at the ends and between words change no fold."""
    assert text.fold(noise + line + noise) == text.fold(line)
    assert text.fold(noise.join(("मौसम", "news"))) == "मौसम news"


@given(st.text())
def test_composed_and_decomposed_are_the_same(line: str) -> None:
    """Canonically equal strings fold to the same words."""
    assert text.fold(unicodedata.normalize("NFD", line)) == text.fold(unicodedata.normalize("NFC", line))


@given(st.text())
def test_a_fold_holds_words_only(line: str) -> None:
    """A fold is letters, marks, numbers and single spaces, in one case, with ASCII digits."""
    folded = text.fold(line)
    assert folded == " ".join(folded.split())
    assert all(char == " " or unicodedata.category(char)[0] in "LMN" for char in folded)
    assert all(char.isascii() for char in folded if unicodedata.category(char) == "Nd")


@given(st.integers(0, 10**12), st.sampled_from("०০੦૦୦௦౦೦൦๐٠۰"))
def test_digits_of_every_script_are_digits(number: int, zero: str) -> None:
    """A number in native digits folds to the number in ASCII digits, and its shape is one 0."""
    native = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert text.fold(native) == str(number)
    assert text.shape(f"{native} comments") == text.shape("5 comments") == "0 comments"


_SILENT = {chr(code) for code in text._SILENT}


@given(indic)
def test_no_indic_mark_is_lost(line: str) -> None:
    """The words of a line hold every letter and mark of it but the silent ones, in their order."""
    kept = unicodedata.normalize("NFC", "".join(text.words(line)))
    composed = unicodedata.normalize("NFC", line.casefold())
    wanted = [text._TWINS.get(ord(c), c) for c in composed if unicodedata.category(c)[0] in "LM" and c not in _SILENT]
    assert kept == unicodedata.normalize("NFC", "".join(wanted))


@pytest.mark.parametrize("word", ["हिन्दी", "ગુજરાતી", "বাংলা", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "ਪੰਜਾਬੀ", "ଓଡ଼ିଆ", "සිංහල", "اردو"])
def test_a_word_is_one_word(word: str) -> None:
    """The names of languages, full of vowel signs and viramas, are one word each."""
    assert len(text.words(word)) == 1
    assert text.words(f"({word})।") == text.words(word)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ภาษาไทย", ["ภ", "า", "ษ", "า", "ไ", "ท", "ย"]),
        ("新闻 2024", ["新", "闻", "2024"]),
        ("ກິນ", ["ກິ", "ນ"]),
        ("ខ្មែរ ២", ["ខ្មែ", "រ", "2"]),
    ],
)
def test_scripts_without_spaces_count_letters(line: str, found: list[str]) -> None:
    """Where no space stands between words each letter with its marks is a word."""
    assert text.words(line) == found


@given(st.text())
def test_every_script_is_counted_from_letters(line: str) -> None:
    """The counts of scripts() are those of letter by letter look-up, and script() names one of the largest."""
    letters = [text.char_script(char) for char in line if unicodedata.category(char)[0] == "L"]
    counts = {code: letters.count(code) for code in sorted(set(letters) - {"Zyyy"})}
    assert text.scripts(line) == counts
    assert text.has_letters(line) == bool(letters)
    assert text.script(line) in ({code for code in counts if counts[code] == max(counts.values())} or {"Zyyy"})


@pytest.mark.parametrize("code", SCRIPTS)
def test_what_the_table_calls_a_script_is_of_that_script(code: str) -> None:
    """A letter or mark to which the table gives a script has it in Unicode too, or is shared by many scripts there."""
    strangers = {char for char in _ALL if text.char_script(char) == code} - of_script(code) - _SHARED
    # Coptic letters inside the Greek block, and one Greek phonetic letter inside a Latin one: none of them is news.
    strangers -= set(map(chr, range(0x3E2, 0x3F0))) | {"\uab65"}
    assert strangers == set()


_LETTERS = "".join(c for c in _ALL if unicodedata.category(c) in ("Lu", "Ll", "Lo") and ord(c) < 0x10000)
# Blocks of letters that no news text is written in: phonetic extensions, letter-like symbols, rare supplements.
_BLOCKS = ((0x2B0, 0x300), (0x870, 0x8A0), (0x1D00, 0x1DC0), (0x2000, 0x2C00), (0xAAE0, 0xAB00), (0xAB65, 0xAB66))
_RARE = {chr(point) for start, end in _BLOCKS for point in range(start, end)}


@pytest.mark.parametrize("code", SCRIPTS)
def test_letters_of_news_have_their_script(code: str) -> None:
    """Each letter (marks aside) that Unicode gives to the script, rare blocks aside, has it in the table."""
    letters = of_script(code) & set(_LETTERS) - _RARE
    assert letters
    assert {c for c in letters if text.char_script(c) != code} == set()


def test_the_table_is_in_order() -> None:
    """The runs rise, so that the search through them is right."""
    starts = [start for start, _ in text._RUNS]
    assert starts == sorted(set(starts))
    assert starts[0] == 0


@given(st.text(), st.sampled_from(text.STOPS), st.text(st.sampled_from(text.CLOSERS), max_size=3))
def test_a_stop_ends_a_sentence_behind_any_closers(line: str, stop: str, closers: str) -> None:
    """Closing quotes and brackets and space after a stop do not hide it; a letter after it does."""
    assert text.ends_sentence(f"{line}{stop}{closers} ")
    assert not text.ends_sentence(f"{line}{stop}{closers}क")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u064a\u0643", "\u06cc\u06a9"), ("\u0649\u0643", "\u06cc\u06a9"),  # yeh, alef maksura, kaf
        ("\u06c1\u0645", "\u0647\u0645"), ("\u06be\u0645", "\u0647\u0645"),  # heh goal, heh doachashmee
        ("\u091a\u093e\u0901\u0926", "\u091a\u093e\u0902\u0926"), ("\u099a\u0981\u09a6", "\u099a\u0982\u09a6"),  # candrabindu
        ("\u0a9a\u0abe\u0a81\u0aa6", "\u0a9a\u0abe\u0a82\u0aa6"), ("\u0131s\u0131", "isi"),
        ("\u0d05\u0d7b", "\u0d05\u0d28\u0d4d\u200d"), ("\u0d05\u0d7c", "\u0d05\u0d30\u0d4d\u200d"),  # chillus
        ("\u0d05\u0d7d", "\u0d05\u0d32\u0d4d\u200d"), ("\u0d05\u0d7e", "\u0d05\u0d33\u0d4d\u200d"),
        ("\u0d05\u0d7a", "\u0d05\u0d23\u0d4d\u200d"), ("\u0d05\u0d7f", "\u0d05\u0d15\u0d4d\u200d"),
        ("ΟΔΟΣ", "οδός"), ("ΚΟΙΝΟΠΟΙΗΣΗ", "Κοινοποίηση"), ("ΜΑΪΟΥ", "Μαΐου"),  # Greek capitals bear no accent
        ("\u0e84\u0eb3", "\u0e84\u0ecd\u0eb2"), ("\u0edc\u0eb2", "\u0eab\u0e99\u0eb2"),  # Lao
        ("\u0edd\u0eb2", "\u0eab\u0ea1\u0eb2"),
    ],
)  # fmt: skip
def test_letters_that_keyboards_write_in_two_ways_are_one(one: str, other: str) -> None:
    """Law: a word is the same word with whichever of two twin letters it is written."""
    assert one != other
    assert text.fold(one) == text.fold(other)
