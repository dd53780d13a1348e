"""What newspapers write now and then: one word, a book, a title without an end. On the narrowest screen, which is also
a desk's at 400 %, nothing makes a page wider than the window (WCAG 1.4.10)."""

from typing import Any, Final

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from articles.models import Article, RelatedArticles
from articles.search.indexing import index
from tests.factories import make_article, make_image, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW: Final[ViewportSize] = {"width": 320, "height": 256}
LONGEST: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 6
TABLE: Final = f"<table><tr>{'<th>Une colonne</th>' * 14}</tr><tr>{'<td>123 456 789</td>' * 14}</tr></table>"
EXTREMES: Final[dict[str, dict[str, Any]]] = {
    "one word": {"title": "Non", "body_html": "<p>Oui.</p>"},
    "twenty thousand words": {"title": "Un livre", "body_html": f"<p>{'mot ' * 200}</p>" * 100},
    "a title without spaces": {"title": LONGEST, "lead": LONGEST, "authors": [LONGEST[:190]], "language": "de"},
    "an arabic title without spaces": {"title": "قنيطرة" * 80, "lead": "قنيطرة" * 80, "language": "ar"},
    "chinese": {"title": "基尼特拉港" * 60, "body_html": f"<p>{'基尼特拉港' * 400}</p>", "language": "zh"},
    "mixed scripts": {
        "title": "ميناء Kénitra (2026) — ⵇⵏⵉⵟⵔⴰ 港 !؟",
        "lead": "«OCP» قال: 12,5 % de plus…",
        "language": "ar",
    },
    "a missing picture": {"title": "Sans image", "image_alt": "Le port " * 35},
    "wide things": {
        "title": "Un tableau",
        "body_html": f"{TABLE}<pre>{'x' * 400}</pre><p>https://x.test/{'a' * 300}</p><ul><li>{LONGEST}</li></ul>",
    },
}


@pytest.fixture(params=EXTREMES)
def extreme(request: Any) -> Article:
    source = make_source(slug="challenge", name="Challenge", language="fr")
    values = {"published_at": timezone.now(), "image": make_image(), "source": source, **EXTREMES[request.param]}
    article = make_article(**{"body_text": values.get("body_html", ""), **values})
    twin = make_article(**{**values, "title": f"{values['title'][:490]} 2"})
    RelatedArticles.objects.create(article=article, others=[twin.pk])
    index([twin])
    return article


def addresses(article: Article, language: str) -> list[str]:
    places = [
        *("", "challenge/", f"challenge/{article.pk}/", f"search/?q={article.title[:100]}", "sources/"),
        *("text/", f"text/challenge/{article.pk}/", "text/search/?q=zzzz"),
    ]
    return [f"/{language}/{place}" for place in places]


def overflow(page: Page) -> Any:
    """What stands beyond the window's edge, outside boxes that scroll by themselves."""
    return page.evaluate("""() => {
        const scrolls = (element) => element && (getComputedStyle(element).overflowX !== "visible" ||
            scrolls(element.parentElement));
        const wide = [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(element.parentElement);
        });
        return [document.documentElement.scrollWidth, wide.map((element) => element.outerHTML.slice(0, 90))];
    }""")


