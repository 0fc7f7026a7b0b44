"""Repairs mend what is broken and leave what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.boilerplate.repairs import REPAIRS, mend
from copydesk.text import fold

ALPHABET = "કમલ છે.પાકિસ્તાનहिन्दी समाचार।क्‍षبیمی‌خواهم۔The end.Next 12.5 \u00a0\t\u200b\u200d\u200c\u200f?!\"'”)("


@pytest.mark.parametrize(
    ("broken", "mended", "repair"),
    [
        ("વાત કરી છે.પાકિસ્તાન અને રશિયા", "વાત કરી છે. પાકિસ્તાન અને રશિયા", "space-after-stop"),
        ("बैठक हुई।इसके बाद मंत्री लौटे", "बैठक हुई। इसके बाद मंत्री लौटे", "space-after-stop"),
        ("اجلاس ہوا۔وزیر نے کہا", "اجلاس ہوا۔ وزیر نے کہا", "space-after-stop"),
        ("क्या हुआ?सब चुप रहे", "क्या हुआ? सब चुप रहे", "space-after-stop"),
        ("The vote is over.The speaker left, they said", "The vote is over. The speaker left, they said", "space-after-stop"),
        ("लौटे कार्यकर्ता.एस.पी. सिंह रुके", "लौटे कार्यकर्ता. एस.पी. सिंह रुके", "space-after-stop"),
        ("पुल खुल गया.कामगार घर लौटे", "पुल खुल गया. कामगार घर लौटे", "space-after-stop"),
        ("see ferry.example now.The pier opens, they say", "see ferry.example now. The pier opens, they say", "space-after-stop"),
        ("શાળા ખુલી \u00a0\u00a0", "શાળા ખુલી", "spaces"),
        ("एक\u00a0\u00a0 दो\tतीन", "एक दो तीन", "spaces"),
        ("पानी\u200b बरसा\ufeff", "पानी बरसा", "invisible-characters"),
        ("wor\u00adding", "wording", "invisible-characters"),
        ("bell\u0007 rang", "bell rang", "control-characters"),
        ("plain\u200dtext", "plaintext", "stray-joiners"),
        ("cafe\u0301", "café", "composed"),
    ],
)
def test_repair_mends(broken: str, mended: str, repair: str) -> None:
    """Each repair turns its broken line into the right one and is named."""
    assert mend(broken) == (mended, frozenset({repair}))


@pytest.mark.parametrize(
    "good",
    [
        "એ.પી.જે. અબ્દુલ કલામ અને વી.પી.સિંહ",
        "बी.जे.पी. के नेता डॉ.कुमार",
        "क्\u200dष और र्\u200dय",
        "می\u200cخواهم بروم",
        "ശ്രീ അവന്\u200d പോയി",
        "visit www.example.com or mail a.b@example.org",
        "Node.js 3.5 and U.S. forces",
        "૩.૫ લાખ અને 12.30 વાગ્યે",
        "He said “stop.”",
        "एफ.आई.आर. दर्ज, आर.एस.एस. और एम.एस.धोनी",
        "डॉ.एस.एन.सुनील ने एन.आई.ए. को बताया",
        "एस.जयशंकर एम.ए पास हैं",
        "आर.आर.पाटील यांनी सांगितले",
        "એફ.આઈ.આર. અને દિવ્યભાસ્કર.કોમ",
        "এস.এম.সুলতান ও এন.আৰ.চি.",
        "ଏଲ.ଆଇ.ସି. କାର୍ଯ୍ୟାଳୟ",
        "ਐੱਨ.ਆਰ.ਆਈ. ਪਰਿਵਾਰ",
        "எம்.எஸ்.சுப்புலட்சுமி, தினமணி.காம்",
        "ఎస్.ఎస్.రాజమౌళి, ఈనాడు.నెట్\u200cలో",
        "ಕೆ.ಎಸ್.ಆರ್.ಟಿ.ಸಿ. ಬಸ್",
        "ആർ.എസ്.എസ്.നേതാവ് പറഞ്ഞു",
        "ආර්.එම්. බණ්ඩාර",
        "ایف۔آئی۔آر درج، ایم۔کیو۔ایم۔ اور ایس.ایچ.او",
        "جي.ايم.سيد جو گهر",
        "قالت المديرة لموقع العربية.نت إن الميناء مفتوح",
    ],
)
def test_good_text_is_left_alone(good: str) -> None:
    """Initials, numbers, addresses, and joiners that change how a word reads are not touched."""
    assert mend(good) == (good, frozenset())


@given(st.text(ALPHABET, max_size=60))
def test_mending_twice_is_mending_once(text: str) -> None:
    """mend() is idempotent."""
    mended, _ = mend(text)
    assert mend(mended) == (mended, frozenset())


@given(st.text(ALPHABET, max_size=60))
def test_mending_keeps_every_letter_and_sign(text: str) -> None:
    """No letter, vowel sign or digit is lost, added or moved."""

    def signs(value: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFC", value) if unicodedata.category(c)[0] in "LMN")

    assert signs(mend(text)[0]) == signs(text)
    assert fold(mend(text)[0]).replace(" ", "") == fold(text).replace(" ", "")


def test_each_repair_alone_is_a_function_of_text() -> None:
    """Every named repair leaves plain prose of any script as it is."""
    for prose in ("The rain stopped.", "बारिश रुक गई।", "વરસાદ અટક્યો.", "بارش رک گئی۔", "雨が止んだ。"):
        for name, repair in REPAIRS.items():
            assert repair(prose) == prose, name
