"""The stages as tasks: each takes a batch's Work, reads its tables, writes one more, and returns the Work that names it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date

import pyarrow.compute as pc

from copydesk import boilerplate, dating, ingest, language, schema, topics, validate
from copydesk.boilerplate import chrome
from copydesk.errors import FileError, LexiconError, MissingError, SettingsError, UnreadableError
from copydesk.model import NO_HINTS, Hints, Stripped
from copydesk.pipeline import filing, habits, memory
from copydesk.pipeline.work import (
    TAKEN_DOWN,
    Landed,
    Row,
    Work,
    annotate,
    hints_json,
    load,
    record_id,
    root_of,
    save,
    source_of,
)
from copydesk.settings import Settings
from copydesk.store import Root, desk, paths
from copydesk.text import has_letters
from copydesk.topics import learned

log = logging.getLogger("copydesk")

NO_REASON = ("stage", "reason", "detail")
"""Null in the row of a record in good standing."""


@memory.unit_of_work()
def ingest_files(settings: Settings, work: Work) -> Work:
    """Read the batch's landed files, or the records unpacked from containers; what cannot be read keeps its reason.

    Writes table `records`.
    """
    root, day = root_of(settings), date.fromisoformat(work["day"])
    if "unpacked" in work["files"]:
        return save(settings, work, "records", [_from_container(settings, day, row) for row in load(settings, work, "unpacked")])
    listed: list[Landed] = json.loads(root.read(work["files"]["list"]))
    return save(settings, work, "records", [_from_file(root, settings, day, entry) for entry in listed])


def _from_file(root: Root, settings: Settings, day: date, landed: Landed) -> Row:
    path, size = landed["path"], landed["size"]
    row: Row = {
        "id": record_id(day, path, ""),
        "source": source_of(path),
        "record": "",
        "bytes": size,
        **dict.fromkeys(NO_REASON),
    }
    if order := landed.get("takedown"):
        kept = {name: order[name] for name in ("id", "source", "record", "sha256")}
        return row | kept | _rejected("takedown", TAKEN_DOWN, desk.reasons(order))
    try:
        ingest.refuse(path, plain=landed["plain"], settings=settings)
        data = _bytes(root, settings, f"{paths.landing(day)}/{path}", size)
    except UnreadableError as error:
        return row | _rejected("ingest_files", error.reason, error.detail)
    except (MissingError, FileError, OSError) as error:  # any other LakeError says nothing of the file, and stops the run
        return row | _rejected("ingest_files", "unreadable-file", source_of(str(error)))
    return _read(settings, day, row, data)


def _bytes(root: Root, settings: Settings, path: str, size: int) -> bytes:
    """The bytes of a landed file that is one record. Raises UnreadableError for one that is too large or holds others.

    What holds others is found when a run is planned. It comes here if it was closed to us then, and must not be taken for text.
    """
    if size > settings.record_bytes:
        with root.open(path) as file:
            data = file.read(ingest.HEAD_BYTES)
    else:
        data = root.read(path)
    if ingest.container(data[: ingest.HEAD_BYTES]):
        raise UnreadableError("unreadable-file", "it could not be opened when the run was planned. Run the day again.")
    if size > settings.record_bytes:
        raise ingest.too_large(size, settings.record_bytes)
    return data


def _from_container(settings: Settings, day: date, unpacked: Row) -> Row:
    row: Row = {name: unpacked[name] for name in ("id", "source", "record", "bytes", "hints")} | dict.fromkeys(NO_REASON)
    if unpacked["reason"]:
        stage = "takedown" if unpacked["reason"] == TAKEN_DOWN else "ingest_files"
        return row | _rejected(stage, unpacked["reason"], unpacked["detail"])
    return _read(settings, day, row, unpacked["data"], unpacked["charset"])


def _read(settings: Settings, day: date, row: Row, data: bytes, charset: str | None = None) -> Row:
    """The row with what its bytes say, or with the reason why they say nothing."""
    try:
        record = ingest.read(
            data,
            settings,
            source=row["source"],
            record=row["record"],
            landed_on=day,
            hints=_hints(row),
            charset=charset,
        )
    except UnreadableError as error:
        return row | {"sha256": hashlib.sha256(data).hexdigest()} | _rejected("ingest_files", error.reason, error.detail)
    return row | {
        "sha256": record.sha256,
        "text": record.text,
        "encoding": record.encoding,
        "repairs": list(record.repairs),
        "hints": hints_json(record.hints),
    }


def _hints(row: Row) -> Hints:
    return Hints(**json.loads(row["hints"])) if row.get("hints") else NO_HINTS


@memory.unit_of_work()
def detect_language(settings: Settings, work: Work) -> Work:
    """Find each record's language and script, and outline it for the day's chrome. Writes tables `language`, `outline`."""
    records = load(settings, work, "records", ["id", "source", "text", "hints", *NO_REASON])

    def make(row: Row) -> Row:
        found = language.detect(row["text"], settings.language_engine, _hints(row).language)
        guess = found.guess
        return {
            "language": guess.value,
            "script": found.script,
            "second_language": found.second,
            "language_source": guess.evidence,
            "language_confidence": guess.confidence,
        }

    def draw(row: Row) -> Row:
        found = chrome.outline(row["text"].split("\n"), told[row["id"]]["script"])
        return {
            "site": habits.chrome_site(row["source"], _hints(row).url),
            "numbers": found.lines,
            "prose": found.prose,
            "article": found.article,
        }

    rows = annotate("detect_language", records, "language", make)
    told = {row["id"]: row for row in rows}
    work = save(settings, work, "language", rows)
    known = [record | {name: told[record["id"]][name] for name in (*NO_REASON, "script")} for record in records]
    return save(settings, work, "outline", annotate("detect_language", known, "outline", draw))


@memory.unit_of_work()
def strip_boilerplate(settings: Settings, work: Work, day: Sequence[Work] = ()) -> Work:
    """Take the furniture out of each record and keep every line that goes, with its rule. Writes table `body`, and `orders`.

    `day` are all works of the landing day, this one among them: what many of its articles carry around their text is furniture.
    """
    told = {row["id"]: row for row in load(settings, work, "language", ["id", "script", *NO_REASON])}
    sites = {row["id"]: row["site"] for row in load(settings, work, "outline", ["id", "site"])}
    known = habits.chrome_of(settings, habits.together(work, day))

    def landed(row: Row) -> boilerplate.Landed:
        return boilerplate.Landed(row["text"].split("\n"), told[row["id"]]["script"], _hints(row), known.of(sites[row["id"]]))

    def make(row: Row) -> Row:
        stripped = ahead.pop(row["id"], None) or next(boilerplate.strip_all([landed(row)]))
        body: Row = {
            "title": stripped.title,
            "text": stripped.text,
            "lines": [list(paragraph.lines) for paragraph in stripped.paragraphs],
            "byline": stripped.byline,
            "site": stripped.site,
            "section_label": stripped.section_label,
            "datelines": list(dating.printed(stripped)),
            "repairs": sorted({*stripped.repairs, *row["repairs"]}),
            "cuts": [{"line": cut.line, "text": cut.text, "rule": cut.rule} for cut in stripped.cuts],
        }
        count = stripped.words
        if count == 0 or not has_letters(stripped.text):
            return body | _rejected("strip_boilerplate", "no-body", "no line of the page reads as running text.")
        if count < settings.fewest_words:
            return body | _rejected(
                "strip_boilerplate", "too-short", f"{count} words; COPYDESK_FEWEST_WORDS is {settings.fewest_words}."
            )
        return body

    records = load(settings, work, "records", ["id", "text", "repairs", "hints"])
    rows = [row | {name: told[row["id"]][name] for name in NO_REASON} for row in records]
    ahead = _stripped_together([row for row in rows if row["reason"] is None], landed)
    return habits.prove(settings, save(settings, work, "body", annotate("strip_boilerplate", rows, "body", make)))


def _stripped_together(rows: Sequence[Row], landed: Callable[[Row], boilerplate.Landed]) -> dict[str, Stripped]:
    """By id what is left of the records, a few at a time; where one of a few cannot be stripped, none of those is here."""
    found: dict[str, Stripped] = {}
    for start in range(0, len(rows), boilerplate.AT_ONCE):
        few = rows[start : start + boilerplate.AT_ONCE]
        try:
            found |= zip((row["id"] for row in few), boilerplate.strip_all(map(landed, few)), strict=True)
        except (LexiconError, SettingsError):
            raise
        except Exception:  # which one it is, and why, is found out record by record
            log.exception("strip_boilerplate failed on one of %d records; they are stripped one by one", len(few))
    return found


def _rejected(stage: str, reason: str, detail: str) -> Row:
    return {"stage": stage, "reason": reason, "detail": detail}


@memory.unit_of_work()
def date_and_topic(settings: Settings, work: Work, day: Sequence[Work] = ()) -> Work:
    """Date each article and give it its section. Writes table `facts`.

    `day` are all works of the landing day, this one among them: a site that printed 10/30 on one page puts the month first
    on its other pages of that day too, whatever batch they are in.
    """
    landed_on = date.fromisoformat(work["day"])
    orders = habits.orders(settings, habits.together(work, day))
    records = {row["id"]: row for row in load(settings, work, "records", ["id", "source", "hints"])}
    told = {row["id"]: row["language"] for row in load(settings, work, "language", ["id", "language"])}
    model = learned.load(settings.topic_model) if settings.topic_model else None

    def make(row: Row) -> Row:
        record, code = records[row["id"]], told[row["id"]]
        hints = _hints(record)
        order = next((orders[key] for key in habits.known_as(record["source"], row["site"]) if orders.get(key)), None)
        dated, updated_on = dating.both(
            row["datelines"], landed_on=landed_on, source=record["source"], hints=hints, language=code, site_order=order
        )
        found = topics.assign(
            title=row["title"],
            text=row["text"],
            section_label=row["section_label"],
            hints=hints,
            language=code,
            model=model,
        )
        return {
            "published_on": dated.value,
            "updated_on": updated_on,
            "date_source": dated.evidence,
            "topic": found.guess.value,
            "iptc_code": found.iptc_code,
            "scope": found.scope,
            "topic_source": found.guess.evidence,
            "topic_score": found.guess.confidence,
        }

    rows = load(settings, work, "body", ["id", "title", "text", "site", "section_label", "datelines", *NO_REASON])
    return save(settings, work, "facts", annotate("date_and_topic", rows, "facts", make))


@memory.unit_of_work()
def validate_schema(settings: Settings, work: Work) -> Work:
    """Check the batch against the schema and write its articles, cuts and ledger; failing rows become rejections.

    Raises ContractError where the batch as a whole breaks the schema: nothing of it is published then.
    """
    rows = filing.gathered(settings, work)
    articles = filing.measured(rows.filter(pc.is_null(rows["reason"])))
    checked = validate.check(articles.select([column.name for column in schema.COLUMNS]))
    statistics = {"rows": articles.num_rows, "expectations": checked.statistics}
    return filing.filed(settings, work, rows, articles, checked.failures, statistics)