def test_no_page_is_wider_than_the_narrowest_window(window: Page, live_server: Any, extreme: Article) -> None:
    window.set_viewport_size(NARROW)
    for address in [*addresses(extreme, "fr"), *addresses(extreme, "ar")]:
        window.goto(f"{live_server.url}{address}")
        assert (address, overflow(window)) == (address, [320, []])


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_language_more_of_the_interface_makes_no_page_wider(
    window: Page, live_server: Any, settings: Any, language: str
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ"), ("de", "Deutsch")]
    make_article()
    window.set_viewport_size(NARROW)
    window.goto(f"{live_server.url}/{language}/")
    expect(window.locator(".interface-menu a")).to_have_count(6)
    assert overflow(window) == [320, []]


def test_the_reader_of_a_long_text_is_told_how_long(window: Page, live_server: Any) -> None:
    source = make_source(slug="challenge")
    article = make_article(source=source, body_html="<p>mot</p>", body_text="mot " * 20_000)
    window.goto(f"{live_server.url}/ar/challenge/{article.pk}/")
    assert "103 دقائق للقراءة" in window.inner_text(".story__facts")


def test_what_needs_a_script_to_share_is_there_with_one(window: Page, live_server: Any, complaints: list[str]) -> None:
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    article = make_article(source=make_source(slug="challenge"), title="Le port & la gare")
    address = f"{live_server.url}/en/challenge/{article.pk}/"
    window.goto(address)
    mail, whatsapp = (window.get_attribute(f".share a >> text={name}", "href") for name in ("E-mail", "WhatsApp"))
    assert str(mail).startswith("mailto:?subject=Le%20port%20%26%20la%20gare&body=http%3A%2F%2Flocalhost")
    assert "Le%20port%20%26%20la%20gare%20http%3A%2F%2F" in str(whatsapp)
    window.click("text=Copy the link")
    window.wait_for_selector("text=Copied")
    assert window.evaluate("navigator.clipboard.readText()") == address
    assert complaints == []


@pytest.mark.parametrize(
    "clipboard", ["{ writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }", "undefined"]
)
def test_a_link_that_may_not_be_copied_is_shown_and_chosen(
    window: Page, live_server: Any, complaints: list[str], clipboard: str
) -> None:
    window.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{ get: () => ({clipboard}) }})")
    article = make_article(source=make_source(slug="challenge"))
    address = f"{live_server.url}/en/challenge/{article.pk}/"
    window.goto(address)
    for _ in range(2):
        window.click("text=Copy the link")
        field = window.get_by_label("Here is the link")
        expect(field).to_have_value(address)
        expect(field).to_be_focused()
    assert window.evaluate("getSelection().toString()") == address
    assert complaints == []


def test_on_paper_stand_the_article_and_where_it_comes_from(window: Page, live_server: Any) -> None:
    source = make_source(slug="challenge")
    article = make_article(source=source, body_html="<p>Les grues.</p>", body_text="Les grues.")
    RelatedArticles.objects.create(article=article, others=[make_article(source=source).pk])
    window.set_viewport_size({"width": 640, "height": 900})  # A4 without its margins
    window.goto(f"{live_server.url}/fr/challenge/{article.pk}/")
    window.emulate_media(media="print")
    for shown in (".nameplate", ".story__title", ".story__published", ".prose", ".story__origin"):
        expect(window.locator(shown)).to_be_visible()
    for hidden in (".share", ".beside", ".neighbours", ".theme-button", ".masthead__bar", ".footer", ".ticker"):
        expect(window.locator(hidden)).to_be_hidden()
    expect(window.locator(".nameplate")).to_have_js_property("offsetWidth", 640)
    address = window.locator(".story__origin a").evaluate("element => getComputedStyle(element, '::after').content")
    assert article.canonical_url in address


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_wider_than_the_paper(window: Page, live_server: Any, language: str) -> None:
    """Neither what reaches beyond a link for the finger, on either side, nor a table of many columns."""
    source = make_source(slug="challenge")
    make_article(source=source, title="ميناء القنيطرة", language="ar")
    article = make_article(source=source, title="Un tableau", body_html=TABLE, body_text="12")
    window.set_viewport_size({"width": 642, "height": 900})  # A4 without its margins
    window.emulate_media(media="print")
    for place in ("", f"challenge/{article.pk}/"):
        window.goto(f"{live_server.url}/{language}/{place}")
        assert window.evaluate("document.documentElement.scrollWidth") == 642


def test_a_reader_s_own_colours_leave_to_be_seen_where_one_is(window: Page, live_server: Any) -> None:
    index([make_article(source=make_source(slug="challenge"), title="Le port", published_at=timezone.now())])
    window.emulate_media(forced_colors="active")
    places = {"": ".sections-menu [aria-current]", "on/": ".calendar [aria-current]", "search/?q=port": "mark"}
    for place, marked in places.items():
        window.goto(f"{live_server.url}/fr/{place}")
        expect(window.locator(marked).first).to_have_css("text-decoration-line", "underline")
