"""Why the next poll comes when it comes, in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from feeds.knowledge.explanation import in_words, span
from feeds.knowledge.reasons import Reason, Rule

HOUR_AND_A_HALF = timedelta(minutes=90)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("language", ["en", "fr", "ar", "es"])
def test_every_rule_has_its_sentence_in_every_language(rule: Rule, language: str) -> None:
    with translation.override("en"):
        english = in_words(Reason(rule=rule, lasting=HOUR_AND_A_HALF, count=3, of=20))
    with translation.override(language):
        words = in_words(Reason(rule=rule, lasting=HOUR_AND_A_HALF, count=3, of=20))
    assert words.endswith(".")
    assert "%" not in words
    assert (words == english) == (language == "en")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(rule=Rule.NEWS, lasting=HOUR_AND_A_HALF, count=1, of=20), "Of 20 items 1 was new: 1 hour, 30 minutes."),
        (Reason(rule=Rule.NEWS, lasting=HOUR_AND_A_HALF), "Nothing was new: 1 hour, 30 minutes."),
        (
            Reason(rule=Rule.FAILURES, lasting=timedelta(minutes=15), count=1),
            "It failed 1 time: tried again after 15 m",
        ),
        (Reason(rule=Rule.BYTES, lasting=HOUR_AND_A_HALF, count=10), "It brought 10 megabytes; such polls are spread"),
        (Reason(rule=Rule.JITTER, lasting=timedelta(seconds=-40)), "Chance takes off 40 seconds"),
        (Reason(rule=Rule.JITTER, lasting=timedelta(seconds=40)), "Chance adds 40 seconds"),
    ],
)
def test_a_sentence_says_what_was_counted(reason: Reason, words: str) -> None:
    with translation.override("en"):
        assert in_words(reason).replace("\xa0", " ").startswith(words)


def test_a_time_is_told_in_its_largest_unit() -> None:
    with translation.override("en"):
        told = [
            span(each).replace("\xa0", " ") for each in (timedelta(seconds=-5), timedelta(seconds=59), HOUR_AND_A_HALF)
        ]
    assert told == ["0 seconds", "59 seconds", "1 hour"]
