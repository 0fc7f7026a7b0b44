"""dolma's tagger of languages with the model that can be had without a download."""

from __future__ import annotations

from dolma.core.registry import TaggerRegistry
from dolma.taggers.language import FastTextAllLanguagesDocumentMinScoreTagger

from benchmarks.night import fasttext_model


@TaggerRegistry.add("bundled_lang_id_1e2")
class BundledLanguageTagger(FastTextAllLanguagesDocumentMinScoreTagger):
    """`ft_lang_id_1e2` with lid.176.ftz in the place of lid.176.bin."""

    MODEL_PATH = str(fasttext_model.path())
