"""The articles of a newspaper by number, from 0 without end: three written by hand, one of a series, and so on; series
alone when all the written ones are out. Pure: number and newspaper decide everything but the date."""

from dataclasses import dataclass, replace
from typing import Literal

from newsportal.demo.dice import Dice
from newsportal.demo.newspapers import Newspaper
from newsportal.demo.prose import Prose, Series, WrittenArticle, prose

_EVERY = 4  # every fourth article is one of a series


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a sub-heading, or a pointer ("Lire aussi | ...") to another page of the newspaper."""

    kind: Literal["p", "h2", "pointer"]
    text: str
    path: str = ""  # where a pointer leads


@dataclass(frozen=True, kw_only=True)
class Article:
    number: int
    title: str
    lead: str
    blocks: tuple[Block, ...]
    author: str
    section: str  # its key
    section_label: str
    caption: str
    scene: str
    path: str  # unquoted
    image_path: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.kind == "p")


@dataclass(frozen=True, kw_only=True)
class _Issue:
    """One of a series, its slots filled."""

    section: str
    author: str
    scene: str
    title: str
    lead: str
    caption: str
    heading: str
    paragraphs: tuple[str, ...]


def article(paper: Newspaper, number: int) -> Article:
    """The article of that number; the same each time it is asked for."""
    outline, source = _outline(paper, number)
    words = prose(paper.slug)
    if isinstance(source, WrittenArticle):
        return replace(outline, blocks=tuple(_block(paper, words, number, line) for line in source.body))
    paragraphs = [Block(kind="p", text=text) for text in source.paragraphs]
    heading, pointer = Block(kind="h2", text=source.heading), _pointer(paper, words, number, number - 1)
    return replace(outline, blocks=(*paragraphs[:-1], heading, paragraphs[-1], pointer))


def section_path(key: str) -> str:
    return f"/section/{key}"


def _number_of(written: int) -> int:
    """The number under which the written article of that place appears."""
    return written + written // (_EVERY - 1)


def _outline(paper: Newspaper, number: int) -> tuple[Article, WrittenArticle | _Issue]:
    """The article without its blocks, and what they are to be made of."""
    words = prose(paper.slug)
    written_before = min(number - number // _EVERY, len(words.articles))
    if number % _EVERY != _EVERY - 1 and written_before < len(words.articles):
        written = words.articles[written_before]
        return _headed(paper, words, number, written, written.key), written
    place = number - written_before  # among the articles of series
    series, count = words.series[place % len(words.series)], place // len(words.series) + 1
    issue = _issue(paper, series, count)
    return _headed(paper, words, number, issue, f"{series.key}-{count}"), issue


def _headed(paper: Newspaper, words: Prose, number: int, source: WrittenArticle | _Issue, key: str) -> Article:
    return Article(
        number=number,
        title=source.title,
        lead=source.lead,
        blocks=(),
        author=source.author,
        section=source.section,
        section_label=words.sections[source.section],
        caption=source.caption,
        scene=source.scene,
        path=paper.article_path.format(section=source.section, key=key, number=number),
        image_path=f"/images/{number}-{key}.jpg",
    )


def _block(paper: Newspaper, words: Prose, number: int, line: str) -> Block:
    if line.startswith("## "):
        return Block(kind="h2", text=line[3:])
    if not line.startswith("> "):
        return Block(kind="p", text=line)
    place = next(place for place, other in enumerate(words.articles) if other.key == line[2:])
    return _pointer(paper, words, number, _number_of(place))


def _pointer(paper: Newspaper, words: Prose, number: int, target: int) -> Block:
    """To the target when it came out earlier, else to the article before this one; the first points to a section."""
    target = target if target < number else number - 1
    if target >= 0:
        other, _ = _outline(paper, target)
        return Block(kind="pointer", text=other.title, path=other.path)
    key, label = next(iter(words.sections.items()))
    return Block(kind="pointer", text=words.words["all_of"].format(section=label), path=section_path(key))


def _issue(paper: Newspaper, series: Series, count: int) -> _Issue:
    dice = Dice(f"{paper.slug}/{series.key}/{count}")
    slots = _slots(series, count, dice, comma="." if paper.language == "en" else ",")
    return _Issue(
        section=series.section,
        author=series.author,
        scene=series.scene,
        title=_capital(series.titles[count % len(series.titles)].format_map(slots)),
        lead=_capital(dice.pick(series.leads).format_map(slots)),
        caption=series.caption,
        heading=series.heading.format_map(slots),
        paragraphs=tuple(_capital(dice.pick(options).format_map(slots)) for options in series.paragraphs),
    )


def _slots(series: Series, count: int, dice: Dice, *, comma: str) -> dict[str, str]:
    slots = {"issue": str(count)}
    drawn: dict[str, int] = {}
    for name, among in series.choices.items():
        place = drawn.setdefault(name.partition("_")[0], dice.whole(0, len(among) - 1))
        slots[name] = among[place]
    for name, (least, most, decimals) in series.numbers.items():
        slots[name] = f"{dice.between(least, most):.{decimals}f}".replace(".", comma)
    return slots


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
