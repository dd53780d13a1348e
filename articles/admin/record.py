"""A known reader's own record: what became of their reports, and what the next one weighs. Nothing about others."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import reporters
from articles.models import ReaderRecord


def record(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Of whoever is signed in, and of nobody else: no address names an account."""
    known = ReaderRecord.objects.filter(account=cast("User", request.user)).first()
    upheld, dismissed = (known.upheld, known.dismissed) if known else (0, 0)
    context = {
        **context,
        "upheld": upheld,
        "dismissed": dismissed,
        "judged": upheld + dismissed,
        "weight": reporters.reliability(upheld=upheld, dismissed=dismissed),
        "most": reporters.READER_WEIGHT,
        "enough": reporters.JUDGED_ENOUGH,
        "missing": max(0, reporters.JUDGED_ENOUGH - upheld - dismissed),
    }
    return render(request, "admin/articles/image/record.html", context)
