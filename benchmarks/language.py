"""How well and how fast languages are told, on the evaluation corpora beside the project (../shared/data):

    python -m benchmarks.language

A row: a group of texts (the publisher or an annotator says the language; the page says it; the feed says it), titles or
full texts (the title and 500 characters), and a detector: ours, ours with the source's language as a prior, ours with a
wrong one, and the two that it is made of. Then texts right of all, the same as the mean over languages with ten texts
or more, texts a second of CPU time, the ratio to bare langdetect in the same run, and the commonest mistakes.

Exits with 1 when a goal is missed: 99.5 % on full texts, 98 % on titles with the source's language, where the truth is
the publisher's or an annotator's."""

import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from langdetect import DetectorFactory, LangDetectException
from langdetect import detect as langdetect
from py3langid.langid import classify

from feeds import documents
from feeds.knowledge import text_language

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
CERTAIN: Final = frozenset(
    {"fundus", "fundus-history", "fundus-eval", "daniel", "newspaper4k", "mcmetadata", "antcorpus"}
)
FEEDS: Final = ("feedreader", "snapshots", "misc", "rss-parser", "miniflux")
BEGINNING: Final = 500  # characters of a text
LEAST_LETTERS: Final = 10  # of a feed's title
GOALS: Final = {("certain", "text", "ours"): 0.995, ("certain", "title", "ours, source known"): 0.98}
SAME: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "yue": "zh", "wuu": "zh", "ary": "ar", "arz": "ar"}

Detector = Callable[[str, str], str]  # a text and its true language -> the language found
Text = tuple[str, str]  # language, text


def main() -> int:
    if not DATA.is_dir():
        print(f"skipped: no corpora at {DATA}")
        return 0
    groups: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for group, kind, language, text in [*_articles(), *_feed_titles()]:
        groups[group, kind].append((language, text))
    DetectorFactory.seed = 0
    for detector in DETECTORS.values():
        detector("The models are loaded before anything is timed.", "en")
    missed = [missed for key, texts in sorted(groups.items()) for missed in _table(*key, texts)]
    for line in missed:
        print("missed:", line)
    return int(bool(missed))


def _table(group: str, kind: str, texts: list[Text]) -> Iterator[str]:
    """Print a group's rows; yields the goals that were missed."""
    print(f"\n{group} {kind}s: {len(texts)}")
    print(f"{'':22} {'right':>7} {'by language':>12} {'texts/s':>8} {'x langdetect':>13}   mistakes")
    reference = 0.0
    for name, detector in DETECTORS.items():
        started = time.process_time()
        found = [detector(text, language) for language, text in texts]
        speed = len(texts) / (time.process_time() - started)
        reference = reference or speed
        right, mean, mistakes = _judged(texts, found)
        print(f"{name:22} {right:7.4f} {mean:12.4f} {speed:8.0f} {speed / reference:13.1f}   {mistakes}")
        goal = GOALS.get((group, kind, name), 0.0)
        if right < goal:
            yield f"{group} {kind}s, {name}: {right:.4f} of {goal}"


def _judged(texts: list[Text], found: list[str]) -> tuple[float, float, str]:
    all_of, right_of, mistakes = Counter[str](), Counter[str](), Counter[str]()
    for (language, _), code in zip(texts, found, strict=True):
        all_of[language] += 1
        right_of[language] += code == language
        if code != language:
            mistakes[f"{language}>{code}"] += 1
    shares = [right_of[language] / number for language, number in all_of.items() if number >= 10]
    named = " ".join(f"{mistake}:{number}" for mistake, number in mistakes.most_common(5))
    return right_of.total() / len(texts), sum(shares) / max(1, len(shares)), named


def _articles() -> Iterator[tuple[str, str, str, str]]:
    for manifest in sorted([*DATA.glob("articles/*/manifest.jsonl"), *DATA.glob("texts/*/manifest.jsonl")]):
        name = manifest.parent.name
        for row in map(json.loads, manifest.read_text(encoding="utf-8").splitlines()):
            language, title, body = _code(row.get("language") or ""), row.get("title") or "", row.get("body") or ""
            by_hand = name.startswith("fundus") or row.get("language_source") in {None, "annotation"}
            group = "certain" if name in CERTAIN and by_hand else "page's own"
            if language and title:
                yield group, "title", language, title
            if language and body:
                yield group, "text", language, f"{title}\n{body[:BEGINNING]}"


def _feed_titles() -> Iterator[tuple[str, str, str, str]]:
    for name in FEEDS:
        for row in map(json.loads, (DATA / "feeds" / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines()):
            if not row.get("wellformed"):
                continue
            path = DATA / "feeds" / name / row["file"]
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            with suppress(documents.NotAFeed):
                yield from _titles_of(documents.parse(body, url="https://feeds.example.com/", content_type=""))


def _titles_of(document: documents.FeedDocument) -> Iterator[tuple[str, str, str, str]]:
    for title in dict.fromkeys(item.title for item in document.items):
        if document.language and sum(map(str.isalpha, title)) >= LEAST_LETTERS:
            yield "feed's own", "title", _code(document.language), title


def _code(language: str) -> str:
    code = language.lower().replace("_", "-").partition("-")[0]
    return SAME.get(code, code)


def _bare_langdetect(text: str, _: str) -> str:
    try:
        return _code(langdetect(text))
    except LangDetectException:
        return ""


DETECTORS: Final[dict[str, Detector]] = {
    "langdetect": _bare_langdetect,
    "py3langid": lambda text, _: _code(classify(text)[0]),
    "ours": lambda text, _: text_language.detect(text),
    "ours, source known": lambda text, language: text_language.detect(text, prior=language),
    "ours, source misleads": lambda text, language: text_language.detect(
        text, prior="fr" if language == "en" else "en"
    ),
}

if __name__ == "__main__":
    sys.exit(main())
