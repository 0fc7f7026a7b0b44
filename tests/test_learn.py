"""`copydesk learn-topics`: a model is used only where it beat the lexicon, and never over the site's own word."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from copydesk import learn, pipeline, reader, topics
from copydesk.cli import app
from copydesk.errors import LakeError, MissingError, SettingsError
from copydesk.learn import fitting
from copydesk.model import Hints
from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.topics import learned

FIRST = date(2024, 10, 1)
WORDS = {  # invented, so that no lexicon knows them
    "sport": ["zorvak", "plimtor", "gadrune", "felwisk", "quorrim"],
    "business": ["brenalt", "toskwin", "hulmarg", "devonisk", "pralune"],
}
FILLER = ["on", "that", "morning", "people", "stood", "near", "old", "wooden", "doors", "and", "waited", "for", "quiet", "hours"]
ENGLISH = "They said that it was the first time in many years, and that they would have liked to know why it had been so long."
KNOWN = {"sport": ["wicket", "innings", "batsman", "goalkeeper"], "business": ["shares", "investors", "inflation", "exports"]}


def nobody(what: str, done: int, of: int) -> None:
    """A progress bar that nobody looks at."""


def text(chooser: random.Random, words: list[str]) -> str:
    return " ".join(chooser.choice(words if chooser.random() < 0.4 else FILLER) for _ in range(60)) + "."


def example(number: int, topic: str, body: str) -> learn.Example:
    return fitting.example(FIRST + timedelta(days=number // 10), f"{number * 7919 % 100_003:032x}", topic, None, body, "en")


def articles(count: int, words: dict[str, list[str]], seed: int = 1) -> list[learn.Example]:
    """Articles of two topics, ten a day, made of words of their topic."""
    chooser = random.Random(seed)
    named = [chooser.choice(sorted(words)) for _ in range(count)]
    return [example(number, topic, text(chooser, words[topic])) for number, topic in enumerate(named)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file learned from words that no lexicon knows."""
    data, card = learn.of_examples({"en": articles(300, WORDS)}, nobody)
    assert data is not None
    path = tmp_path_factory.mktemp("model") / "topics.npz"
    assert [file.name for file in learn.write(data, card, path)] == ["topics.npz", "topics.json", "topics.txt"]
    return path


def test_it_learns_what_the_lexicon_lacks(model: Path) -> None:
    """Words that no lexicon has are learned, and the card tells it: all right on the newest days, none by the lexicon."""
    _, card = learn.of_examples({"en": articles(300, WORDS)}, nobody)
    (verdict,) = card.languages
    assert verdict.used
    assert (verdict.right, verdict.right_by_words) == (verdict.tested_on, 0)
    assert set(verdict.topics) == set(WORDS)
    for part in ("300 articles", "2024-10-01 to 2024-10-30", "en: used", card.sha256):
        assert part in card.text()
    assert learned.load(str(model)).sha256 == card.sha256


def test_it_refuses_where_it_did_not_beat_the_lexicon() -> None:
    """Where words decide already there is nothing to gain: no table, no file, and the card says why."""
    data, card = learn.of_examples({"en": articles(300, KNOWN)}, nobody)
    assert data is None
    assert not card.languages[0].used
    assert "no more than chance" in card.text()


