"""SIB-200's sentences as texts of three sizes, in two halves: one to fit on and one to report on.

100 sentences in each of 205 languages (Apache-2.0, text CC BY-SA 4.0); the same row is the same sentence in each language, and
neighbouring rows often come from one article. So the halves are blocks of 24 rows in turn, and no text crosses a block.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from benchmarks import gold

BLOCK = 24
FIT, REPORT = (0, 2, 4), (1, 3)
"""The blocks that weights and words are fitted on, and those that results are reported on."""

SIZES: Mapping[str, int] = {"sentence": 1, "paragraph": 3, "document": 8}
"""Rows of a text of each level."""

FOCUS: Mapping[str, str] = {
    "hin_Deva": "hi", "guj_Gujr": "gu", "mar_Deva": "mr", "npi_Deva": "ne", "ben_Beng": "bn", "asm_Beng": "as", "ory_Orya": "or",
    "pan_Guru": "pa", "tam_Taml": "ta", "tel_Telu": "te", "kan_Knda": "kn", "mal_Mlym": "ml", "urd_Arab": "ur", "snd_Arab": "sd",
    "eng_Latn": "en",
}  # fmt: skip
"""The languages that copydesk must not miss."""

PROFILED: Mapping[str, str] = {
    "afr_Latn": "af", "arb_Arab": "ar", "bul_Cyrl": "bg", "ben_Beng": "bn", "cat_Latn": "ca", "ces_Latn": "cs", "cym_Latn": "cy",
    "dan_Latn": "da", "deu_Latn": "de", "ell_Grek": "el", "eng_Latn": "en", "spa_Latn": "es", "est_Latn": "et", "pes_Arab": "fa",
    "fin_Latn": "fi", "fra_Latn": "fr", "guj_Gujr": "gu", "heb_Hebr": "he", "hin_Deva": "hi", "hrv_Latn": "hr", "hun_Latn": "hu",
    "ind_Latn": "id", "ita_Latn": "it", "jpn_Jpan": "ja", "kan_Knda": "kn", "kor_Hang": "ko", "lit_Latn": "lt", "lvs_Latn": "lv",
    "mkd_Cyrl": "mk", "mal_Mlym": "ml", "mar_Deva": "mr", "npi_Deva": "ne", "nld_Latn": "nl", "nob_Latn": "no", "pan_Guru": "pa",
    "pol_Latn": "pl", "por_Latn": "pt", "ron_Latn": "ro", "rus_Cyrl": "ru", "slk_Latn": "sk", "slv_Latn": "sl", "som_Latn": "so",
    "als_Latn": "sq", "swe_Latn": "sv", "swh_Latn": "sw", "tam_Taml": "ta", "tel_Telu": "te", "tha_Thai": "th",
    "tgl_Latn": "tl", "tur_Latn": "tr", "ukr_Cyrl": "uk", "urd_Arab": "ur", "vie_Latn": "vi", "zho_Hans": "zh", "zho_Hant": "zh",
}  # fmt: skip
"""The languages that langdetect has profiles of."""

_SHORT: Mapping[str, str] = {
    **PROFILED, **FOCUS, "aka_Latn": "ak", "amh_Ethi": "am", "ayr_Latn": "ay", "azj_Latn": "az", "bak_Cyrl": "ba",
    "bam_Latn": "bm",
    "bel_Cyrl": "be", "bod_Tibt": "bo", "bos_Latn": "bs", "ckb_Arab": "ckb", "dzo_Tibt": "dz", "epo_Latn": "eo", "ewe_Latn": "ee",
    "eus_Latn": "eu", "fao_Latn": "fo", "fij_Latn": "fj", "fuv_Latn": "ff", "gaz_Latn": "om", "gla_Latn": "gd", "gle_Latn": "ga",
    "glg_Latn": "gl", "grn_Latn": "gn", "hat_Latn": "ht", "hau_Latn": "ha", "hye_Armn": "hy", "ibo_Latn": "ig", "isl_Latn": "is",
    "jav_Latn": "jv", "kas_Arab": "ks", "kas_Deva": "ks", "kat_Geor": "ka", "kaz_Cyrl": "kk", "khk_Cyrl": "mn", "khm_Khmr": "km",
    "kik_Latn": "ki", "kin_Latn": "rw", "kir_Cyrl": "ky", "kmr_Latn": "ku", "kon_Latn": "kg", "lao_Laoo": "lo", "lim_Latn": "li",
    "lin_Latn": "ln", "ltz_Latn": "lb", "lug_Latn": "lg", "mlt_Latn": "mt", "mri_Latn": "mi", "mya_Mymr": "my", "nno_Latn": "nn",
    "nya_Latn": "ny", "oci_Latn": "oc", "pbt_Arab": "ps", "plt_Latn": "mg", "quy_Latn": "qu", "run_Latn": "rn", "sag_Latn": "sg",
    "san_Deva": "sa", "sin_Sinh": "si", "smo_Latn": "sm", "sna_Latn": "sn", "sot_Latn": "st", "srd_Latn": "sc", "srp_Cyrl": "sr",
    "ssw_Latn": "ss", "sun_Latn": "su", "tat_Cyrl": "tt", "tgk_Cyrl": "tg", "tir_Ethi": "ti", "tsn_Latn": "tn", "tso_Latn": "ts",
    "tuk_Latn": "tk", "twi_Latn": "tw", "uig_Arab": "ug", "uzn_Latn": "uz", "wol_Latn": "wo", "xho_Latn": "xh", "ydd_Hebr": "yi",
    "yor_Latn": "yo", "zsm_Latn": "ms", "zul_Latn": "zu", "arb_Latn": "ar-Latn", "ace_Arab": "ace-Arab", "bjn_Arab": "bjn-Arab",
    "min_Arab": "min-Arab", "knc_Arab": "kr-Arab", "knc_Latn": "kr", "taq_Tfng": "taq-Tfng", "tzm_Tfng": "tzm",
}  # fmt: skip

_ALSO: Mapping[str, str] = {
    **dict.fromkeys(("acm_Arab", "acq_Arab", "aeb_Arab", "ajp_Arab", "apc_Arab", "ars_Arab", "ary_Arab", "arz_Arab"), "ar"),
    "prs_Arab": "fa", "nno_Latn": "no", "yue_Hant": "zh",
}  # fmt: skip
"""Members of a language that is written much as the whole: its name is right too."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of some rows of one language; `code` is SIB-200's, `level` one of SIZES."""

    code: str
    level: str
    text: str

    def is_right(self, language: str) -> bool:
        """Whether a language (our codes) names this text rightly."""
        return language in names(self.code)


