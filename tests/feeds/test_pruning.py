"""What rests, and what goes, by the hourly and the minutely task."""

import pytest

from articles.models import CaseVerdict
from feeds.models import Feed
from feeds.pruning import rest_withdrawn
from newsportal.tasks import notify
from tests.articles.cases import decide, make_case
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db


def test_the_feeds_of_a_withdrawn_source_rest() -> None:
    withdrawn, hidden, shown = make_source(), make_source(is_shown=False), make_source()
    feeds = {source: make_feed(source=source) for source in (withdrawn, hidden, shown)}
    case = make_case(source=withdrawn, is_of_source=True)
    decide(case, CaseVerdict.SOURCE_NONE)
    notify()
    assert list(Feed.objects.filter(is_paused=True)) == [feeds[withdrawn]]
    assert rest_withdrawn() == 0


def test_who_shows_a_withdrawn_source_again_resumes_its_feeds_for_good() -> None:
    source = make_source()
    feed = make_feed(source=source)
    case = make_case(source=source, is_of_source=True)
    decide(case, CaseVerdict.SOURCE_NONE)
    rest_withdrawn()
    decide(case, CaseVerdict.SOURCE_EXCERPT)
    Feed.objects.filter(pk=feed.pk).update(is_paused=False)
    assert rest_withdrawn() == 0
