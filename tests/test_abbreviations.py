"""Full stops of ordinals and abbreviations end no sentence; those of sentences do."""

import pytest

from rag.text import sentence_spans


@pytest.mark.parametrize(
    "text",
    [
        "Was passiert am 4. und 5. November 2024?",
        "Am 4. und 5. November 2024 wird die Heizung erneuert.",
        "Am 4., 5. und 6. Mai ist zu.",
        "Die Zahlung ist zum 1. Januar fällig.",
        "Am 30. wird die 3. Rate fällig.",
        "Die 3. Rate beträgt 40 Euro.",
        "Wohnung Nr. 5 ist frei.",
        "Es gibt z. B. Äpfel und d. h. Obst.",
        "Das gilt z.B. Montag bis Freitag.",
        "Es sind ca. 50 Meter bzw. Schritte.",
        "Nach § 5 Abs. 1 Satz 2 BGB gem. Vertrag gilt das.",
        "Das steht in § 12 Abs. 2 Nr. 3 der Satzung.",
        "Er wohnt in St. Gallen seit 2010.",
        "Hier habite M. Dupont depuis 2010.",
        "Selon l'art. 5 du bail, c'est interdit.",
        "Selon l'art. L. 145 du code.",
        "El Sr. García vive aquí.",
        "Véase la pág. 12 del texto.",
        "La Sra. López y el Dr. Ruiz firman en la pág. 3.",
        "Die Miete ist inkl. Nebenkosten zzgl. Strom zu zahlen.",
        "Es kostet mind. 5 Mio. Euro im Jahr.",
        "Vgl. Anlage 3 der Satzung.",
        "Das ist das 2. Kapitel der Reihe.",
        "Die Frist endet am 3. Werktag eines Monats.",
        "Der Vertrag läuft bis 31. Dezember 2025.",
        "Treffpunkt ist die Hauptstr. 5 in Bern.",
        "Mme. Durand habite 5 av. Foch à Paris.",
        "Vea el art. 7, p. ej. Madrid o Sevilla.",
        "Der Raum hat max. Platz für 30 Personen und ist i. d. R. Montags offen.",
        "Vom 3. bis 7. März ist geschlossen.",
        "Le bail de M. et Mme Martin dure 3 ans.",
        "Die Abrechnung ist lt. Vertrag im 1. Quartal fällig.",
        "Auf S. 12 und S. 14 steht es.",
        "Il sig. Rossi abita a pag. 3.",
        "Das 4. und 5. Kapitel fehlen.",
    ],
)
def test_a_full_stop_within_a_sentence_ends_nothing(text: str) -> None:
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Wir kommen am 5. Danach gehen wir.",
        "The meeting is on the 5. Then we leave.",
        "Er kam 2010. Danach ging er.",
        "It's a gem. Visit it.",
        "Keep it in mind. Three people came.",
        "We saw Fig. It was good.",
        "Es sind 3. Das ist gut.",
        "It takes 5 min. Then stir.",
        "Der Preis ist 12. Er steigt.",
        "Buy apples, pears etc. Then go home.",
        "The total is 40. Rent is due.",
        "She lives on Main St. The house is red.",
        "He is the 2nd of the 3. The others left.",
        "Frei sind Zimmer 4 und 5. Miete ist am Monatsende fällig.",
    ],
)
def test_a_full_stop_that_ends_a_sentence_still_does(text: str) -> None:
    assert len(sentence_spans(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The pool is 2.40 m.|Novices must wait.",
        "The pool is **2.40 m.**|Novices must wait.",
        "Take 4 g.|Mix it.",
        "The battery takes 15 h.|Forklift drivers wait.",
        "We open until 9 p.m.|Saturdays are free.",
        "It opens at 9 a.m.|Lunch is at 1 p.m.|Dinner is late.",
        "Der Raum misst 3 m.|Anfänger warten.",
        "Il pèse 3 g.|Les enfants attendent.",
        "Add 2.5 L.|Stir.",
        "Use 12 V.|The lamp is on.",
        "A. Meyer is 2 m.|B. Roux is not.",
    ],
)
def test_a_unit_ends_a_sentence(text: str) -> None:
    joined = text.replace("|", " ")
    assert [joined[span.start : span.end] for span in sentence_spans(joined)] == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "by J. Smith and 4 A. Meyer came",
        "Room 3 B. Smith lives there.",
        "in 2019 J. Smith wrote it",
        "At 5 p.m. Smith came.",
        "We open until 9 p.m. Monday to Friday.",
        "The call is at 9 a.m. EST and later.",
        "It is 3 m. tall",
        "150 g. Butter",
    ],
)
def test_an_initial_behind_a_figure_ends_none(text: str) -> None:
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "She wrote it in May.|Ludwig Harm read it.",
        "We moved in on 1 May.|Boxes stood everywhere.",
        "It is due by **31 May.**|Ask Ann.",
        "It is done by 31 May.|12 people came.",
        'We met in May.|"Good," she said.',
        "Bis zum 31. Mai.|Ludwig kam.",
        "The offer ends on 31 Dec.|Boxes go to Ann.",
        "Nobody was there in Sept.|Ann was ill.",
    ],
)
def test_a_month_ends_a_sentence(text: str) -> None:
    joined = text.replace("|", " ")
    assert [joined[span.start : span.end] for span in sentence_spans(joined)] == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Paid on Jan. 5 by Ann",
        "It was Dec. 2024 and cold",
        "On May. 5 we left",
        "In Dec. Ann left",
        "On 3 Jan. Ann left",
        "The shop is closed on 24 Dec. Tuesday to Friday",
        "Dates: 3 Mar. Hull, 5 Mar. York",
        "the Jan. Report",
    ],
)
def test_a_short_month_within_a_sentence_ends_none(text: str) -> None:
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Meet in flat B. Mrs Dunn has the key.", "Meet in flat B."),
        ("The boiler is in Block C. Ring twice.", "The boiler is in Block C."),
        ("It is vitamin D. We take it daily.", "It is vitamin D."),
    ],
)
def test_the_letter_of_a_thing_ends_a_sentence(text: str, first: str) -> None:
    assert text[slice(*sentence_spans(text)[0])] == first


@pytest.mark.parametrize(
    "text",
    [
        "Appendix A. Prices and terms",
        "It was Uncle T. Baker who came.",
        "We took the option of J. Smith then.",
        "The plan a. k. a. Dovetail is new.",
    ],
)
def test_an_initial_ends_none(text: str) -> None:
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [text]
