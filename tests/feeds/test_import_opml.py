"""manage.py import_opml and export_opml: lists come in, and go out without loss."""

import io
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Source
from feeds import exchanging, ruling
from feeds.models import Feed
from feeds.pages.rules import Rules
from tests.factories import make_feed, make_host, make_source
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db


def listed(*outlines: str) -> str:
    return f'<opml version="2.0"><head/><body>\n{"\n".join(outlines)}\n</body></opml>'


def outline(name: str, url: str, home: str = "", **attributes: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<outline type="rss" text="{name}" xmlUrl="{url}" htmlUrl="{home}"{more}/>'


CHALLENGE = outline("Challenge", "https://www.challenge.ma/feed/", "https://www.challenge.ma/", language="fr-MA")
HESPRESS = outline("هسبريس", "https://www.hespress.com/feed", "https://www.hespress.com/", language="ar")


def imported(where: Path | str, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_opml", str(where), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "list.opml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_feeds_of_a_file_are_polled_from_now_on(write: Any) -> None:
    assert imported(write(listed(CHALLENGE, HESPRESS))) == (
        "imported 2 sources with 2 feeds; 0 were known; 0 skipped.\n"
    )
    assert set(Feed.objects.due().values_list("source__name", "source__language")) == {
        ("Challenge", "fr"),
        ("هسبريس", "ar"),
    }


def test_importing_twice_changes_nothing(write: Any) -> None:
    path = write(listed(CHALLENGE, HESPRESS))
    imported(path)
    Feed.objects.update(is_paused=True)
    assert imported(path) == "imported 0 sources with 0 feeds; 2 were known; 0 skipped.\n"
    assert Feed.objects.filter(is_paused=True).count() == 2


def test_two_outlines_of_one_home_page_are_one_source_with_two_feeds(write: Any) -> None:
    path = write(
        listed(CHALLENGE, outline("Challenge Éco", "https://www.challenge.ma/eco/feed", "https://challenge.ma"))
    )
    assert imported(path) == "imported 1 sources with 2 feeds; 0 were known; 0 skipped.\n"


def test_outlines_that_name_nothing_to_poll_are_reported_by_line_and_the_others_come(write: Any) -> None:
    bad = [
        outline("Ftp", "ftp://a.example/feed"),
        outline("Script", "javascript:alert(1)"),
        '<outline text="Nothing"/>',
    ]
    report = imported(write(listed(*bad, CHALLENGE)))
    assert report.splitlines() == [
        "imported 1 sources with 1 feeds; 0 were known; 3 skipped:",
        "  line 2: 'ftp://a.example/feed': 'ftp://a.example/feed' is no absolute http or https address",
        "  line 3: 'javascript:alert(1)': 'javascript:alert(1)' is no absolute http or https address",
        "  line 4: 'Nothing': it names no address",
    ]


def test_a_list_of_which_nothing_can_be_polled_is_an_error_that_names_the_setting(write: Any) -> None:
    path = write(listed(outline("Replay", "http://127.30.0.1:8810/feed.xml", "http://127.30.0.1:8810/")))
    with pytest.raises(CommandError, match="FETCH_ALLOW_NETWORKS"):
        imported(path)
    assert Source.objects.count() == 0


def test_loopback_addresses_come_when_the_setting_names_them(write: Any, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = ["127.30.0.0/16"]
    papers = [
        outline(f"paper {n}", f"http://127.30.0.{n}:8810/feed.xml", f"http://127.30.0.{n}:8810/") for n in (1, 2, 3)
    ]
    assert imported(write(listed(*papers))).startswith("imported 3 sources with 3 feeds")


def test_a_list_is_fetched_from_an_address_through_the_door(outside: Outside) -> None:
    outside.answers["/list.opml"] = Answer(body=listed(CHALLENGE).encode())
    assert imported(outside.url("/list.opml")).startswith("imported 1 sources with 1 feeds")


def test_a_list_on_a_loopback_address_is_refused_by_the_name_of_the_setting(outside: Outside, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    with pytest.raises(CommandError, match="FETCH_ALLOW_NETWORKS"):
        imported(outside.url("/list.opml"))
    assert outside.requests == []


def test_a_list_that_is_not_there_is_an_error_with_the_servers_answer(outside: Outside) -> None:
    with pytest.raises(CommandError, match="404"):
        imported(outside.url("/list.opml"))


def test_an_html_page_instead_of_a_list_is_named(outside: Outside) -> None:
    outside.answers["/"] = Answer(body=b"<!doctype html><html><body>Hello<br></body></html>")
    with pytest.raises(CommandError, match=r"/ is an HTML page, not OPML\. Download the OPML file itself"):
        imported(outside.url("/"))


def test_a_file_that_is_no_xml_or_not_there_is_named(write: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"list\.opml is plain text, not OPML"):
        imported(write("https://www.challenge.ma/feed/"))
    with pytest.raises(CommandError, match=r"missing\.opml cannot be read: No such file"):
        imported(tmp_path / "missing.opml")


def test_a_list_comes_from_standard_input_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(listed(CHALLENGE).encode())))
    assert imported("-").startswith("imported 1 sources with 1 feeds")


def test_the_policy_for_sources_of_which_the_list_says_none_is_chosen(write: Any) -> None:
    imported(write(listed(CHALLENGE)), policy="excerpt")
    assert Source.objects.get().display_policy == "excerpt"


def test_what_a_list_says_and_we_do_not_know_is_told_and_left_out(write: Any) -> None:
    own = 'xmlns:n="urn:newsportal:opml:1" n:timeZone="Mars/Olympus" n:section="gossip" n:country="uk"'
    report = imported(write(listed(CHALLENGE.replace("/>", f" {own}/>"))))
    assert "line 2: time zone 'Mars/Olympus' is unknown and left out" in report
    assert "line 2: country 'UK' is unknown and left out" in report
    assert Source.objects.values_list("time_zone", "section", "country").get() == ("UTC", "general", "")


def test_a_folder_named_like_a_section_is_the_section(write: Any) -> None:
    imported(write(listed(f'<outline text="Sport">{CHALLENGE}</outline>')))
    assert Source.objects.get().section == "sport"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class ImpatientTerminal(Terminal):
    """Whose user presses Ctrl-C when the second batch is through."""

    def write(self, text: str) -> int:
        if "2 of 4" in text:
            signal.raise_signal(signal.SIGINT)
        return super().write(text)


@pytest.fixture
def single(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanging, "BATCH", 1)


PAPERS = [outline(f"Paper {n}", f"https://p{n}.test/feed", f"https://p{n}.test/") for n in range(4)]


def test_a_terminal_sees_how_far_the_import_is_and_keeps_the_count(write: Any, single: None) -> None:
    terminal = Terminal()
    said = imported(write(listed(*PAPERS)), stderr=terminal)
    assert [f"{n} of 4" in terminal.getvalue() for n in range(6)] == [False, True, True, True, True, False]
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert said == "imported 4 sources with 4 feeds; 0 were known; 0 skipped.\n"


def test_a_pipe_sees_no_bar(write: Any, single: None) -> None:
    errors = io.StringIO()
    imported(write(listed(*PAPERS)), stderr=errors)
    assert errors.getvalue() == ""


def test_an_interrupted_import_keeps_what_it_has_and_goes_on_when_given_again(write: Any, single: None) -> None:
    path = write(listed(*PAPERS))
    with pytest.raises(CommandError, match="Interrupted after 2 of 4 feeds") as stopped:
        imported(path, stderr=ImpatientTerminal())
    assert stopped.value.returncode == 130
    assert "give the same command again" in str(stopped.value)
    assert Feed.objects.count() == 2
    assert imported(path) == "imported 2 sources with 2 feeds; 2 were known; 0 skipped.\n"


def test_sources_that_share_a_home_page_stay_two_in_small_batches(write: Any, single: None) -> None:
    own = ' xmlns:n="urn:newsportal:opml:1" n:slug="{}"/>'
    twins = [
        PAPERS[0].replace("/>", own.format("fr")),
        PAPERS[0].replace("/feed", "/ar").replace("/>", own.format("ar")),
    ]
    imported(write(listed(twins[0], PAPERS[1], twins[1])))
    assert set(Source.objects.values_list("slug", flat=True)) == {"fr", "ar", "paper-1"}


def test_failures_of_all_batches_are_named_at_the_end_in_the_order_of_the_list(write: Any, single: None) -> None:
    bad = [outline("Ftp", "ftp://a.example/feed"), PAPERS[0], outline("Gopher", "gopher://b.example/")]
    report = imported(write(listed(*bad))).splitlines()
    assert [line[:8] for line in report[1:]] == ["  line 2", "  line 4"]


def test_a_list_of_hundreds_takes_few_queries(write: Any, django_assert_max_num_queries: Any) -> None:
    papers = [outline(f"Paper {n}", f"https://p{n}.test/feed", f"https://p{n}.test/") for n in range(600)]
    with django_assert_max_num_queries(3 * 20):
        assert imported(write(listed(*papers))).startswith("imported 600 sources with 600 feeds")


def test_what_is_exported_comes_back_without_loss(tmp_path: Path) -> None:
    source = make_source(
        slug="challenge-hebdo",
        name="Challenge",
        home_url="https://www.challenge.ma/",
        alias_hosts=["m.challenge.ma", "challenge-news.test:8080"],
        language="es",
        time_zone="Asia/Tokyo",
        country="MA",
        section="economy",
        display_policy="excerpt",
        is_shown=False,
    )
    host = make_host("www.challenge.ma")
    make_feed(source=source, host=host, url="https://www.challenge.ma/feed/", title="À la une", is_paused=True)
    make_feed(source=source, host=host, url="https://www.challenge.ma/eco/feed/")
    make_feed(source=source, host=host, url="https://www.challenge.ma/", kind="listing", link_selector="h2 > a[href]")
    twin = make_source(slug="challenge-ar", name="تحدي", home_url="https://www.challenge.ma/", language="ar")
    make_feed(source=twin, host=host, url="https://www.challenge.ma/ar/feed/")
    kept = list(_rows())
    path = tmp_path / "ours.opml"
    call_command("export_opml", str(path), stdout=io.StringIO())
    Source.objects.all().delete()
    assert imported(path) == "imported 2 sources with 4 feeds; 0 were known; 0 skipped.\n"
    assert list(_rows()) == [
        (title or name, paused, url, slug, name, *rest) for title, paused, url, slug, name, *rest in kept
    ]


EXCHANGED = {
    "name": "Challenge",
    "slug": "challenge-hebdo",
    "home_url": "https://www.challenge.ma/",
    "alias_hosts": ["m.challenge.ma", "challenge-news.test:8080"],
    "language": "es",
    "country": "MA",
    "time_zone": "Asia/Tokyo",
    "section": "economy",
    "display_policy": "excerpt",
    "is_shown": False,
}
EXCHANGED_OF_FEED = {
    "url": "https://www.challenge.ma/eco",
    "kind": "listing",
    "link_selector": "h2 > a[href]",
    "title": "Éco",
    "is_paused": True,
}


def test_every_field_that_people_set_is_exchanged() -> None:
    """What is new here goes into the two tables above, and so into the round trip."""
    assert {*EXCHANGED} == {field.name for field in Source._meta.fields if field.editable} - {"id"}
    known = {"source", "next_poll_at"}  # the rows above, and when it is due: at once
    assert {*EXCHANGED_OF_FEED} == {field.name for field in Feed._meta.fields if field.editable} - {"id"} - known


@pytest.mark.parametrize("name", [*EXCHANGED, *EXCHANGED_OF_FEED])
def test_each_field_comes_back_as_it_went(name: str, tmp_path: Path) -> None:
    make_feed(source=make_source(**EXCHANGED), host=make_host("www.challenge.ma"), **EXCHANGED_OF_FEED)
    call_command("export_opml", str(tmp_path / "ours.opml"), stdout=io.StringIO())
    Source.objects.all().delete()
    imported(tmp_path / "ours.opml")
    feed = Feed.objects.select_related("source").get()
    assert getattr(feed.source if name in EXCHANGED else feed, name) == {**EXCHANGED, **EXCHANGED_OF_FEED}[name]


def test_the_rules_for_a_source_s_pages_come_back_as_they_went(tmp_path: Path) -> None:
    rules = Rules(body='.texte > p, [data-x="é"]', title="h1", drop=(".promo, .pub", "aside a"))
    feed = make_feed(source=make_source(**EXCHANGED), host=make_host("www.challenge.ma"), **EXCHANGED_OF_FEED)
    make_feed(source=feed.source, host=feed.host)
    ruling.give_rules(source=feed.source, rules=rules)
    call_command("export_opml", str(tmp_path / "ours.opml"), stdout=io.StringIO())
    Source.objects.all().delete()
    imported(tmp_path / "ours.opml")
    assert ruling.rules_of(Source.objects.get().pk) == rules


def test_rules_for_pages_that_make_no_sense_are_left_out_with_a_remark(write: Any) -> None:
    given = """xmlns:n="urn:newsportal:opml:1" n:pageRules='{"body": "p::text"}'"""
    report = imported(write(listed(CHALLENGE.replace("/>", f" {given}/>"))))
    assert "line 2: the rule for body: 'p::text' is no CSS selector that can be used" in report
    assert "they are left out" in report
    assert ruling.rules_of(Source.objects.get().pk) == Rules()


def test_a_host_that_is_none_is_left_out_with_a_remark(write: Any) -> None:
    own = 'xmlns:n="urn:newsportal:opml:1" n:hosts="m.challenge.ma https://no.test/"'
    report = imported(write(listed(CHALLENGE.replace("/>", f" {own}/>"))))
    assert "line 2: 'https://no.test/' is no host name and left out" in report
    assert Source.objects.get().alias_hosts == ["m.challenge.ma"]


def test_a_kind_and_a_selector_that_make_no_sense_are_left_out_with_a_remark(write: Any) -> None:
    given = 'xmlns:n="urn:newsportal:opml:1" n:kind="podcast" n:linkSelector="h2 >"'
    said = imported(write(f'<opml><body><outline text="A" xmlUrl="http://a.test/" {given}/></body></opml>'))
    assert "kind 'podcast' is unknown and left out" in said
    assert "'h2 >' is no CSS selector" in said
    assert Feed.objects.values_list("kind", "link_selector").get() == ("feed", "")


def _rows() -> Any:
    return Feed.objects.order_by("url").values_list(
        "title",
        "is_paused",
        "url",
        "source__slug",
        "source__name",
        "source__home_url",
        "source__alias_hosts",
        "source__language",
        "source__country",
        "source__time_zone",
        "source__section",
        "source__display_policy",
        "source__is_shown",
        "kind",
        "link_selector",
    )


def test_the_export_goes_to_standard_output_without_a_path() -> None:
    make_feed(url="https://www.challenge.ma/feed/")
    out = io.StringIO()
    call_command("export_opml", stdout=out)
    assert out.getvalue().startswith("<?xml")
    assert 'xmlUrl="https://www.challenge.ma/feed/"' in out.getvalue()


def test_an_export_into_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_opml", str(tmp_path / "missing" / "ours.opml"))
