"""The night by hand, as one writes it in an afternoon: pandas, a detector of languages, `re`, datasketch, `to_parquet`.

python -m benchmarks.night.by_hand IN OUT --detector langdetect
python -m benchmarks.night.by_hand IN OUT --detector langdetect_rs
"""

from __future__ import annotations

import argparse
import calendar
import logging
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

import pandas as pd
from datasketch import MinHash, MinHashLSH

LANDED_ON = date(2024, 10, 30)
PERMUTATIONS, SIMILARITY, SHINGLE = 128, 0.7, 3
SHORT = 60
"""Lines of fewer characters that end in no stop are no sentence."""

FURNITURE = re.compile(
    r"leave a (reply|comment)|comments?\b|share|follow us|subscribe|newsletter|whatsapp|telegram|advertisement|read (also|more)|"
    r"also read|related (news|posts?)|tags?:|photo|login|sign in|sign up|copyright|all rights reserved|previous|next post|"
    r"यह भी पढ़ें|फॉलो करें|टिप्पणी|व्हाट्सएप|विज्ञापन|संबंधित खबरें",
    re.IGNORECASE,
)
STOPS = (".", "!", "?", "।", "۔", "。", "！", "？", '"', "”")
MONTHS = [name.lower() for name in calendar.month_name[1:]]
NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
NAMED = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})", re.IGNORECASE)

TOPICS = {
    "world": "world international foreign दुनिया विश्व विदेश આંતરરાષ્ટ્રીય વિશ્વ বিশ্ব আন্তর্জাতিক உலகம் دنیا 国际 世界",
    "national": "national india nation देश भारत राष्ट्रीय દેશ ભારત দেশ জাতীয় இந்தியா قومی پاکستان 国内 中国",
    "local": "state city states cities राज्य शहर રાજ્ય শহর রাজ্য தமிழகம் تلنگانہ 地方",
    "politics": "politics elections राजनीति चुनाव રાજકારણ রাজনীতি அரசியல் سیاست 政治 时政",
    "business": "business economy markets व्यापार कारोबार बिजनेस બિઝનેસ অর্থনীতি ব্যবসা வணிகம் کاروبار معیشت 财经 经济",
    "sport": "sport sports cricket football खेल क्रिकेट રમત રમતગમત খেলা ক্রিকেট விளையாட்டு کھیل 体育",
    "entertainment": "entertainment bollywood movies मनोरंजन बॉलीवुड મનોરંજન বিনোদন சினிமா شوبز تفریح 娱乐",
    "technology": "technology tech gadgets टेक्नोलॉजी तकनीक ટેકનોલોજી প্রযুক্তি தொழில்நுட்பம் ٹیکنالوجی 科技",
    "science": "science space विज्ञान વિજ્ઞાન বিজ্ঞান அறிவியல் سائنس 科学",
    "health": "health स्वास्थ्य હેલ્થ স্বাস্থ্য ஆரோக்கியம் صحت 健康",
    "education": "education careers शिक्षा શિક્ષણ শিক্ষা கல்வி تعلیم 教育",
    "crime": "crime अपराध क्राइम ક્રાઇમ অপরাধ குற்றம் جرائم 法治",
    "religion": "religion धर्म ધર્મ ধর্ম ஆன்மிகம் مذہب 宗教",
    "lifestyle": "lifestyle लाइफस्टाइल લાઇફસ્ટાઇલ জীবনযাপন வாழ்க்கை طرز زندگی 生活",
    "weather": "weather मौसम હવામાન আবহাওয়া வானிலை موسم 天气",
    "environment": "environment पर्यावरण પર્યાવરણ পরিবেশ சுற்றுச்சூழல் ماحولیات 环境",
}
BY_LABEL = {label: topic for topic, labels in TOPICS.items() for label in labels.split()}


def read(folder: Path) -> pd.DataFrame:
    """Every file that is UTF-8 text, by its path below the folder; of others the log says that they were skipped."""
    rows = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            source = path.relative_to(folder).as_posix()
            try:
                rows.append((source, path.read_text("utf-8")))
            except UnicodeDecodeError:
                logging.warning("skipped %s: no UTF-8", source)
    return pd.DataFrame(rows, columns=["source", "raw"])


def clean(raw: str) -> str:
    """The lines that look like sentences, each once, without the furniture that is known."""
    lines = dict.fromkeys(re.sub(r"\s+", " ", line).strip() for line in raw.splitlines())
    return "\n\n".join(line for line in lines if _is_text(line))


def _is_text(line: str) -> bool:
    if not line or (len(line) < SHORT and (FURNITURE.search(line) or not line.endswith(STOPS))):
        return False
    return not _date_in(line) or len(line) >= SHORT


def published_on(raw: str) -> date:
    """The first date at the head of the page; the landing day where there is none."""
    for line in raw.splitlines()[:24]:
        if found := _date_in(line):
            return found
    return LANDED_ON


def _date_in(line: str) -> date | None:
    """A date in a line: ISO, with a month's name, or in numbers, the month first unless that cannot be."""
    try:
        if found := ISO.search(line):
            return date(*map(int, found.groups()))
        if found := NAMED.search(line):
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
        if found := NUMERIC.search(line):
            one, other, year = map(int, found.groups())
            return date(year, one, other) if one <= len(MONTHS) else date(year, other, one)
    except ValueError:
        return None
    return None


def topic(raw: str) -> str:
    """The topic of the section label behind the date, where the table knows it."""
    for line in raw.splitlines()[:24]:
        if _date_in(line):
            label = NUMERIC.sub("", NAMED.sub("", ISO.sub("", line))).strip().lower()
            return BY_LABEL.get(label, "uncategorised")
    return "uncategorised"


def detector(name: str) -> Callable[[str], str]:
    """`detect` of the library, seeded as its page says; a text without letters is `und`."""
    library = import_module(name)
    library.DetectorFactory.seed = 0

    def detect(text: str) -> str:
        try:
            found: str = library.detect(text)
        except library.LangDetectException:
            return "und"
        return found.partition("-")[0]

    return detect


def without_duplicates(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that are like none before them: exact copies by `drop_duplicates`, near ones by MinHash and LSH."""
    frame = frame.drop_duplicates("text")
    seen = MinHashLSH(threshold=SIMILARITY, num_perm=PERMUTATIONS)
    kept = []
    for index, source, text, language in zip(frame.index, frame["source"], frame["text"], frame["language"], strict=True):
        words = text.lower().split() if language != "zh" else list(text)
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([" ".join(words[n : n + SHINGLE]).encode() for n in range(max(1, len(words) - SHINGLE + 1))])
        if not seen.query(sketch):
            seen.insert(source, sketch)
            kept.append(index)
    return frame.loc[kept]


def run(folder: Path, out: Path, library: str) -> None:
    """The night, from files to partitions."""
    detect = detector(library)
    frame = read(folder)
    frame["text"] = frame["raw"].map(clean)
    frame = frame[frame["text"].str.len() > 0].copy()
    frame["language"] = frame["text"].map(detect)
    frame["published_on"] = frame["raw"].map(published_on)
    frame["topic"] = frame["raw"].map(topic)
    frame = without_duplicates(frame).drop(columns="raw")
    frame.to_parquet(out / "lake", partition_cols=["published_on", "topic"], compression="zstd", index=False)


def main() -> None:
    """Run the night that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--detector", default="langdetect", choices=["langdetect", "langdetect_rs"])
    asked = parser.parse_args()
    run(asked.folder, asked.out, asked.detector)


if __name__ == "__main__":
    main()
