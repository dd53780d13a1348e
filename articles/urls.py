"""The readers' addresses. A source's slug comes last: the words above it are taken (no source may have them)."""

from django.urls import path

from articles.views import image, reader, report

language_free = [
    path("", reader.home, name="home"),
    path("robots.txt", reader.robots, name="robots"),
    path("image/<slug:picture_key>/<int:image_id>-<int:width>.webp", image.image_file, name="image_file"),
]

urlpatterns = [
    path("", reader.front_page, name="front_page"),
    path("in/<slug:code>/", reader.front_page_in, name="front_page_in"),
    path("sources/", reader.sources, name="sources"),
    path("search/", reader.search_page, name="search"),
    path("ticker", reader.ticker, name="ticker"),
    path("image/<int:image_id>/report", report.report_image, name="report_image"),
    path("image/thanks", report.thanks, name="thanks"),
    path("<slug:slug>/", reader.source, name="source"),
    path("<slug:slug>/<int:article_id>/", reader.article, name="article"),
]
