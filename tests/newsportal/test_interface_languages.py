"""What readers and editors are told, they are told in their language: the pages under the catalogs as they are now."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.auth.models import Group, User
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from articles.knowledge.languages import LANGUAGES as LANGUAGES_OF_ARTICLES
from articles.models import Article, ImageReport, ModerationDecision, Reason, Verdict
from articles.templatetags.articles import WAYS_TO_SHARE
from feeds.models import Poll, PollOutcome
from tests.factories import make_article, make_entry, make_feed, make_image, make_source
from tests.newsportal.catalogs import COMPILING, FOREIGN, OFFERED, PATHS, sentences

LATIN: Final = re.compile(r"[A-Za-z]{2,}")
READ_ATTRIBUTES: Final = frozenset({"alt", "aria-label", "data-pause", "data-play", "placeholder", "title"})
NO_WORDS: Final = frozenset({"script", "style", "code", "kbd"})  # code, what is typed, keys
VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
OWN_NAMES: Final = {
    "search",  # the picture beside Django's own search field, in English everywhere
    *(known.name.lower() for known in LANGUAGES_OF_ARTICLES.values()),
}
THANKS: Final = (
    "Merci d'avoir signalé! Cette image sera automatiquement bloquée après qu'elle soit signalée par plusieurs"
    " personnes."
)


class Page(HTMLParser):
    """What a page says, and in which language: each text, and each attribute that people read or hear."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._said: list[tuple[str, str]] = []  # (language, text)
        self._open: list[tuple[str, str]] = []  # (tag, language)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        language = known.get("lang") or (self._open[-1][1] if self._open else "")
        read = READ_ATTRIBUTES | ({"content"} if known.get("name") == "description" else set())
        self._said += [(language, value) for name, value in known.items() if name in read and value]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _language in self._open}:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1] if self._open else ("", "")
        if data.strip() and tag not in NO_WORDS:
            self._said.append((language, " ".join(data.split())))

    @property
    def text(self) -> str:
        return " ".join(text for _language, text in self._said)

    def said_in(self, language: str) -> list[str]:
        return [text for spoken, text in self._said if spoken == language]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    for language, path in PATHS.items():
        target = folder / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True)
        COMPILING["store"](COMPILING["compiled"](path), target)
    return folder


@pytest.fixture(autouse=True)
def spoken(settings: Any, compiled: Path) -> None:
    """The catalogs as they are now, whether they were compiled since or not."""
    settings.LOCALE_PATHS = [compiled]
    settings.SITE_NAME = "البوابة"


@pytest.fixture
def challenge() -> Article:
    source = make_source(name="Challenge", slug="challenge")
    return make_article(source=source, image=make_image(), published_at="2025-03-27T12:00:00Z")


@pytest.mark.parametrize("language", OFFERED)
def test_django_speaks_the_sentences_of_the_catalog(language: str) -> None:
    expected = {(one.context, str(one.id)): one.string for one in sentences(language) if not one.pluralizable}
    assert len(expected) > 150
    with translation.override(language):
        heard = {
            (context, known): translation.pgettext(context, known) if context else translation.gettext(known)
            for context, known in expected
        }
    assert heard == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", {1: "1 image attend", 2: "2 images attendent", 5: "5 images", 15: "15 images", 100: "100 images"}),
        ("ar", {1: "صورة واحدة", 2: "صورتان", 5: "5 صور ", 15: "15 صورة", 100: "100 صورة"}),
        ("en", {1: "1 image needs", 2: "2 images need", 5: "5 images", 15: "15 images", 100: "100 images"}),
        (
            "es",
            {1: "1 imagen espera", 2: "2 imágenes esperan", 5: "5 imágenes", 15: "15 imágenes", 100: "100 imágenes"},
        ),
    ],
)
def test_a_number_takes_the_plural_of_its_language(language: str, words: dict[int, str]) -> None:
    one, many = "%(waiting)s image needs a decision", "%(waiting)s images need a decision"
    with translation.override(language):
        said = {number: translation.ngettext(one, many, number) % {"waiting": number} for number in words}
    assert {number: text for number, text in said.items() if not text.startswith(words[number])} == {}


@pytest.mark.django_db
def test_a_french_reader_is_told_what_such_pages_say(client: Client, challenge: Article) -> None:
    page = Page(client.get(f"/fr/challenge/{challenge.pk}/").text).text
    assert "Publié dans Challenge le 27 - 03 - 2025" in page
    assert "Signaler cette image" in page
    assert "Cliquez ici pour lire l'article depuis sa source." in page
    assert THANKS in Page(client.get("/fr/image/thanks").text).text


@pytest.mark.django_db
def test_an_arabic_reader_is_told_the_same(client: Client, challenge: Article) -> None:
    page = Page(client.get(f"/ar/challenge/{challenge.pk}/").text).text
    assert "نشر في Challenge يوم 27 - 03 - 2025" in page
    assert "بلّغ عن هذه الصورة" in page
    assert "اضغط هنا لقراءة الخبر من مصدره." in page


