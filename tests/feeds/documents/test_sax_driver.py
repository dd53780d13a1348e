"""The SAX reader of feedparser's strict reading."""

from io import BytesIO
from xml.sax import make_parser
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import XMLReader

import pytest

from feeds.documents import parse, sax_driver


class Listener(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def characters(self, content: str) -> None:
        self.texts.append(content)


def test_a_text_of_several_lines_and_references_comes_at_once() -> None:
    listener = Listener()
    reader = make_parser([sax_driver.__name__])
    reader.setContentHandler(listener)
    reader.parse(BytesIO(b"<title>Un\nDeux &amp; trois\n<![CDATA[Quatre\n]]></title>"))
    assert listener.texts == ["Un\nDeux & trois\nQuatre\n"]


def test_feeds_are_read_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[XMLReader] = []

    def create_parser() -> XMLReader:
        made.append(sax_driver._WholeTexts())
        return made[-1]

    monkeypatch.setattr(sax_driver, "create_parser", create_parser)
    parse(
        b"<rss version='2.0'><channel><title>Le Journal</title></channel></rss>", url="https://site.test/feed/rss.xml"
    )
    assert len(made) == 1
