"""Which of two readings stays, and whether a page is worth another one."""

from feeds.knowledge.text_quality import LOW, Text, better, is_worth_another

POOR = Text(length=900, quality=LOW - 0.3)
GOOD = Text(length=900, quality=LOW + 0.1)
NONE = Text(length=0, quality=0.0)


def test_a_first_reading_stays_whatever_it_found() -> None:
    assert better(NONE, None) is NONE


def test_a_better_reading_replaces_a_poor_one_and_never_the_other_way_round() -> None:
    assert better(GOOD, POOR) is GOOD
    assert better(POOR, GOOD) is GOOD
    assert better(NONE, POOR) is POOR


def test_a_text_that_its_page_corrected_replaces_one_that_was_as_good() -> None:
    corrected = Text(length=950, quality=POOR.quality)
    assert better(corrected, POOR) is corrected


def test_what_became_a_matter_of_money_replaces_no_whole_text() -> None:
    sold = Text(length=300, quality=1.0, is_partial=True)
    assert better(sold, POOR) is POOR
    assert better(sold, NONE) is sold
    assert better(POOR, sold) is sold  # a worse text is no better for being whole
    assert better(GOOD, Text(length=300, quality=LOW, is_partial=True)) is GOOD


def test_an_editor_s_rule_has_the_last_word() -> None:
    ruled = Text(length=200, quality=0.6, is_ruled=True)
    assert better(ruled, GOOD) is ruled


def test_poor_and_missing_texts_are_worth_another_reading() -> None:
    assert [is_worth_another(each, shown=0) for each in (POOR, NONE, GOOD)] == [True, True, False]


def test_what_is_for_sale_is_not_asked_for_again() -> None:
    assert not is_worth_another(Text(length=300, quality=0.4, is_partial=True), shown=0)


def test_a_page_without_text_is_left_alone_when_the_feed_gave_it() -> None:
    assert not is_worth_another(NONE, shown=2_000)
