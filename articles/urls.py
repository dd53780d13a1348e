"""The readers' addresses. A source's slug comes last: the words above it are taken (no source may have them), and none
of them stands before a number alone."""

from datetime import date

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from articles import text_only
from articles.knowledge import editions, page_keys
from articles.knowledge.author_names import author_key
from articles.knowledge.editions import Edition
from articles.models import Requester
from articles.offering import SECTIONS
from articles.views import (
    account,
    api,
    application,
    archive,
    author,
    embed,
    feeds,
    front,
    image,
    reader,
    report,
    search,
    sitemaps,
    takedown,
    text,
    transparency,
)


class Day:
    """A day in an address: 2026-03-01."""

    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, written: str) -> date:
        """ValueError, and the address is not ours: no such day, or one on which no article can be."""
        day = date.fromisoformat(written)
        if not page_keys.FIRST_YEAR <= day.year < page_keys.LAST_YEAR:
            raise ValueError(written)
        return day

    def to_url(self, day: date) -> str:
        return day.isoformat()


class FeedForm(StringConverter):
    """The form of a feed, by the end of its address."""

    regex = "|".join(feeds.FORMS)


class EditionForm:
    """The languages and countries that a reader chose, as a beginning of an address; also the empty one, of all."""

    regex = editions.ADDRESS

    def to_python(self, written: str) -> Edition:
        return editions.read(written)

    def to_url(self, edition: Edition) -> str:
        return str(edition)


class SectionName(StringConverter):
    """A section that has a page."""

    regex = "|".join(SECTIONS)


class AuthorName:
    """An author's name, however it is written; its own spelling is the key (author_names.py)."""

    regex = "[^/]{1,300}"

    def to_python(self, written: str) -> str:
        """ValueError, and the address is not ours: nothing of it is a name."""
        key = author_key(written)
        if not key:
            raise ValueError(written)
        return key

    def to_url(self, name: str) -> str:
        return author_key(name)


class Asking:
    """Who asks to have something taken down."""

    regex = "|".join(Requester.values)

    def to_python(self, written: str) -> Requester:
        return Requester(written)

    def to_url(self, requester: str) -> str:
        return requester


class Token(StringConverter):
    """What a link to confirm a request ends with (`taking_down.link_token`)."""

    regex = r"\d{1,18}:[A-Za-z0-9_-]{43}"


register_converter(AuthorName, "author")
register_converter(Day, "day")
register_converter(Asking, "asking")
register_converter(Token, "token")
register_converter(EditionForm, "edition")
register_converter(FeedForm, "feed")
register_converter(SectionName, "section")

language_free = [
    path("", reader.home, name="home"),
    path("robots.txt", reader.robots, name="robots"),
    path(".well-known/security.txt", reader.security_txt, name="security_txt"),
    path("api/v1/", api.api.urls),
    path("manifest.webmanifest", application.manifest, name="manifest"),
    path("worker.js", application.worker, name="worker"),
    path("taken-away.json", application.taken_away, name="taken_away"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_of_pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_of_news"),
    path("sitemap-<day:day>.xml", sitemaps.of_day, name="sitemap_of_day"),
    path("image/<slug:picture_key>/<int:image_id>-<int:width>.<slug:form>", image.image_file, name="image_file"),
]

# An article comes first, since most requests are for one: Django tells of each page which addresses it is not, too.
pages_of_text = [
    path("<slug:slug>/<int:article_id>/", text.article, name="article"),
    path("", text.front_page, name="front_page"),
    path("<edition:edition>", text.front_page, name="front_page"),
    path("<edition:edition>section/<section:section>/", text.front_page, name="section"),
    path("edition/", text.choose, name="choose_edition"),
    path("edition/<section:section>/", text.choose, name="choose_edition"),
    path("on/", text.newest_day, name="newest_archive"),
    path("on/<day:day>/", text.of_day, name="archive"),
    path("sources/", text.sources, name="sources"),
    path("search/", text.search_page, name="search"),
    path("<edition:edition>search/", text.search_page, name="search"),
    path("<slug:slug>/", text.source, name="source"),
    path("<slug:slug>/<day:day>/", text.of_day, name="source_archive"),
    path("<slug:slug>/author/<author:key>/", text.author, name="author"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/<int:article_id>/", reader.article, name="article"),
    path("", front.front_page, name="front_page"),
    path("feed.<feed:form>", feeds.newest, name="newest_feed"),
    path("ticker", front.ticker, name="ticker"),
    path("edition/", front.choose, name="choose_edition"),
    path("edition/<section:section>/", front.choose, name="choose_edition"),
    path("<edition:edition>", front.front_page, name="front_page"),
    path("<edition:edition>feed.<feed:form>", feeds.newest, name="newest_feed"),
    path("<edition:edition>ticker", front.ticker, name="ticker"),
    path("<edition:edition>section/<section:section>/", front.front_page, name="section"),
    path("<edition:edition>section/<section:section>/feed.<feed:form>", feeds.newest, name="section_feed"),
    path("account/", account.record, name="account"),
    path("account/login/", account.Login.as_view(), name="account_login"),
    path("account/logout/", account.Logout.as_view(), name="account_logout"),
    path("account/password/", account.ChangePassword.as_view(), name="account_password"),
    path("account/image/<int:image_id>/report", account.report, name="account_report"),
    path("moderation/", transparency.transparency, name="transparency"),
    path("embed/", embed.guide, name="embed"),
    path("embed/ticker", embed.ticker, name="embed_ticker"),
    path("embed/items", embed.items, name="embed_items"),
    path("moderation/publishers/", takedown.for_publishers, name="for_publishers"),
    path("moderation/article/<int:article_id>/", takedown.choose, name="takedown"),
    path(
        "moderation/<asking:requester>/article/<int:article_id>/", takedown.ask_about_article, name="takedown_article"
    ),
    path("moderation/publisher/source/<slug:slug>/", takedown.ask_about_source, name="takedown_source"),
    path("moderation/sent/", takedown.sent, name="takedown_sent"),
    path("moderation/confirm/<token:token>/", takedown.confirm, name="takedown_confirm"),
    path("moderation/confirmed/", takedown.confirmed, name="takedown_confirmed"),
    path("on/", archive.newest, name="newest_archive"),
    path("on/<day:day>/", archive.of_day, name="archive"),
    path("offline/", application.offline, name="offline"),
    path("sources/", reader.sources, name="sources"),
    path("search/", search.search_page, name="search"),
    path("search/edition/", search.choose, name="choose_search"),
    path("<edition:edition>search/", search.search_page, name="search"),
    path("<edition:edition>search/feed.<feed:form>", feeds.of_search, name="search_feed"),
    path(f"{text_only.NAMESPACE}/", include((pages_of_text, text_only.NAMESPACE))),
    path("image/<int:image_id>/report", report.report_image, name="report_image"),
    path("image/thanks", report.thanks, name="thanks"),
    path("<slug:slug>/", reader.source, name="source"),
    path("<slug:slug>/<day:day>/", archive.of_day, name="source_archive"),
    path("<slug:slug>/feed.<feed:form>", feeds.of_source, name="source_feed"),
    path("<slug:slug>/author/<author:key>/", author.author, name="author"),
    path("<slug:slug>/author/<author:key>/feed.<feed:form>", feeds.of_author, name="author_feed"),
]
