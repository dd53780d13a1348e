"""The addresses of the whole site. Reader pages live under the interface language: /fr/, /ar/, /en/, /es/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from articles.urls import language_free
from feeds.views import websub
from newsportal import second_factor
from newsportal.health import healthz

handler404 = "articles.views.text.not_found"
handler500 = "newsportal.faults.broken"

urlpatterns = [
    *i18n_patterns(path("", include("articles.urls"))),  # first, since most requests are for a reader's page
    path("healthz", healthz, name="healthz"),
    path("admin/second-factor/", admin.site.admin_view(second_factor.page), name="second_factor"),
    path("admin/second-factor/check/", admin.site.admin_view(second_factor.check), name="second_factor_check"),
    path("admin/", admin.site.urls),
    re_path(r"^websub/(?P<token>[A-Za-z0-9_-]{43})\Z", websub, name="websub"),
    *language_free,
]
