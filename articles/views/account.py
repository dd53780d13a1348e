"""Readers with an account: they sign in, report images with the weight of what their earlier reports came to, and see
what that is. The only pages of readers' that have a cookie, which no other page sees (docs/decisions/0032)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.knowledge import reporters
from articles.models import ReaderRecord
from articles.views.report import report_of

_RIGHT: Final = "articles.report_image"


def is_reader(user: Any) -> bool:
    """Whether the account may report here, and nowhere more: who may do things in the admin signs in there, where the
    second factor is asked for."""
    return user.is_active and not (user.is_staff or user.is_superuser) and user.has_perm(_RIGHT)


def for_readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The others are asked to sign in, also who was a reader when the session began."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if is_reader(request.user):
            return view(request, *args, **named)
        return redirect_to_login(request.get_full_path(), reverse("account_login"))

    return guarded


@for_readers
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """What became of one's own reports, and what the next one weighs; no address names an account."""
    known = ReaderRecord.objects.filter(account=cast("User", request.user)).first()
    upheld, dismissed = (known.upheld, known.dismissed) if known else (0, 0)
    context = {
        "title": _("Your reports"),
        "upheld": upheld,
        "dismissed": dismissed,
        "judged": upheld + dismissed,
        "weight": reporters.reliability(upheld=upheld, dismissed=dismissed),
        "most": reporters.READER_WEIGHT,
        "missing": max(0, reporters.JUDGED_ENOUGH - upheld - dismissed),
    }
    return render(request, "account/record.html", context)


@for_readers
def report(request: HttpRequest, image_id: int) -> HttpResponse:
    """As anybody reports, with the same proofs, and with the reader's weight."""
    return report_of(request, image_id, account=cast("User", request.user))


class ReaderForm(AuthenticationForm):
    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not is_reader(user):
            raise ValidationError(
                _("This account does not report as a reader. Editors sign in at the desk."), code="no_reader"
            )


class Login(views.LoginView):
    form_class = ReaderForm
    template_name = "account/login.html"
    next_page = "account"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        desk = _desk(self.get_redirect_url())
        return super().get_context_data(title=_("Sign in to report"), desk=desk, **more)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Logout(views.LogoutView):
    next_page = "account_login"


@method_decorator(for_readers, name="dispatch")
class ChangePassword(views.PasswordChangeView):
    template_name = "account/password.html"
    title = _("Change your password")
    success_url = reverse_lazy("account")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _desk(wanted: str) -> str:
    """Where an editor does what the reader came for: the desk, or its page for reporting that image."""
    try:
        match = resolve(urlsplit(wanted).path)
    except Resolver404:
        return reverse("admin:index")
    is_report = match.url_name == "account_report"
    return reverse("admin:articles_image_report", kwargs=match.kwargs) if is_report else reverse("admin:index")
