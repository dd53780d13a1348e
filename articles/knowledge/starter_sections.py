"""The words that newspapers sort their articles by, in Arabic, French, English and Spanish, as a portal begins with
them. From then on they are rows, which editors change (models/section.py). Pure.

Only words that mean one section wherever they stand: no names of people, places or clubs, and no "Home", which is the
inland in one newspaper and the front page in another. `general` are words that say nothing of a subject."""

from typing import Final

_WORDS: Final = {
    "politics": """
        سياسة, السياسة, سياسي, سياسية, سياسات, أخبار سياسية, الشأن السياسي, برلمان, البرلمان, حكومة, الحكومة,
        أحزاب, الأحزاب, انتخابات, الانتخابات, دبلوماسية, الدبلوماسية, حوارات سياسية, مجلس النواب, مجلس المستشارين,
        politique, politiques, vie politique, parlement, gouvernement, élections, partis politiques, diplomatie,
        institutions, politique nationale, assemblée nationale, sénat, présidentielle, législatives, municipales,
        politics, political news, parliament, government, elections, election, policy, diplomacy, congress,
        senate, white house, us politics, uk politics, westminster, national politics,
        política, políticas, parlamento, gobierno, elecciones, diplomacia, partidos políticos, congreso, senado,
        política nacional""",
    "economy": """
        اقتصاد, الاقتصاد, اقتصادي, اقتصادية, مال وأعمال, المال والأعمال, مال و أعمال, أعمال, أسواق, الأسواق,
        بورصة, البورصة, شركات, طاقة, الطاقة, تجارة, صناعة, فلاحة, الفلاحة, زراعة, بنوك, عقار, عقارات, استثمار,
        تنمية, اقتصاد ومال, سياحة,
        économie, éco, économique, eco business, économie et finances, économie & finances, finance, finances,
        bourse, marchés, entreprise, entreprises, business, affaires, industrie, agriculture, énergie, emploi,
        immobilier, commerce, banque, banques, assurances, conjoncture, consommation, tourisme, transport,
        automobile,
        economy, business, finance, markets, money, companies, industry, energy, banking, stock market, stocks,
        jobs, economics, personal finance, real estate, property, trade, agriculture, business news,
        global economy, tourism,
        economía, negocios, finanzas, mercados, empresas, empresa, industria, energía, bolsa, empleo, banca,
        dinero, agricultura, comercio, vivienda, inmobiliario, turismo, macroeconomía""",
    "society": """
        مجتمع, المجتمع, مجتمعية, حوادث, الحوادث, صحة, الصحة, تعليم, التعليم, تربية, تربية وتعليم, بيئة, البيئة,
        قضاء, عدالة, محاكم, أسرة, الأسرة, مرأة, المرأة, دين, دين ودنيا, إسلاميات, شباب, هجرة, حقوق الإنسان,
        قضايا المجتمع, طقس, الطقس,
        société, faits divers, faits-divers, santé, éducation, enseignement, justice, environnement, religion,
        famille, femmes, jeunesse, logement, social, immigration, droits de l'homme, droits humains, police,
        météo, université, climat, planète, solidarité, écologie, nature, vie quotidienne, éducation et formation,
        society, health, education, crime, justice, law, courts, environment, climate, religion, family, women,
        youth, immigration, human rights, weather, social issues, community, police, climate change, schools,
        universities,
        sociedad, sucesos, salud, educación, justicia, medio ambiente, religión, familia, mujer, juventud,
        inmigración, derechos humanos, tribunales, clima, ecología, naturaleza, tiempo, universidad""",
    "sport": """
        رياضة, الرياضة, رياضي, رياضية, رياضات, أخبار رياضية, كرة القدم, كرة قدم, كرة السلة, كرة اليد, كرة
        المضرب, تنس, ألعاب القوى, ملاكمة, البطولة, البطولة الوطنية, كأس العالم, مونديال, أولمبياد, الدوري,
        منتخب, المنتخب الوطني,
        sport, sports, football, foot, tennis, basket, basketball, basket-ball, handball, rugby, cyclisme,
        athlétisme, boxe, natation, judo, golf, formule 1, sports mécaniques, omnisports, autres sports, jeux
        olympiques, botola, mondial, ligue 1, ligue des champions, coupe du monde, transferts, équipe nationale,
        sport, sports, soccer, football, basketball, tennis, cricket, rugby, rugby union, golf, boxing,
        athletics, swimming, cycling, formula 1, motorsport, baseball, nfl, nba, olympics, world cup, premier
        league, champions league, hockey, sports news,
        deporte, deportes, fútbol, baloncesto, tenis, ciclismo, atletismo, boxeo, natación, balonmano, motor,
        fórmula 1, juegos olímpicos, mundial de fútbol, champions, la liga, polideportivo""",
    "culture": """
        ثقافة, الثقافة, ثقافي, ثقافية, فن, الفن, فنون, فن وثقافة, ثقافة وفن, ثقافة وفنون, فنون وثقافة, فن
        وإعلام, سينما, السينما, مسرح, موسيقى, أدب, كتب, تراث, شعر, إعلام, مشاهير, نجوم, تلفزيون, دراما, منوعات,
        فنانون, معارض,
        culture, cultures, arts, art, cinéma, film, films, musique, livres, littérature, théâtre, médias,
        télévision, télé, people, patrimoine culturel, spectacles, expositions, festivals, festival, arts et
        lettres, loisirs, culture et médias, art et culture, arts & culture, célébrités, séries, bd, danse,
        photographie, mode,
        culture, arts, art, film, films, movies, music, books, literature, theatre, theater, television, tv,
        media, entertainment, celebrity, celebrities, arts and culture, arts & culture, entertainment & arts,
        lifestyle, fashion,
        cultura, arte, cine, música, libros, literatura, teatro, medios, televisión, gente, espectáculos,
        exposiciones, arte y cultura, entretenimiento, famosos, series, moda""",
    "world": """
        دولي, دولية, دوليات, الدولية, عالم, العالم, عالمي, خارج الحدود, أخبار العالم, أخبار دولية, شؤون دولية,
        عربي ودولي, عربي, عربية, العالم العربي, مغاربيات, مغاربي, المغرب الكبير, أفريقيا, إفريقيا, الشرق الأوسط,
        أوروبا, آسيا, أمريكا,
        monde, international, à l'international, internationale, afrique, maghreb, moyen-orient, proche-orient,
        europe, amériques, amérique, asie, asie-pacifique, étranger, monde arabe, géopolitique, union
        européenne, nations unies,
        world, international, world news, africa, middle east, europe, asia, asia pacific, americas,
        latin america, foreign affairs, international news, geopolitics, us & canada, european union, united
        nations,
        mundo, internacional, áfrica, magreb, oriente medio, oriente próximo, europa, américa, américas, américa
        latina, asia, extranjero, unión europea, geopolítica""",
    "technology": """
        تكنولوجيا, التكنولوجيا, تقنية, التقنية, تقنيات, علوم, العلوم, علوم وتكنولوجيا, علوم وتقنية, علم
        وتكنولوجيا, ذكاء اصطناعي, الذكاء الاصطناعي, إنترنت, هواتف, فضاء, رقمنة, رقميات, حواسيب, تطبيقات, أمن
        سيبراني, مستجدات التقنية,
        technologie, technologies, tech, high-tech, high tech, hi-tech, numérique, digital, sciences, science,
        internet, informatique, innovation, startups, start-up, intelligence artificielle, ia, sciences et
        technologies, sciences & tech, espace, cybersécurité, télécoms, jeux vidéo, mobile, réseaux sociaux,
        technology, tech, science, science & environment, science and technology, digital, internet, computing,
        space, innovation, artificial intelligence, ai, startups, gadgets, cybersecurity, software, telecoms,
        video games, sci-tech, gaming,
        tecnología, tecnologías, ciencia, ciencia y tecnología, informática, innovación, inteligencia
        artificial, espacio, ciberseguridad, telecomunicaciones, videojuegos, tecno""",
    "general": """
        أخبار, الأخبار, رئيسية, الرئيسية, عاجل, آخر الأخبار, آخر المستجدات, مستجدات, فيديو, فيديوهات, صور, صوت
        وصورة, رأي, آراء, كتاب وآراء, مقالات, افتتاحية, حوارات, تقارير, تقرير, تحقيقات, ملفات, مختارات, غير
        مصنف, سلايدر, مميز, وطنية, وطني, وطنيات, محلي, محلية, محليات, جهات, جهويات,
        à la une, a la une, la une, une, actualité, actualités, actu, actus, infos, info, news, flash, flash
        info, breaking, accueil, vidéo, vidéos, photos, non classé, opinion, opinions, éditorial, édito,
        tribune, chronique, interview, interviews, dossier, dossiers, reportage, en direct, dernière minute,
        dernières infos, slider, featured, brèves, régions, région, ville, villes, local, locales, national, nation,
        home, news, top stories, top news, latest, latest news, headlines, breaking news, featured,
        uncategorized, video, videos, photos, pictures, opinion, op-ed, editorial, editorials, analysis,
        comment, columns, features, interview, interviews, podcasts, live, local news, main, blog, slider,
        general, local, town, regional, regions, national, nation,
        portada, inicio, noticias, actualidad, última hora, últimas noticias, destacado, destacados, sin categoría,
        vídeo, vídeos, fotos, opinión, editorial, entrevista, entrevistas, reportajes, análisis,
        titulares, general, local, regional, regiones,
        nacional""",
}


def starter_words() -> dict[str, list[str]]:
    """Section -> its words as people write them, of all four languages."""
    return {
        section: list(dict.fromkeys(" ".join(word.split()) for word in words.split(",")))
        for section, words in _WORDS.items()
    }