def names(code: str) -> tuple[str, ...]:
    """Our codes that are right for a code of SIB-200."""
    also = _ALSO.get(code)
    return (_SHORT.get(code, code[:3]), *([also] if also else []))


@cache
def rows() -> Mapping[str, Mapping[int, str]]:
    """For each language the sentence of each row. Raises FileNotFoundError where there is no gold."""
    found: dict[str, dict[int, str]] = {}
    with gzip.open(gold.folder() / "lang" / "sib200_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found.setdefault(row["code"], {})[row["row"]] = row["text"]
    return {code: dict(sorted(found[code].items())) for code in sorted(found)}


def blocks(code: str) -> list[list[str]]:
    """The sentences of a language in blocks, as they stand."""
    sentences = list(rows()[code].values())
    return [sentences[start : start + BLOCK] for start in range(0, len(sentences), BLOCK)]


def texts(level: str, numbers: Collection[int], codes: Iterable[str] | None = None) -> list[Text]:
    """All texts of a level from blocks with these numbers, in some languages or in all; each sentence is in one text at most."""
    size = SIZES[level]
    return [
        Text(code, level, "\n".join(block[n : n + size]))
        for code in (rows() if codes is None else codes)
        for number, block in enumerate(blocks(code))
        if number in numbers
        for n in range(0, len(block) - size + 1, size)
    ]
