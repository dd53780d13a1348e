"""Lines by which a site speaks for itself are told from an article's sentences."""

import pytest

from feeds.pages import notices


@pytest.mark.parametrize(
    "text",
    [
        "Follow us on Twitter and Facebook",
        "Unser Newsletter fasst die Woche zusammen, kompakt und direkt in Ihr privates Postfach.",
        "Suivez-nous sur WhatsApp",
        "تابعونا على تويتر",
        "Sign up for our daily newsletter",
        "Reporting by Jane Roe in Rabat; editing by John Doe",
        "Jane Roe contributed to this report.",
        "© 2025 Le Quotidien",
        "Tous droits réservés",
        "Lesen Sie auch: Der Regen kehrt zurück",
        "Читайте также: Дождь вернулся",
        "Foto: Jane Roe",
        "Publicité",
        "Continue reading below",
        "12 comments",
        "With files from The Associated Press",
        "In this March 27, 2025, file photo, farmers wait beside the dam of Sidi Slimane.",
        "In this photo provided by the agency, farmers wait beside the dam.",
        '[button link="/offre" type="big"]Envoyez vos photos[/button]',
        "Photo credit: ©agence.test/salma, ©agence.test/omar",
        "The dam in the first light. Photo by: 'Jane Roe'.",
        "This is a breaking news story - more to follow",
        "Related video: rain returns to the plain",
        "For more on the weather, visit meteo.test",
        "Get the weekly every month. Click here for more information.",
        "This page contains affiliate links.",
        "Jane Roe can be reached at jane@daily.test. Follow her on X @janeroe.",
        "Your subscription could not be saved. Please try again.",
        "Use of this site constitutes acceptance of our User Agreement.",
        "Dieses Thema im Programm: Über dieses Thema berichtete das Radio am 27. März um 10:05 Uhr.",
        "本站現已開設Facebook專頁，讓你掌握新聞",
        "凡本网注明“来源：每日新闻”的作品，版权归本网所有。",
        "Schon gelesen?",
        "Das Thema könnte dich auch interessieren:",
        "Noticias relacionadas",
        "More from The Daily",
        "Sur le même sujet",
        "関連リンク",
        "اترك تعليقاً",
        "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *",
        "احفظ اسمي، بريدي الإلكتروني، والموقع الإلكتروني في هذا المتصفح لاستخدامها المرة المقبلة في تعليقي.",
        "الآراء الواردة في التعليقات لا تعبر عن رأي الجريدة وإنما تعبر عن رأي أصحابها.",
        "انضم إلى قناتنا على تيليغرام",
        "للمزيد من الأخبار تابعوا صفحتنا على فيسبوك",
        "شارك هذا الموضوع:",
        "الكلمات المفتاحية: الأمطار، الفلاحة",
        "الوسوم",
        "المصدر: وكالات",
        "مقالات ذات صلة",
        "Laisser un commentaire",
        "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *",
        "Enregistrer mon nom, mon e-mail et mon site dans le navigateur pour mon prochain commentaire.",
        "Mots-clés : pluie, agriculture",
        "Cliquez ici pour recevoir toute l’actualité",
        "Vous aimerez aussi",
        "Inscrivez-vous à notre lettre d'information quotidienne",
        "Deja un comentario",
        "Tu dirección de correo electrónico no será publicada.",
        "Suscríbete a nuestro boletín",
        "Etiquetas: lluvia, campo",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Accueil | Politique | Économie | Sport | Culture | Contact",
        "من نحن | اتصل بنا | سياسة الخصوصية | أعلن معنا | خريطة الموقع",
        "About us • Contact • Privacy • Terms • Jobs",
    ],
)
def test_a_notice_is_known(text: str) -> None:
    assert notices.is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "The union asked its members to follow the strike call on Monday morning.",
        "La ministre a suivi le dossier depuis le début de l'année.",
        "He wrote that photographs of the dam had been published by mistake.",
        "Copies of the report were sent to every town.",
        "For more than a decade, families visit the lake in summer.",
        "People follow channels on WhatsApp, the company said on Monday.",
        "More from his speech of Monday:",
        "With reports of rain from every town, the farmers began to sow.",
        "Tanger | Fès | Oujda",
        "وأضاف المصدر: الأمطار ستستمر إلى غاية يوم الجمعة.",
        "شارك هذا الفريق في البطولة الوطنية لأول مرة هذا الموسم.",
        "انضم اللاعب إلى الفريق الوطني يوم الخميس.",
        "Le ministre a laissé un commentaire sur la page de l'agence.",
        "Les mots-clés de la campagne étaient la pluie et le blé.",
        " | ".join(["the farms behind the dam, which the army had closed"] * 5),
        "他在Facebook專頁發文表示，雨水已經回來。",
        "Your subscription has been cancelled, the forged letter said.",
    ],
)
def test_a_sentence_is_none(text: str) -> None:
    assert not notices.is_notice(text)


def test_a_long_paragraph_that_sounds_like_a_notice_is_text() -> None:
    assert not notices.is_notice("Sign up for the newsletter, the poster said. " + "It rained. " * 40)


def test_a_notice_in_capitals_is_one() -> None:
    assert notices.is_notice("GET THE LATEST HEADLINES DELIVERED TO YOUR INBOX EVERY MORNING")


def test_what_asks_for_consent_to_show_something_may_be_longer() -> None:
    asked = (
        "Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird. "
        + "Mehr dazu steht weiter unten. " * 10
    )
    assert notices.is_notice(asked)


@pytest.mark.parametrize(
    "text",
    ["Our Standards: the principles of this agency.", "توصل بأهم الأخبار كل صباح مباشرة على بريدك الإلكتروني مجانا."],
)
def test_what_an_agency_and_a_newsletter_say_of_themselves_is_a_notice(text: str) -> None:
    assert notices.is_notice(text)


def test_a_sign_says_nothing_but_that_others_follow() -> None:
    assert notices.is_sign("Further reading")
    assert not notices.is_sign("Further reading of the law is set for Monday, the speaker of the house said.")


@pytest.mark.parametrize("text", ["3 Comments", "Commentaires (12)", "التعليقات", "اترك تعليقا", "Deja un comentario"])
def test_lines_that_head_comments_are_known(text: str) -> None:
    assert notices.heads_comments(text)


def test_a_sentence_about_comments_heads_none() -> None:
    assert not notices.heads_comments("Les commentaires du ministre ont surpris la salle.")


@pytest.mark.parametrize("text", ["27 mars 2025 à 10:05", "Published: 27/03/2025", "March 27, 2025", "2025年3月27日"])
def test_a_line_that_only_dates_is_known(text: str) -> None:
    assert notices.is_date_line(text)


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    assert not notices.is_date_line(
        "Le 27 mars 2025, les premières gouttes sont tombées sur la plaine du Gharb, dit-il."
    )


def test_bylines_and_portraits_at_the_end_are_about_the_author() -> None:
    authors = ("Salma Idrissi",)
    portrait = "Salma Idrissi est journaliste au service société depuis 2012, et couvre l'agriculture et l'eau du pays."
    assert notices.is_about_author("Par Salma Idrissi", authors=authors, at_end=False)
    assert notices.is_about_author(portrait, authors=authors, at_end=True)
    assert not notices.is_about_author(portrait, authors=authors, at_end=False)
    assert not notices.is_about_author("Par Omar Alami", authors=authors, at_end=False)
