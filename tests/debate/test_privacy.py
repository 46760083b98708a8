"""What tells who someone is, and what only looks like it."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deliberation.debate.privacy import findings, held_because, mask
from deliberation.debate.shapes import Kind

TELLS: dict[Kind, list[str]] = {
    Kind.PHONE: [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06 - 12 - 34 - 56 - 78",
        "06\u00a012\u00a034\u202f56\u202f78",
        "061 234 5678",
        "07 1234 5678",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "0692 12 34 56",
        "+262 692 12 34 56",
        "+32 475 12 34 56",
    ],
    Kind.EMAIL: [
        "jeanne.martin@exemple.fr",
        "Jeanne_Martin+asso@mail.exemple.org",
        "jeanne @ exemple.fr",
        "jeanne (at) exemple.fr",
        "jeanne[at]exemple.fr",
        "jeanne arobase exemple.fr",
        "jeanne arobase exemple point fr",
        "jeanne@exemple (point) fr",
        "0612345678@exemple.fr",
    ],
    Kind.PROFILE: [
        "https://www.facebook.com/jeanne.martin.12",
        "facebook.com/profile.php?id=1000123",
        "instagram.com/jeanne_m",
        "https://twitter.com/jeannem/status/123",
        "https://x.com/@jeannem",
        "https://fr.linkedin.com/in/jeanne-martin",
        "tiktok.com/@jeanne",
        "wa.me/33612345678",
    ],
    Kind.ADDRESS: [
        "12 bis rue des Lilas",
        "12bis, rue des Lilas",
        "3, av. Jean Jaurès",
        "3 avenue de la République",
        "45 bd Victor Hugo",
        "8 rue du 8 mai 1945",
        "7 B impasse des Peupliers",
        "12 rue des lilas",
        "5 place de la Mairie",
        "21 cours de la Libération",
        "4 chemin du Moulin",
        "1250 route de Vienne",
        "12 rue de l'Église, 69003 Lyon",
        "2 allée des Cèdres",
    ],
    Kind.SOCIAL_SECURITY: [
        "1 80 03 75 123 456 78",
        "2800375123456",
        "280037512345678",
        "1 80 03 2A 123 456 78",
    ],
    Kind.BANK: [
        "FR76 3000 6000 0112 3456 7890 189",
        "FR7630006000011234567890189",
        "fr76 3000 6000 0112 3456 7890 189",
        "BE71 0961 2345 6769",
        "30006 00001 12345678901 89",
        "4970 1012 3456 7890",
    ],
    Kind.FILE: [
        "allocataire 1234567",
        "allocataire n° 1234567 A",
        "CAF : 1234567",
        "allocataire : 1234567",
        "Identifiant France Travail 1234567B",
    ],
    Kind.BIRTH: [
        "né le 12/03/1980",
        "née le 12 mars 1980",
        "né(e) le 12/03/1980",
        "née·e le 1er août 1980",
        "Née le 12.03.80",
        "naissance : 12-03-1980",
        "naissance le 12 déc. 1980",
    ],
}
TRUE = [(kind, passage) for kind, passages in TELLS.items() for passage in passages]

TELLS_NOTHING = [
    "06",
    "Le 06 est un département, le 13 aussi.",
    "01, 02, 03, 04, 05, 06",
    "Appelez le 115, le 3919 ou le 39 49.",
    "un accueil au 0 800 840 800, ou 0800840800",
    "le 15 du mois",
    "le 15 mars 2024",
    "le 01/02/2015 à 10:30",
    "le 01/02/2015 10:30",
    "du 01/02/2015 - 03/02/2015 au guichet",
    "2015-02-03 04:05:06",
    "de 8h30 à 17 h 45",
    "à 14h, puis 16 h 30",
    "de 2015 à 2024, 2025 et 2026",
    "1 234 567 890,50 €",
    "1234567 euros",
    "La CAF a versé 1234567 euros",
    "La CAF aide 1 234 567 allocataires",
    "600 € par mois, soit 7 200 € par an",
    "12,5 % des personnes, 1 000 sur 8 000",
    "0,612345678",
    "l'article L.411-3 du code de l'action sociale",
    "les articles L. 262-1 à L. 262-58 et R.123-45",
    "la loi n° 2016-1321 du 7 octobre 2016",
    "le décret n°2019-1012, article 12",
    "la ligne 12 et le bus 34",
    "12 rues piétonnes et 3 avenues",
    "3 places de crèche, 2 cours de français, 10 cours du soir",
    "1 rue sur 2",
    "12 chemins possibles, 4 routes",
    "les 36 cours d'Appel",
    "en 2015 rue de Rivoli",
    "en 52 av. J.-C., soit 52 av JC",
    "La rue de la République est trop loin.",
    "un prix @ 2.50",
    "écrire une arobase est difficile",
    "le signe @ du clavier",
    "Bonjour @marie, merci",
    "https://www.data.gouv.fr/fr/datasets/123",
    "https://www.netflix.com/fr",
    "https://twitter.com/hashtag/social",
    "la page facebook.com",
    "SIRET 123 456 789 00012",
    "https://exemple.fr/photos/1406155523802",
    "69003 Lyon",
    "né en 1980",
    "Le projet est né le lendemain.",
    "dossier 12, page 3",
    "version 1.2.3.4",
    "6 enfants, 3 logements, 2 ans d'attente",
]


@pytest.mark.parametrize(("kind", "passage"), TRUE, ids=[passage for _, passage in TRUE])
def test_what_tells_who_someone_is_is_found_whole(kind: Kind, passage: str) -> None:
    for text in (passage, f"Voilà : {passage}. Merci.", f"({passage})", f"a\n{passage}\nb"):
        start = text.index(passage)
        assert findings(text) == ((kind, start, start + len(passage)),)


@pytest.mark.parametrize("text", TELLS_NOTHING)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert findings(text) == ()
    assert mask(text) == text
    assert held_because(text) == ""


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_cases(kind: Kind) -> None:
    assert TELLS[kind]


def test_masking_takes_out_the_passage_and_nothing_else() -> None:
    text = "Appelez Jeanne au 06 12 34 56 78, 12 rue des Lilas : la porte est ouverte."
    assert mask(text) == (
        "Appelez Jeanne au [numéro masqué], [adresse masquée] : la porte est ouverte."
    )


def test_an_author_reads_why_her_words_wait() -> None:
    assert held_because("Mon numéro : 06 12 34 56 78.") == (
        "Votre texte contient un numéro de téléphone."
        " Nous le gardons sans le montrer\u00a0: un modérateur le relira."
    )
    both = held_because("06 12 34 56 78, encore 07 12 34 56 78, ou jeanne@exemple.fr")
    assert both.startswith("Votre texte contient un numéro de téléphone et une adresse e-mail.")


PIECES = [passage for _, passage in TRUE] + TELLS_NOTHING
HOSTILE = st.lists(
    st.sampled_from([*PIECES, " ", "@", ".", "0", "6", "n° ", "né le ", "rue ", "caf ", "+33", "x"])
).map("".join)


@given(HOSTILE | st.text())
@example("0612345678facebook.com/jeanne")
def test_masking_leaves_nothing_to_find(text: str) -> None:
    assert findings(mask(text)) == ()


@given(HOSTILE | st.text())
def test_findings_come_in_order_and_never_overlap(text: str) -> None:
    ends = [place for _, start, end in findings(text) for place in (start, end)]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)


ENDLESS = (
    *("a", "1", "0", "+", " ", "a.", "a-", "a@", "a@a.", "www.", "FR76", "(at) ", "06 ", "caf "),
    *("né le ", "naissance  ", "12 rue de la ", "12, ", "3000 ", "1234567 ", "facebook.com/"),
    "12 rue A" + " Ab" * 3000,
)


@pytest.mark.parametrize("piece", ENDLESS, ids=lambda piece: piece[:12])
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        begun = time.process_time()
        mask(text)
        return time.process_time() - begun

    # Ten times longer: a square would take a hundred times as long.
    assert seconds(10_000) < 40 * max(min(seconds(1_000) for _ in range(3)), 0.001)


def test_a_real_consultation_is_hardly_held(shared_data: Path) -> None:
    """In 271 proposals and 1 909 arguments of 2015, one address is shown, as an example."""
    lines = (shared_data / "republique-numerique/opinions.jsonl").read_text("utf-8").splitlines()
    opinions = [json.loads(line) for line in lines]
    texts = [said["body"] for opinion in opinions for said in (opinion, *opinion["arguments"])]
    found = [text[start:end] for text in texts for _, start, end in findings(text)]
    assert found == ["toto@dupont.nom.fr"]
