"""Pictures that arrive, and blocks that were there before them, come after them, or come at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import Image, ImageBlock, ImageStatus, Verdict
from articles.moderation.moderating import decide
from articles.publishing import admit_image
from tests.articles.races import while_not_committed
from tests.factories import make_image

pytestmark = pytest.mark.django_db
BYTES = "d" * 64


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def coming() -> Image:
    """An image whose address is known, and nothing else yet."""
    return make_image(status=ImageStatus.PENDING, digest="", picture_key="", widths=[], width=0, height=0)


def fetched(image: Image, digest: str = BYTES) -> Image:
    """The image with what its bytes told, as `feeds.storing` hands it over: its status is as old as the download."""
    image.digest, image.picture_key, image.widths, image.width, image.height = digest, "e" * 32, [320], 320, 200
    return image


def rule(image: Image, verdict: Verdict, editor: User) -> None:
    decide(images=[image.pk], verdict=verdict, reasoning="", editor=editor)


def status_of(image: Image) -> str:
    return Image.objects.get(pk=image.pk).status


def test_a_picture_blocked_before_it_was_fetched_stays_blocked_at_every_address(editor: User) -> None:
    shown, blocked, later = make_image(digest=BYTES), coming(), coming()
    rule(blocked, Verdict.BLOCK, editor)
    admit_image(fetched(blocked))
    admit_image(fetched(later))
    assert [status_of(image) for image in (blocked, shown, later)] == [ImageStatus.BLOCKED] * 3
    assert ImageBlock.objects.get(digest=BYTES).decision == blocked.decisions.get()
    assert not Image.objects.filter(blocked_at=None).exists()


def test_lifting_such_a_block_shows_the_picture_at_every_address(editor: User) -> None:
    blocked, later = coming(), coming()
    rule(blocked, Verdict.BLOCK, editor)
    admit_image(fetched(blocked))
    admit_image(fetched(later))
    rule(later, Verdict.LIFT, editor)
    assert [status_of(blocked), status_of(later)] == [ImageStatus.SHOWN] * 2
    assert not ImageBlock.objects.exists()


def test_a_shown_image_that_comes_again_with_blocked_bytes_is_blocked(editor: User) -> None:
    blocked, shown = make_image(digest=BYTES), make_image()
    rule(blocked, Verdict.BLOCK, editor)
    admit_image(fetched(shown))
    assert status_of(shown) == ImageStatus.BLOCKED


def test_a_shown_image_that_comes_again_stays_shown() -> None:
    image = make_image()
    admit_image(fetched(image))
    assert status_of(image) == ImageStatus.SHOWN


def test_a_block_by_hand_in_the_database_holds_for_its_address(editor: User) -> None:
    image = coming()
    Image.objects.update(status=ImageStatus.BLOCKED)
    admit_image(fetched(image))
    assert status_of(image) == ImageStatus.BLOCKED
    assert not ImageBlock.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_block_first", [False, True], ids=["the picture first", "the block first"])
def test_a_block_that_comes_while_the_same_bytes_arrive_holds_for_them(is_block_first: bool) -> None:
    blocked, arriving = make_image(digest=BYTES), coming()
    editor = User.objects.create_user("editor")
    acts: list[Callable[[], Any]] = [
        lambda: admit_image(fetched(arriving)),
        lambda: rule(blocked, Verdict.BLOCK, editor),
    ]
    first, second = reversed(acts) if is_block_first else acts
    while_not_committed(first, second)
    assert [status_of(blocked), status_of(arriving)] == [ImageStatus.BLOCKED] * 2
