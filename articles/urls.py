"""The readers' addresses. A source's slug comes last: the words above it are taken (no source may have them)."""

from datetime import date

from django.urls import path, register_converter

from articles.views import api, application, archive, feeds, image, reader, report, search, sitemaps, transparency


class Day:
    """A day in an address: 2026-03-01."""

    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, written: str) -> date:
        return date.fromisoformat(written)  # ValueError: the address is not ours

    def to_url(self, day: date) -> str:
        return day.isoformat()


register_converter(Day, "day")

_PICTURE = "image/<slug:picture_key>/<int:image_id>-<int:width>"

language_free = [
    path("", reader.home, name="home"),
    path("robots.txt", reader.robots, name="robots"),
    path("api/v1/", api.api.urls),
    path("manifest.webmanifest", application.manifest, name="manifest"),
    path("worker.js", application.worker, name="worker"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_of_pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_of_news"),
    path("sitemap-<day:day>.xml", sitemaps.of_day, name="sitemap_of_day"),
    path(f"{_PICTURE}.webp", image.image_file, {"form": "webp"}, name="image_file"),
    path(f"{_PICTURE}.<slug:form>", image.image_file, name="image_file"),
]

urlpatterns = [
    path("", reader.front_page, name="front_page"),
    path("feed.<slug:form>", feeds.newest, name="newest_feed"),
    path("in/<slug:code>/", reader.front_page_in, name="front_page_in"),
    path("in/<slug:code>/feed.<slug:form>", feeds.of_language, name="language_feed"),
    path("moderation/", transparency.transparency, name="transparency"),
    path("on/", archive.newest, name="newest_archive"),
    path("on/<day:day>/", archive.of_all, name="archive"),
    path("offline/", application.offline, name="offline"),
    path("sources/", reader.sources, name="sources"),
    path("search/", search.search_page, name="search"),
    path("search/feed.<slug:form>", feeds.of_search, name="search_feed"),
    path("ticker", reader.ticker, name="ticker"),
    path("image/<int:image_id>/report", report.report_image, name="report_image"),
    path("image/thanks", report.thanks, name="thanks"),
    path("<slug:slug>/", reader.source, name="source"),
    path("<slug:slug>/<day:day>/", archive.of_source, name="source_archive"),
    path("<slug:slug>/feed.<slug:form>", feeds.of_source, name="source_feed"),
    path("<slug:slug>/<int:article_id>/", reader.article, name="article"),
]
