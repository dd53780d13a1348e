"""manage.py complete_pictures: pictures that an earlier version stored get what later ones also store."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import CommandError

from articles.models import Image
from feeds import filing, guarding
from feeds.commanding import PortalCommand, number
from feeds.knowledge.lead_image import UnusableImage

BATCH: Final = 200  # rows read at once


class Command(PortalCommand):
    help = (
        "Make the JPEG files and the perceptual hashes of pictures that were stored before there were any, from their"
        " largest stored file. It may be stopped and goes on the next time; readers notice nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at-most", type=number(int, example="1000"), metavar="N", help="stop after so many pictures"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["at_most"] or 0) < 0:
            raise CommandError(f"--at-most {options['at_most']} is less than nothing. Write 0 or more.")
        waiting = Image.objects.filter(has_jpeg=False).exclude(picture_key="").order_by("-pk")[: options["at_most"]]
        done = sum(self._complete(image) for image in waiting.iterator(chunk_size=BATCH))
        self.stdout.write(f"{done} pictures are complete now.")

    def _complete(self, image: Image) -> bool:
        try:
            filing.complete(image, guarding.read(image.rendition(max(image.widths))))
        except (FileNotFoundError, UnusableImage) as problem:
            self.stderr.write(f"image {image.pk}: {problem}")
            return False
        except OSError as problem:
            raise CommandError(
                f"The storage does not answer: {problem}. What was done stays; run this again."
            ) from None
        return True