@pytest.mark.django_db
def test_no_page_for_arabic_readers_says_a_word_in_latin_letters() -> None:
    pages = [*empty_pages("ar"), *full_pages("ar", arabic_article())]
    assert min(len(page.said_in("ar")) for page in pages) > 2
    said = {text for page in pages for text in page.said_in("ar")}
    names = [
        "Atom",
        "JSON Feed",
        "OR",
        *(name for name in WAYS_TO_SHARE if len(name) > 1),
        *(known.name for known in LANGUAGES_OF_ARTICLES.values()),
    ]  # in titles, and as they are typed
    own_names = re.compile("|".join(names))
    assert {text for text in said if LATIN.search(own_names.sub("", text))} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_said_in_english_that_the_catalog_can_say(language: str, admin_client: Client) -> None:
    english = {label(str(one.id)) for one in sentences(language) if one.string != one.id}
    article = arabic_article()
    pages = [*full_pages(language, article), *admin_pages(language, admin_client, article)]
    said = {text for page in pages for text in page.said_in(language)}
    assert len(said) > 200
    assert {text for text in said if label(text) in english - OWN_NAMES} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "outcome", "rule"),
    [
        ("fr", "freiné par le serveur", "automatique (personnes : 3, réseaux : 2, poids : 3.0 sur 3.0)"),
        ("ar", "طلب الخادم التمهل", "تلقائي (الأشخاص: 3، الشبكات: 2، الوزن: 3.0 من 3.0)"),
        ("es", "frenado por el servidor", "automático (personas: 3, redes: 2, peso: 3.0 de 3.0)"),
    ],
)
def test_what_is_kept_in_english_is_shown_in_the_language_of_the_editor(
    language: str, outcome: str, rule: str, admin_client: Client
) -> None:
    text = " ".join(page.text for page in admin_pages(language, admin_client, arabic_article())).replace("\xa0", " ")
    assert outcome in text
    assert rule in text
    assert "rate limited" not in text
    assert "automatic:" not in text


@pytest.mark.django_db
def test_an_arabic_form_takes_no_word_from_the_french_one(admin_client: Client) -> None:
    page = Page(admin_client.get("/admin/articles/source/add/", headers={"Accept-Language": "ar"}).text)
    assert "- اختر -" in page.said_in("ar")


def label(text: str) -> str:
    """Django writes the same words with a capital, or with a colon."""
    return text.lower().rstrip(": \u00a0")


def arabic_article() -> Article:
    """The newest of more than fit on a page of a source; each has everything that a page can show of one."""
    source = make_source(
        name="جريدة", slug="jarida", language="ar", country="MA", home_url="https://1.2/", section="sport"
    )
    shown: dict[str, Any] = {"body_html": "<p>نص</p>", "lead": "مقدمة", "authors": ["كاتب", "كاتبة"]}
    shown["pointers"] = [{"title": "خبر آخر", "url": "https://1.2/3"}]
    articles = [
        make_article(source=source, language="ar", title=f"خبر {number}", image=make_image(), **shown)
        for number in range(32)
    ]
    return articles[-1]


LISTS: Final = ("", "in/ar/", "in/fr/", "sources/", "search/", "image/thanks", "lost/")


def empty_pages(language: str) -> Iterator[Page]:
    """What readers see before the first headline came."""
    client = Client()
    for address in [*LISTS, "search/?q=%D8%AE%D8%A8%D8%B1"]:
        yield Page(client.get(f"/{language}/{address}").text)


def full_pages(language: str, article: Article) -> Iterator[Page]:
    """Every kind of page that readers see, those about mistakes included."""
    client, query = Client(), f"?article={article.pk}"
    report = f"/{language}/image/{article.image_id}/report{query}"
    own = [f"jarida/{article.pk}/", "jarida/", f"image/thanks{query}"]
    for address in [*LISTS, *own, "search/?q=%D8%AE%D8%A8%D8%B1", "search/?q=%22"]:
        yield Page(client.get(f"/{language}/{address}").text)
    yield Page(client.get(report).text)
    yield Page(client.post(report, {"reason": "other"}, headers={"Origin": "null"}).text)
    yield Page(client.post(report, {"reason": "other"}, headers={"Origin": "http://testserver"}).text)
    with translation.override(language):
        yield Page(render_to_string("500.html"))


def admin_pages(language: str, client: Client, article: Article) -> Iterator[Page]:
    """The list and the page of every kind of row, in the language that the browser asks for."""
    feed = make_feed(source=article.source, last_outcome="failed", last_detail="status: the server answers 500")
    entry = make_entry(feed=feed, article=article, detail="status: the server answers 500")
    Poll.objects.bulk_create(Poll(feed=feed, outcome=outcome) for outcome in PollOutcome)
    assert article.image is not None
    ImageReport.objects.create(
        image=article.image, person_key="p", network_key="n", reason=Reason.WRONG, details="كلمة"
    )
    rule = "automatic: 3 persons from 2 networks, weight 3.0 of 3.0"
    decision = ModerationDecision.objects.create(image=article.image, verdict=Verdict.BLOCK, rule=rule)
    rows = {
        "articles/article": article.pk,
        "articles/moderationdecision": decision.pk,
        "articles/image": article.image_id,
        "articles/source": feed.source_id,
        "feeds/feed": feed.pk,
        "feeds/host": feed.host_id,
        "feeds/entry": entry.pk,
        "auth/user": User.objects.get(username="admin").pk,
        "auth/group": Group.objects.create(name="كتّاب").pk,
    }
    lists = [f"{kind}/" for kind in rows]
    forms = [*(f"{kind}/{row}/change/" for kind, row in rows.items()), "articles/source/add/", "feeds/feed/add/"]
    for address in ["", *lists, "articles/image/?queue=all", *forms]:
        response = client.get(f"/admin/{address}", headers={"Accept-Language": language})
        assert response.status_code == 200, address
        yield Page(response.text)
