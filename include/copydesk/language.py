"""Which language an article is in: a vote of its lines for a script, then the cheapest rule that is sure.

A script that one language uses answers at once; letters that one language uses come next, then words that one language
uses, and langdetect's n-gram profiles last, checked against how well the winner's profile fits. `und` beats a wrong name.

>>> detect("રશિયા અને પાકિસ્તાન વચ્ચે વધી રહી છે નિકટતા").guess.value
'gu'
>>> detect("aap ko yah khabar kaisi lagi, hamen zaroor bataiye").guess.value
'hi-Latn'
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

from copydesk.model import Guess
from copydesk.text import scripts, words

UNKNOWN = "und"
FEWEST_LETTERS = 20
"""In a script that languages share, fewer letters than this name no language."""
SAMPLE, PROFILED = 1000, 600
"""Characters of the winning lines, longest lines first, that the rules read, and of these what langdetect reads."""

_JAPANESE = frozenset({"Hani", "Hira", "Kana"})
_KANA_SHARE = 0.1
"""A page with a larger share of kana among its Chinese characters and kana is Japanese."""

_ALONE = {
    "Armn": "hy", "Geor": "ka", "Grek": "el", "Gujr": "gu", "Guru": "pa", "Hang": "ko", "Hani": "zh", "Jpan": "ja", "Khmr": "km",
    "Knda": "kn", "Laoo": "lo", "Mlym": "ml", "Mong": "mn", "Mtei": "mni", "Nkoo": "nqo", "Olck": "sat", "Orya": "or",
    "Sinh": "si", "Taml": "ta", "Telu": "te", "Thaa": "dv", "Thai": "th",
}  # fmt: skip
"""Scripts that one written language has nearly to itself."""

_LETTERS: dict[str, tuple[tuple[str, str | tuple[str, ...], float], ...]] = {
    "Arab": (
        (UNKNOWN, "ڠڽݢڬۏ", 0.01),  # Malay and its neighbours in Arabic letters
        ("ug", "ۇۈۋ", 0.015),
        ("ckb", "ڕڵێۆ", 0.02),
        ("sd", "ڪٽڻٿڊڙٺٻڀڃڇڄڏڌڳ", 0.02),
        ("ks", "ٲۄ", 0.004),
        ("ps", "ټډړږښڼۍځڅګ", 0.01),
        (UNKNOWN, "ٹڈڑےںہھ", 0.03),  # Urdu and Western Punjabi: only words tell them apart
        (UNKNOWN, "یکپچژگ", 0.03),  # Persian and its neighbours: the same
        ("ar", "ةأإعح", 0.05),
    ),
    "Beng": (("as", "ৰ", 0.02), ("bn", "ছটঠডণষ", 0.03)),
    "Cyrl": (
        (UNKNOWN, "ӑӗӝӟӵӕҥҕӧӱӏ", 0.005),  # Chuvash, Udmurt, Ossetian, Yakut, Mari, Komi, Chechen …
        ("ba", "ҙҡҫ", 0.004),
        ("tg", "ӣӯҷ", 0.003),
        ("kk", "ұ", 0.002),
        ("uz", "ҳ", 0.004),
        ("be", "ў", 0.003),
        ("kk", "қғ", 0.01),
        ("tt", "әҗ", 0.005),
        ("mn", "э", 0.03),
        ("ky", "үөң", 0.004),
        ("uk", "їєґ", 0.003),
        (UNKNOWN, "і", 0.02),  # Ukrainian or Belarusian without its telling letters
        ("sr", "ђћ", 0.002),
        ("mk", "ѓќѕ", 0.0015),
        ("bg", "ъ", 0.008),
        (UNKNOWN, "ј", 0.01),  # Serbian or Macedonian
        ("ru", "ыэё", 0.005),
    ),
    "Ethi": (("ti", "ኣሓኽቕኡ", 0.01), ("am", "ነአየለ", 0.02)),
    "Hebr": (("he", "תח", 0.02),),
    "Latn": (("az", "ə", 0.05),),
    "Mymr": (("shn", "ၵၶၸၼႁ", 0.05), ("my", "ကစညအခ", 0.05)),
    "Tibt": (("dz", ("ལུ་", "ཚུ་", "ཨིན་"), 0.01), ("bo", "ཡརལག", 0.05)),
}
"""For each script (language, signs, share of the script's letters from which they prove it): the first that holds wins.
`und` here ends these rules, not the search: words may still answer."""

_WORDS: dict[str, dict[str, str]] = {
    "Arab": {
        "ur": "میں کا کی کے ہے ہیں اور کو نے سے یہ نہیں تھا لیے گیا بھی کہ اس",
        "pnb": "وچ نوں دا دی دے اے نیں سی نال ایہ تے",
        "fa": "در از که به این است را با برای شد شده کرد بود خود های او تا یک هم وی می نیز دارد هر باید هنوز پس توسط کند",
        "azb": "بیر ایله اوچون بو اولان اولاراق ایدی دیر کیمی سونرا اونون واردیر",
        "ar": "في من على أن إلى عن التي هذا ما مع قال الذي وقد",
    },
    "Beng": {
        "bn": "এবং করা থেকে একটি জন্য করে এই এর তার হয় না ও কিন্তু তিনি সঙ্গে",
        "mni": "অসি অমসুং হায়না অমা ওইবা অদু অসিনা অসিগী ওইনা মখোয়গী মহাক্না অমদা মমাংদা খ্বাইদগী মতুংদা ওইখি",
    },
    "Cyrl": {
        "be": "што ён яна гэта быў была каб ад па як з і",
        "uk": "що він вона це був була щоб від по як з і та у",
        "sr": "је су као што са ће би за који која рекао није у",
        "mk": "во од со дека ќе како што беше ја кој за",
        "bg": "са от че за като но която беше ще",
        "ru": "что он она это был была чтобы как",
    },
    "Deva": {
        "hi": "है हैं और को ने था थी थे गया गई किया करने नहीं वह यह हुए हुई लिए जाता अपने होने दिया",
        "mr": "आणि आहे आहेत होते होता होती यांनी मध्ये केले केली केला नाही असे त्यांनी झाले झाला करण्यात म्हणून च्या असून तर या ते हा",
        "ne": "र छ छन् छैन थियो थिए भएको गरेको गर्ने लागि आफ्नो यो पनि भने गरिएको उनले गरे मा गर्न रूपमा भए बताए",
        "mai": "अछि कें सँ सभ केर छल छथि लेल कए एहि केलनि भेल कएल एकटा सभक",
        "bho": "बा बाड़े बाटे आ ई ए ऊ गइल भइल कइल खातिर रहे अउर अउरी आपन एगो जवन लोगन अइसन एकरा ओकरा करेला जे",
        "mag": "हई हय हल आऊर लगी एगो गेलई हलई रहई अपन ऊ जेकरा होए जे लोगन",
        "awa": "मा अऊर करय जऊन वय कहिन किहिन इ ई होये गवा होई लोगन पहिले करत",
        "hne": "म ह ले अउ बर ल मन रहिस हे मा हा ला",
        "sa": "च इति सः अपि एव यत् अस्ति आसीत् तस्य अभवत् इत्यत्र एवं वर्षे सह इदं यः करोति कृतवान्",
        "ks": "मंज़ पेठ छु हुंद यि हस ति ओस बापथ हन कोर अख सीथ",
        "kok": "आनी आसा हें तें आसात जाल्लें केल्लें ताणें म्हणलें",
    },
    "Hebr": {"yi": "און די איז פון אויף דער צו אז מיט האט", "he": "של את על לא כי הוא עם גם זה"},
    "Latn": {
        "hi-Latn": "hai hain aur nahi nahin kya yah yeh bhi kiya gaya gayi liye raha rahe rahi kaise kaisi apne aap hua hui "
        "lekin unhone iske uske mein hota karne karke tha khabar lagi hamen bataiye sakte sakta batayen jaane",
        "gu-Latn": "chhe chhu chho ane nathi tame mate maate tamne tamaru tamari hatu hata hati karyu thayu thay kahyu pachhi "
        "kevi amne amari joie laagyo laagi lagya aapo samachar",
        "ast": "dixo nun dende ye tamién dempués escontra ta gobiernu añu xente mientres foi",
        "az": "və ilə üçün də hər baş əvvəl ən çox etdi kimi ilin artıq görə",
        "ban": "ring sane sané punika saking antuk miwah wantah pacang puniki mangkin olih",
        "bjn": "nang wan gasan kada lawan ulih inya sudah matan ngini gasan",
        "ceb": "nga ug og kay usa gikan niini kini dili tungod adunay iyang aron usab karon giingon",
        "crh": "içün edi soñ olğan qadar evel eñ bağlı künü köre yañı",
        "gl": "máis unha súa polo pola despois nun cando nunha tamén dixo ós",
        "jv": "ing sing lan saka iki kanggo kanthi ana nalika kasebut wis iku dheweke dadi wong dina menyang ora",
        "lb": "huet vun vum déi ass fir datt gouf iwwer sech hunn ginn engem enger sinn och gëtt",
        "li": "vaan zien veur nao heer mèt weure woort euver aon waor höbbe",
        "min": "nan jo untuak indak urang sabagai dek alah pado baru",
        "ms": "beliau kerana selepas bahawa berkenaan kerajaan semasa walaupun syarikat ialah iaitu pelbagai polis "
        "mesyuarat disebabkan dijangka isnin khamis jumaat ahad ogos julai antarabangsa manakala perlawanan",
        "oc": "dins èra èsser dempuèi diguèt foguèt tanben aprèp uèi jòcs çò èran",
        "su": "anu sareng ieu dina éta eta jeung anjeunna tina pikeun nalika aya deui teu",
        "szl": "sie iże ôd pedzioł kere tyż kole ino przi kero niy bydzie coby",
        "war": "ngan tikang ira hiya hira diri yana dida hini gihap",
    },
}
"""For each script words that mark a language against its neighbours: the telling ones, far from all."""

_USUAL: dict[str, dict[str, float]] = {
    "Cyrl": {"bg": 0.91, "mk": 0.83, "ru": 0.96, "uk": 1.42},
    "Deva": {"hi": 1.53, "mr": 1.46, "ne": 1.98},
    "Latn": {
        "af": 0.70, "ca": 0.15, "cs": 1.14, "cy": 0.30, "da": 0.80, "de": 0.84, "en": 0.57, "es": 0.72, "et": 0.13, "fi": 0.62,
        "fr": 0.72, "hr": 0.85, "hu": 1.07, "id": 0.73, "it": 0.61, "lt": 0.35, "lv": 0.25, "nl": 0.83, "no": 0.85, "pl": 1.10,
        "pt": 0.88, "ro": 0.16, "sk": 1.17, "sl": 0.24, "so": 0.89, "sq": 0.80, "sv": 0.82, "sw": 1.46, "tl": 0.69, "tr": 0.85,
        "vi": 0.22,
    },
}  # fmt: skip
"""For each script the langdetect profiles that may answer, and how much more their own language surprises them than their
entropy says: nats per trigram, mean over SIB-200's train sentences (CC BY-SA 4.0)."""

_STRANGE, _STRANGE_FEW = 0.3, 7.5
"""An answer is refused when its surprise exceeds the usual by more than the first plus the second over the root of trigrams."""

_PRIOR = {"af": 0.1, "cy": 0.1, "so": 0.1, "sq": 0.1, "sw": 0.1, "tl": 0.1}
"""Prior weights other than 1: langdetect names these for text that no profile knows."""

_LEAST = 0.7
"""langdetect's probability below which its answer is refused."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The language as a guess (ISO 639, with a script where the writing is not the usual one) and the script (ISO 15924)."""

    guess: Guess[str]
    script: str


def detect(text: str) -> Detected:
    """The main language of a text and its script; `und` where nothing is sure, script `Zyyy` where there is no letter.

    Distinct lines vote for the script they are mostly in with length ** 1.5, so a long paragraph outweighs many short lines of
    furniture. Evidence is one of script, letters, marker-words, langdetect, or, with `und`, no-letters, too-short, unclear.
    """
    script, lines = _vote(text)
    sample = normalize("NFC", "\n".join(lines)[:SAMPLE])
    return Detected(_name(script, sample), script)


def _vote(text: str) -> tuple[str, list[str]]:
    """The winning script and its distinct lines, the longest first."""
    votes: dict[str, float] = {}
    kept: dict[str, list[tuple[int, str]]] = {}
    kana = 0
    for line in dict.fromkeys(line.strip() for line in text.split("\n")):
        counts = scripts(line)
        kana += counts.get("Hira", 0) + counts.get("Kana", 0)
        if han := sum(counts.pop(code, 0) for code in _JAPANESE):
            counts["Hani"] = han
        if counts:
            letters, script = max((count, code) for code, count in counts.items())
            size = len(line) * letters / sum(counts.values())  # so that vowel signs, which are no letters, weigh too
            votes[script] = votes.get(script, 0.0) + size**1.5
            kept.setdefault(script, []).append((letters, line))
    if not votes:
        return "Zyyy", []
    script = max(votes, key=lambda code: (votes[code], code))
    lines = sorted(kept[script], key=lambda pair: -pair[0])
    if script == "Hani" and kana > _KANA_SHARE * sum(letters for letters, _ in lines):
        script = "Jpan"
    return script, [line for _, line in lines]


def _name(script: str, sample: str) -> Guess[str]:
    if script in _ALONE:
        return Guess(_ALONE[script], 0.99, "script")
    letters = scripts(sample).get(script, 0)
    if letters < FEWEST_LETTERS:
        return Guess(UNKNOWN, 0.0, "too-short" if letters else "no-letters")
    if by_letters := _by_letters(script, sample, letters):
        return by_letters
    said = words(sample)
    counts = _count(script, said)
    return _by_words(said, counts) or _by_profiles(script, sample, len(said), counts) or Guess(UNKNOWN, 0.0, "unclear")


def _by_letters(script: str, sample: str, letters: int) -> Guess[str] | None:
    lower = sample.lower()
    for language, marks, share in _LETTERS.get(script, ()):
        found = sum(map(lower.count, marks))
        if found >= share * letters:
            return None if language == UNKNOWN else Guess(language, 0.97, "letters")
    return None


@cache
def _marks(script: str) -> dict[str, frozenset[str]]:
    return {language: frozenset(words(marks)) for language, marks in _WORDS.get(script, {}).items()}


def _count(script: str, said: list[str]) -> dict[str, int]:
    """Marker words said of each language; a language with fewer than two different ones counts nothing."""
    found = {language: [word for word in said if word in known] for language, known in _marks(script).items()}
    return {language: len(marks) if len(set(marks)) > 1 else 0 for language, marks in found.items()}


def _by_words(said: list[str], counts: Mapping[str, int]) -> Guess[str] | None:
    """The language whose marker words are at least 3, a twelfth of all words, and twice those of the next language."""
    if not counts:
        return None
    (first, language), (second, _) = sorted(((count, code) for code, count in counts.items()), reverse=True)[:2]
    if first < 3 or first * 12 < len(said) or first < 2 * second:
        return None
    return Guess(language, round(1 - 0.5 ** (first - second), 3), "marker-words")


class _Profiles:
    """langdetect over the profiles of one script: the same answer for the same text, whatever ran before."""

    def __init__(self, languages: list[str]) -> None:
        from langdetect.detector_factory import DetectorFactory
        from langdetect.utils.ngram import NGram

        self.ngram: Any = NGram
        self.factory: Any = DetectorFactory()
        self.factory.seed = 0
        folder = files("langdetect").joinpath("profiles")
        self.factory.load_json_profile([folder.joinpath(language).read_text("utf-8") for language in languages])
        chances = {gram: shares for gram, shares in self.factory.word_lang_prob_map.items() if len(gram) == 3}
        self.costs = {
            language: {gram: -math.log(shares[n]) for gram, shares in chances.items() if shares[n]}
            for n, language in enumerate(languages)
        }
        self.entropies = {
            language: sum(math.exp(-cost) * cost for cost in costs.values()) for language, costs in self.costs.items()
        }

    def likeliest(self, text: str, prior: Mapping[str, float]) -> tuple[str, float]:
        """The likeliest language and its probability; `und` and 0 where the text has nothing that any profile knows."""
        from langdetect.lang_detect_exception import LangDetectException

        detector = self.factory.create()
        detector.set_prior_map(prior)
        detector.append(text)
        try:
            best = detector.get_probabilities()
        except LangDetectException:
            return UNKNOWN, 0.0
        return (best[0].lang, best[0].prob) if best else (UNKNOWN, 0.0)

    def surprise(self, text: str, language: str) -> tuple[float, int]:
        """Nats per trigram that the text costs above the profile's own entropy, and the number of trigrams."""
        costs, window, total, count = self.costs[language], self.ngram(), 0.0, 0
        for char in text:
            window.add_char(char)
            if gram := window.get(3):
                total += costs.get(gram, _UNSEEN)
                count += 1
        return (total / count - self.entropies[language], count) if count else (math.inf, 0)


_UNSEEN = -math.log(1e-5)
"""What a trigram costs that the profile does not hold."""


@cache
def _profiles(script: str) -> _Profiles:
    return _Profiles(sorted(_USUAL[script]))


def _by_profiles(script: str, sample: str, words_said: int, counts: Mapping[str, int]) -> Guess[str] | None:
    """langdetect's answer if it is probable, its profile fits as its own language does, and no marker words gainsay it."""
    if not (usual := _USUAL.get(script)):
        return None
    language, chance = _profiles(script).likeliest(sample[:PROFILED], {code: _PRIOR.get(code, 1.0) for code in usual})
    if chance < _LEAST or max(counts.values(), default=0) > max(2, words_said // 50, counts.get(language, 0)):
        return None
    surprise, count = _profiles(script).surprise(sample[:PROFILED], language)
    if surprise - usual[language] > _STRANGE + _STRANGE_FEW / math.sqrt(count or 1):
        return None
    return Guess(language, round(chance, 3), "langdetect")
