"""What our own pages send is told apart from what others have browsers send, before a body is read."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from articles.views.own_pages import refuse_strangers


@pytest.mark.parametrize("length", ["2001", "9" * 5_000, "0" * 20 + "2001", "-1", "many"])
def test_a_body_of_no_form_s_length_is_refused(length: str) -> None:
    request = RequestFactory().post("/", headers={"Origin": "http://testserver"})
    request.META["CONTENT_LENGTH"] = length
    with pytest.raises(PermissionDenied):
        refuse_strangers(request, largest_body=2_000)
