"""The pages of the second factor: switching it on, being asked for it, switching it off."""

from contextlib import suppress
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from newsportal import sealing, verifying

_PAGES: Final = "admin/second_factor"


def page(request: HttpRequest) -> HttpResponse:
    """Whether it is on; the way to switch it on, or off again, and to new codes on paper."""
    user = cast("User", request.user)
    if verifying.device_of(user) is None:
        return _enrol(request, user)
    if verifying.missing(request):
        return redirect("second_factor_check")
    if request.method == "POST":
        return _change(request, user)
    return _shown(request, "on", left=verifying.codes_left(user), may_end=not verifying.must_have_one(user))


def check(request: HttpRequest) -> HttpResponse:
    """The question after the password."""
    if verifying.missing(request) != "check":
        return redirect("admin:index")
    problem = _problem_with_code(request) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect(_next(request))
    return _shown(request, "check", next=_next(request), problem=problem)


def _enrol(request: HttpRequest, user: User) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        with suppress(sealing.UnreadableError):  # then another device is begun
            if codes := verifying.confirm(request, request.POST.get("code", "")):
                return _shown(request, "codes", codes=codes)
        problem = _wrong()
    device = verifying.begin(user)
    is_must = verifying.must_have_one(user)
    secret = verifying.secret_of(device)
    return _shown(request, "enrol", qr=verifying.drawn(device), secret=secret, problem=problem, is_must=is_must)


def _change(request: HttpRequest, user: User) -> HttpResponse:
    """Both changes take a code: an unattended desk is no way around it."""
    may_end = not verifying.must_have_one(user)
    if problem := _problem_with_code(request):
        return _shown(request, "on", left=verifying.codes_left(user), may_end=may_end, problem=problem)
    if "end" in request.POST and may_end:
        verifying.end(request)
        return redirect("second_factor")
    return _shown(request, "codes", codes=verifying.renew_codes(user))


def _shown(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("Second factor"), **context}
    return render(request, f"{_PAGES}/{name}.html", context, status=422 if context.get("problem") else 200)


def _problem_with_code(request: HttpRequest) -> str:
    """What is wrong with the code that was sent; nothing ("") when it is good."""
    try:
        return "" if verifying.verify(request, request.POST.get("code", "")) else _wrong()
    except sealing.UnreadableError:
        return _("The portal cannot read your second factor. Ask an administrator: the log of the web server says why.")


def _wrong() -> str:
    """The same for a wrong code, one that was used already, and one too many."""
    return _("This code is not right, was used already, or there were too many. After five wrong ones wait 15 minutes.")


def _next(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is in the admin."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    index = reverse("admin:index")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(index)
    return wanted if is_ours else index
