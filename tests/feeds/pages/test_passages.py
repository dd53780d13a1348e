"""A page is cut into passages where its blocks end, and each knows what surrounds it."""

from lxml import html

from feeds.pages import blocks, passages
from feeds.pages.passages import Passage

URL = "https://lequotidien.test/2025/pluie"


def cut(body: str) -> list[Passage]:
    return passages.of(html.document_fromstring(f"<html><body>{body}</body></html>")).all


def markup(body: str) -> str:
    return blocks.markup_of(blocks.of_passages(cut(body), url=URL))


def test_each_block_is_a_passage_and_what_stands_between_blocks_is_one_too() -> None:
    found = cut("<div>Avant<p>Dedans</p>Après</div><h3>Titre</h3>")
    assert [(passage.tag, passage.text) for passage in found] == [
        ("p", "Avant"),
        ("p", "Dedans"),
        ("p", "Après"),
        ("h3", "Titre"),
    ]


def test_two_line_ends_part_paragraphs_and_one_does_not() -> None:
    assert [passage.text for passage in cut("<div>Un<br>deux<br><br>trois</div>")] == ["Un deux", "trois"]


def test_inline_elements_that_cross_a_boundary_are_closed_and_opened_again() -> None:
    assert markup("<div><b>Un<br><br>deux</b></div>") == "<p><strong>Un</strong></p>\n<p><strong>deux</strong></p>"


def test_the_items_of_a_list_and_the_rows_of_a_table_become_one_block_again() -> None:
    assert markup("<ol><li>Un</li><li>Deux</li></ol>") == "<ol><li>Un</li><li>Deux</li></ol>"
    rows = "<tr><th>Ville</th><th>mm</th></tr><tr><td>Tanger</td><td>60 &amp; plus</td></tr>"
    assert markup(f"<table>{rows}</table>") == f"<table>{rows}</table>"


def test_a_row_says_what_readers_see_of_it() -> None:
    unseen = "<script>var x = 1</script><style>p {}</style><select><option>Fès</option></select>"
    rows = f"<tr><td>Ville</td><td>mm</td></tr><tr><td>Tanger{unseen}</td><td>60</td></tr>"
    assert [passage.text for passage in cut(f"<table>{rows}</table>")] == ["Ville mm", "Tanger 60"]


def test_a_table_that_frames_a_page_is_read_as_columns() -> None:
    frame = "<table><tr><td><p>Un premier paragraphe.</p><table><tr><td>x</td></tr></table></td></tr></table>"
    assert cut(frame)[0].text == "Un premier paragraphe."


def test_a_word_amid_a_sentence_is_part_of_it_whatever_its_element_calls_itself() -> None:
    link = '<a class="recommended" href="/rapport">rapport</a>'
    assert markup(f"<p>Le {link} est là.</p>") == (
        '<p>Le <a href="https://lequotidien.test/rapport">rapport</a> est là.</p>'
    )
    assert [passage.text for passage in cut(f"<p>Le rapport. {link}</p>")] == ["Le rapport.", "rapport"]


def test_what_is_only_said_to_those_who_hear_the_page_is_no_part_of_a_sentence() -> None:
    heard = '<span class="sr-only">, nouvel onglet</span>'
    assert [passage.text for passage in cut(f"<p>Le rapport{heard} est là.</p>")] == ["Le rapport est là."]


def test_links_count_and_lead_to_absolute_addresses() -> None:
    (found,) = cut('<p>Le <a href="/rapport">rapport</a> est là.</p>')
    assert (found.linked, found.links) == (7, (("rapport", "/rapport"),))
    assert markup('<p>Le <a href="/rapport">rapport</a> est là.</p>') == (
        '<p>Le <a href="https://lequotidien.test/rapport">rapport</a> est là.</p>'
    )


def test_a_link_that_leads_nowhere_is_text() -> None:
    assert markup('<p>Un <a href="javascript:x()">mot</a> de trop.</p>') == "<p>Un mot de trop.</p>"


def test_what_nobody_sees_is_no_passage() -> None:
    assert cut("<script>var x</script><style>p{}</style><noscript>Activez</noscript><template>x</template>") == []


def test_surroundings_that_call_themselves_clutter_are_told() -> None:
    (found,) = cut('<div class="newsletter-box"><section><p>Abonnez-vous.</p></section></div>')
    assert [word for word, _ in found.clutter] == ["newsletter"]


def test_a_page_nested_without_end_is_read_as_plain_text_below_a_depth() -> None:
    assert "fond" in cut("<div>" * 200 + "fond" + "</div>" * 200)[0].text


def test_chinese_weighs_more_than_its_characters() -> None:
    (chinese,) = cut("<p>昨夜大雨，平原的水库水位开始上升，农民们等待这场雨已经很久了。</p>")
    assert chinese.is_sentence


def test_the_paragraphs_of_a_table_that_frames_a_page_are_paragraphs() -> None:
    frame = "<table><tr><td><p>Un premier paragraphe.</p><table><tr><td>x</td></tr></table></td></tr></table>"
    assert markup(frame) == "<p>Un premier paragraphe.</p>\n<p>x</p>"


def test_a_link_that_runs_on_over_the_text_is_none() -> None:
    paragraph = "Les barrages de la région se remplissent déjà. " * 6
    found = cut(f'<a href="/x"><h2>Titre</h2><p>{paragraph}</p><p>{paragraph}</p></a>')
    assert [passage.linked for passage in found] == [0, 0, 0]


def test_a_link_that_calls_itself_clutter_counts_as_a_link() -> None:
    (found,) = cut('<a class="related" href="/x">Un autre article</a>')
    assert (found.linked, [word for word, _ in found.clutter]) == (16, ["related"])


def test_an_article_within_an_article_is_told_apart() -> None:
    outer, inner = cut("<article><p>Un</p><article><p>Deux</p></article></article>")
    assert ([word for word, _ in outer.clutter], [word for word, _ in inner.clutter]) == ([], ["article"])


def test_a_menu_of_many_bars_is_no_sentence() -> None:
    menu = " | ".join(
        ["Accueil", "Politique", "Économie", "Société", "Sports", "Culture", "Régions", "Monde", "Vidéos."]
    )
    assert not cut(f"<p>{menu}</p>")[0].is_sentence
    assert cut(f"<p>{menu.replace('|', ',')}</p>")[0].is_sentence


def test_signs_that_stand_alone_between_blocks_are_no_text_and_a_break_of_the_text_is() -> None:
    stray = '<p>Voir</p><div class="related">le port</div>.<p>\u200d</p><p>*</p><pre>}</pre>'
    assert [passage.text for passage in cut(stray)] == ["Voir", "le port", "*", "}"]


def test_a_link_that_shows_nothing_is_left_out_and_one_around_words_stays() -> None:
    picture = '<a href="https://reseau.test/partager"><img src="/p.png"></a>'
    assert markup(f"<p>{picture}Le port a rouvert.</p>") == "<p>Le port a rouvert.</p>"


def test_what_is_linked_weighs_nothing_in_any_script() -> None:
    english, chinese = cut(
        '<p><a href="/a">All the news of the world</a></p><p><a href="/b">国际新闻和社会评论</a></p>'
    )
    assert english.weight == chinese.weight == 0
    half = cut('<p>港口今天重新<a href="/c">开放了渔船</a>。</p>')[0]
    assert 0 < half.weight < half.size