@pytest.mark.parametrize(
    ("mended", "spoilt", "used"), [(4, 0, False), (5, 0, True), (10, 3, False), (11, 3, True), (3, 11, False)]
)
def test_a_model_is_used_where_it_mends_more_than_chance_would(
    mended: int, spoilt: int, used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: what it mends must be ahead of what it spoils by more than two standard deviations of a coin."""
    own = [replace(one, by_words=one.topic) for one in articles(300, WORDS)]
    newest = len(own) - mended
    own[newest:] = [replace(one, by_words="uncategorised") for one in own[newest:]]
    wrong = {one.id for one in own[newest - spoilt : newest]}
    monkeypatch.setattr(fitting, "answer", lambda table, one: "world" if one.id in wrong else one.topic)
    data, card = learn.of_examples({"en": own}, nobody)
    assert f"{mended} articles mended and {spoilt} spoilt" in card.languages[0].why
    assert (card.languages[0].used, data is not None) == (used, used)


def test_it_refuses_to_judge_on_few_articles() -> None:
    """A language with too few articles on its newest days gets no model, however good it might be."""
    data, card = learn.of_examples({"en": articles(60, WORDS)}, nobody)
    assert data is None
    assert "it needs 50" in card.languages[0].why


def test_sections_without_rhyme_teach_nothing() -> None:
    """A model of labels that have nothing to do with the text is no better than chance, and is not used."""
    chooser = random.Random(5)
    own = [replace(one, topic=chooser.choice(["sport", "business"])) for one in articles(300, WORDS)]
    data, card = learn.of_examples({"en": own}, nobody)
    assert data is None or card.languages[0].right > card.languages[0].right_by_words


def test_only_the_languages_that_won_are_in_the_file() -> None:
    """One file holds the tables of the languages that beat the lexicon, and no other."""
    data, _ = learn.of_examples({"en": articles(300, WORDS), "fr": articles(40, WORDS)}, nobody)
    assert data is not None
    assert set(_loaded(data).tables) == {"en"}


def _loaded(data: bytes) -> learned.Model:
    with np.load(io.BytesIO(data)) as arrays:
        return learned.Model(learned._tables({name: arrays[name] for name in arrays.files}), learned.digest(data))


def test_the_same_lake_gives_the_same_bytes() -> None:
    """Learning twice gives the same file to the byte, and the order of articles does not matter to a table."""
    own = articles(300, WORDS)
    assert learn.of_examples({"en": own}, nobody)[0] == learn.of_examples({"en": own}, nobody)[0]
    names = sorted(WORDS)
    one, other = fitting.train(own, names), fitting.train(own[::-1], names)
    assert learned.encode({"en": one}) == learned.encode({"en": other})


def test_the_split_is_by_time() -> None:
    """No article that a model is judged on is as old as one that it was fitted on, and no day is on both sides."""
    fit, choose, test = learn._split(articles(300, WORDS))
    assert max(one.day for one in fit) < min(one.day for one in choose)
    assert max(one.day for one in choose) < min(one.day for one in test)


def test_an_explicit_section_always_wins(model: Path) -> None:
    """The site's own word is asked first, then the model above its margin, then the lexicon, then nothing."""
    chooser = random.Random(9)
    asked = learned.load(str(model))
    sport, business = text(chooser, WORDS["sport"]), text(chooser, WORDS["business"])

    def said(body: str, label: str | None, known: learned.Model | None, language: str = "en") -> tuple[str, str]:
        found = topics.assign(title=None, text=body, section_label=label, hints=Hints(), language=language, model=known)
        return found.guess.value, found.guess.evidence

    assert said(sport, "Business", asked) == ("business", "section-label")
    assert said(sport, None, asked) == ("sport", "learned")
    assert said(business, "Mumbai", asked) == ("business", "learned")
    assert said(sport, None, None) == ("uncategorised", "none")
    assert said(sport, None, asked, "hi") == ("uncategorised", "none")
    careful = replace(asked, tables={"en": replace(asked.tables["en"], margin=1.1)})
    assert said("The batsman lost his wicket in the second innings.", None, careful) == ("sport", "lexicon")


@given(st.one_of(st.none(), st.text(max_size=40)), st.text(max_size=200))
def test_any_text_has_features(title: str | None, body: str) -> None:
    """Whatever the text, its buckets are in order and in range, its weights positive and of length 1, or there are none."""
    buckets, values = learned.features(title, body)
    assert np.all(buckets[:-1] < buckets[1:])
    assert np.all(buckets < learned.BUCKETS)
    assert np.all(values > 0)
    assert len(values) == 0 or float((values * values).sum()) == pytest.approx(1, abs=1e-4)


def test_words_are_looked_at_one_by_one() -> None:
    """No n-gram reaches over the blank between two words, so their order does not matter."""
    one, other = learned.features(None, "delhi court hears"), learned.features(None, "hears delhi court")
    assert np.array_equal(one[0], other[0])
    assert np.allclose(one[1], other[1])


def _bad(folder: Path, good: bytes) -> dict[str, Path]:
    about = np.frombuffer(b'{"format": 99, "buckets": 1, "languages": {}}', np.uint8)
    files = {name: folder / f"{name}.npz" for name in ("missing", "text", "cut", "format", "pickle")}
    files["text"].write_text("no model")
    files["cut"].write_bytes(good[: len(good) // 2])
    np.savez(files["format"], about=about)
    np.savez(files["pickle"], about=np.array([{"a": 1}], dtype=object))
    return files


@pytest.mark.parametrize("kind", ["missing", "text", "cut", "format", "pickle"])
def test_a_bad_file_is_refused_by_the_name_of_its_setting(kind: str, model: Path, tmp_path: Path) -> None:
    """A file that is no model of this version is a SettingsError that names the setting and the cure; nothing in it runs."""
    path = _bad(tmp_path, model.read_bytes())[kind]
    with pytest.raises(SettingsError, match=r"COPYDESK_TOPIC_MODEL=.*learn-topics"):
        learned.load(str(path))


def test_tables_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    """Weights of another shape, topics that do not exist and rows out of order are found when the file is read."""
    table = fitting.train(articles(40, WORDS), sorted(WORDS))
    wrong = {
        "shape": replace(table, weights=table.weights[:-1]),
        "topic": replace(table, topics=("sport", "gossip")),
        "order": replace(table, rows=table.rows[::-1].copy()),
    }
    for name, bad in wrong.items():
        path = tmp_path / f"{name}.npz"
        path.write_bytes(learned.encode({"en": bad}))
        with pytest.raises(SettingsError, match="do not fit together"):
            learned.load(str(path))


def test_another_model_makes_the_desk_anew(model: Path, tmp_path: Path) -> None:
    """The file's digest is among the versions of a desk day, so a day made with another model is made again."""
    plain, with_model = Settings(root="x"), Settings(root="x", topic_model=str(model))
    assert "topic_model" not in work.versions(plain)
    assert work.versions(with_model)["topic_model"] == learned.load(str(model)).sha256
    other = tmp_path / "other.npz"
    other.write_bytes(learned.encode({"en": fitting.train(articles(40, WORDS), sorted(WORDS))}))
    made = [work.made_by(one) for one in (plain, with_model, Settings(root="x", topic_model=str(other)))]
    assert len(set(made)) == 3


def test_a_card_that_cannot_be_written_says_so(model: Path, tmp_path: Path) -> None:
    """Where the folder is not there, the error names the file."""
    _, card = learn.of_examples({"en": articles(60, WORDS)}, nobody)
    with pytest.raises(LakeError, match=r"topics\.npz cannot be written"):
        learn.write(model.read_bytes(), card, tmp_path / "nowhere" / "topics.npz")


def test_a_lake_without_sections_is_told_plainly(tmp_path: Path) -> None:
    """Nothing to learn from is an error with what to do, and no file."""
    with pytest.raises(MissingError, match="nothing to learn from"):
        learn.of_lake(str(tmp_path), nobody)


def test_only_a_stated_subject_teaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what the words decided teaches nothing, nor does a city's section, which says where and not what."""
    told = [("sport", "section-label"), ("local", "section-label"), ("crime", "lexicon"), ("world", "url-section")]
    rows = [
        {"id": f"{number}", "title": None, "text": ENGLISH, "language": "en", "topic": topic, "topic_source": source}
        for number, (topic, source) in enumerate(told)
    ]
    monkeypatch.setattr(learn.lake, "dates", lambda root: [FIRST])
    monkeypatch.setattr(learn.reader, "read", lambda *given, **more: pa.Table.from_pylist(rows))
    assert [one.topic for one in learn._examples(str(tmp_path), nobody)["en"]] == ["sport", "world"]


# --- a lake of its own ------------------------------------------------------------------------------------------------

DAYS = [date(2024, 10, 1) + timedelta(days=n) for n in range(5)]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five landing days of 16 articles each, all but one with a printed section."""
    folder = tmp_path_factory.mktemp("lake")
    chooser = random.Random(3)
    for day in DAYS:
        site = folder / f"in-{day}" / "daily"
        site.mkdir(parents=True)
        for number in range(16):
            topic = ["sport", "business"][number % 2]
            label = f"Home / {topic.title()}\n\n" if number else ""
            title = f"{text(chooser, WORDS[topic]).split('.')[0][:50].title()} {number}"
            body = "\n\n".join(f"{text(chooser, WORDS[topic]).capitalize()} {ENGLISH}" for _ in range(3))
            (site / f"{number:02}-{day}.txt").write_text(f"{label}{title}\n\n{day:%B %d, %Y}\n\n{body}\n")
        settings = Settings(root=str(folder / "root"))
        pipeline.land(settings, site.parent, day)
        pipeline.run_day(settings, day)
    return folder / "root"


def test_the_command_learns_from_the_lake_and_the_setting_uses_it(root: Path, tmp_path: Path) -> None:
    """The command writes model and card; nothing changes until the setting names the file, and then the desk is made anew."""
    before = reader.read(str(root), columns=["id", "topic", "topic_source"]).to_pylist()
    assert {row["topic_source"] for row in before} == {"section-label", "none"}
    to = tmp_path / "own.npz"
    result = CliRunner().invoke(app, ["learn-topics", str(root), "--to", str(to), "--least", "10"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert "en: used" in result.output
    assert f"COPYDESK_TOPIC_MODEL={to.resolve()}" in result.output
    assert {file.name for file in tmp_path.iterdir()} == {"own.npz", "own.json", "own.txt"}
    assert pipeline.run_day(Settings(root=str(root)), DAYS[-1])["changed"] == []
    assert pipeline.run_day(Settings(root=str(root), topic_model=str(to)), DAYS[-1])["changed"] != []
    rows = reader.read(str(root), [DAYS[-1]], columns=["topic", "topic_source"]).to_pylist()
    assert [row["topic"] for row in rows if row["topic_source"] == "learned"] == ["sport"]
    assert sum(row["topic_source"] == "section-label" for row in rows) == 15


def test_the_command_says_when_nothing_is_better(root: Path, tmp_path: Path) -> None:
    """With more articles asked for than there are, no file is written and the reason is shown."""
    to = tmp_path / "own.npz"
    result = CliRunner().invoke(app, ["learn-topics", str(root), "--to", str(to)], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert "No model was written" in result.output
    assert "it needs 50" in result.output
    assert not to.exists()


def test_of_margins_as_good_the_largest_is_chosen(model: Path) -> None:
    """Law: where no margin is better than another the model speaks least, and most is left to the lexicon."""
    [*_, table] = learned.load(str(model)).tables.values()
    assert fitting.with_margin(replace(table, margin=0.0), []).margin == max(fitting._MARGINS)
