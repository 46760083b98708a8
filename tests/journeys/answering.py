"""The second half of the chain: the vote, its result, the synthesis, the answer received."""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pikepdf

from tests.journeys.person import Page, Person
from tests.journeys.speaking import AT_A_TABLE, PROPOSAL, SAID, today
from tests.journeys.story import Story, until
from tests.syntheses.drafting import its_days_pass

CONDITION = "Si le guichet reste ouvert aussi le samedi"
STATEMENT = "Les personnes demandent un guichet tenu par quelqu'un."
ASKED = "Le conseil peut-il demander un accueil physique partout ?"
ANSWER = "Nous en ferons une recommandation nationale."
SET_ASIDE = "Hors de la question"
WHY_RETURNED = "Il manque la parole des personnes concernées"


def votes(story: Story, moderator: Person, people: list[Person], topic: str, proposal: str) -> str:
    """5. One tap is the vote; the projector counts, names nobody, and tells nothing more yet."""
    desk = f"/gestion{topic}/scrutins"
    page = moderator.reads(f"{desk}/nouveau")
    version = max(int(value) for name, value in page.form(desk).offered if name == "proposal")
    page = moderator.sends(f"{desk}/nouveau", desk, proposal=version, question=PROPOSAL)
    one = moderator.where
    ballot = one.removeprefix("/gestion")
    assert "Pas encore en version simple" in page.text
    assert re.search(r"institutions : ne sera pas montré", page.text)
    early = people[0].client.post(f"{ballot}/votes", data={"choice": "agree"})
    assert early.status_code == 409
    moderator.sends(one, f"{one}/etapes", step="open")
    assert "pas encore en version simple" in people[0].reads(ballot).text
    with story.follows(f"{ballot}/ecran/direct") as projector:
        until(projector, lambda frame: "0 personne" in frame or ">0<" in frame)
        answers = ["agree"] * 4 + ["disagree", "unsure"] + ["agree"] * 3 + ["disagree"] * 3
        answers += ["agree", "no_answer", "agree_if"]
        for person, choice in zip(people, answers, strict=True):
            shown = person.sends(ballot, f"{ballot}/votes", choice=choice)
            assert "C'est enregistré" in shown.text
            assert "secret" not in shown.text.lower()
        people[0].sends(ballot, f"{ballot}/votes", choice="disagree")
        people[0].sends(ballot, f"{ballot}/votes", choice="agree")
        people[-1].sends(ballot, f"{ballot}/condition", words=CONDITION)
        frame = until(projector, lambda frame: "15 personnes ont répondu" in frame)
        assert "Voix" not in frame
        assert "<table" not in frame
        for page in (people[0].reads(ballot), moderator.reads(one), people[0].reads(topic)):
            assert "result-table" not in page.html
            assert CONDITION not in page.text
        moderator.sends(one, f"{one}/etapes", step="close")
        frame = until(projector, lambda frame: "<table" in frame)
        assert "result-sentence" in frame
    return ballot


def shows_the_result(people: list[Person], moderator: Person, ballot: str, topic: str) -> None:
    """6. By college and in total, drawn, in a table and in words; never a small group."""
    page = people[0].reads(ballot)
    late = people[0].client.post(f"{ballot}/votes", data={"choice": "agree"})
    assert late.status_code == 409
    assert "Ce vote est fermé" in Page(late.text).text
    assert "Avis : ce vote éclaire, il ne décide pas" in page.text
    assert "ersonnes non vérifiées" in page.text
    assert '<svg class="bar" role="img"' in page.html
    assert "<table" in page.html
    assert "Plus de la moitié des personnes sont d'accord" in page.text
    assert "Sur 15 réponses : 8 « d'accord »" in page.text
    assert "personnes accompagnées plus de la moitié : D'accord" in page.text
    assert "professionnels la moitié ou moins : D'accord" in page.text
    assert "institutions Non montré" in page.text
    assert CONDITION in moderator.reads(f"/gestion{topic}/contributions").text
    moderator.sends(f"/gestion{ballot}", f"/gestion{ballot}/etapes", step="publish")


def writes_a_synthesis(moderator: Person, topic: str, proposal: str, ballot: str) -> str:
    """7. Each sentence says where it comes from; a bar says what was used, set aside, untouched."""
    for step in ("close", "start_synthesis"):
        moderator.sends(f"/gestion{topic}", f"/gestion{topic}/etapes", step=step)
    desk = moderator.sends(f"/gestion{topic}/syntheses", title="Un accueil humain")
    synthesis = moderator.where
    sections = desk.links(r"/gestion/sections/\d+/phrases")
    assert len(sections) == 12
    bare = moderator.tries(sections[3], words="D'où vient cette phrase ?")
    assert bare.status_code == 409
    assert "D'où vient cette phrase ?" in Page(bare.text).text
    sheet = moderator.reads(sections[3])
    heard = [n for name, n in sheet.form(sections[3]).offered if name == "contribution"]
    first = min(heard, key=int)
    page = moderator.sends(
        sections[3],
        words=STATEMENT,
        contribution=[first],
        proposal=proposal.rpartition("/")[2],
        ballot=ballot.rpartition("/")[2],
    )
    moderator.sends(sections[0], words="En bref, un guichet.", by_group="yes")
    page = moderator.sends(sections[10], words=ASKED, contribution=first)
    assert "rédaction du groupe" in page.text.lower()
    assert AT_A_TABLE not in sheet.text
    left = moderator.reads(f"{synthesis}/reste").form(f"{synthesis}/reste")
    waiting = [n for name, n in left.offered if name == "contribution"]
    page = moderator.sends(f"{synthesis}/reste", contribution=waiting[:1], reason=SET_ASIDE)
    assert SET_ASIDE in page.text
    covered = "2 repris 1 mis de côté, avec la raison 2 pas encore traités"
    assert covered in moderator.reads(synthesis).text
    return synthesis


def signs_off(story: Story, moderator: Person, synthesis: str) -> None:
    """8. Returned with a reason, validated in a sitting, frozen with a number; it downloads."""
    member = story.signed_in("technique")
    assert "Des contributions attendent encore : 2" in moderator.reads(synthesis).text
    left = f"{synthesis}/reste"
    page = moderator.sends(left, f"{left}/tout", reason="Dit autrement dans une phrase.")
    assert "Rien n'attend" in page.text
    is_read_back(story, moderator, synthesis)
    moderator.sends(synthesis, f"{synthesis}/soumission")
    silent = member.tries(f"{synthesis}/validation", verdict="return", reason="")
    assert silent.status_code == 409
    member.sends(f"{synthesis}/validation", verdict="return", reason=WHY_RETURNED)
    assert WHY_RETURNED in moderator.reads(synthesis).text
    moderator.sends(synthesis, f"{synthesis}/soumission")
    counted = {"present": 7, "in_favour": 5, "against": 1, "abstained": 0, "not_taking_part": 1}
    page = member.sends(f"{synthesis}/validation", f"{synthesis}/seance", **counted)
    assert "présents : 7, pour : 5, contre : 1, abstentions : 0" in page.text
    assert "ne prennent pas part : 1" in page.text
    page = moderator.sends(synthesis, f"{synthesis}/publication")
    public = synthesis.removeprefix("/gestion")
    assert moderator.where == public
    reader = story.someone()
    page = reader.reads(public)
    number = re.search(rf"deux-vals-{today().year}-\d+", page.text)
    assert number
    assert re.search(r"[0-9a-f]{8}", page.text)  # its hash
    assert STATEMENT in page.text
    with pikepdf.open(io.BytesIO(reader.asks(f"{public}/pdf").content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfuaid:part" in str(pdf.open_metadata())
    with ZipFile(io.BytesIO(reader.asks(f"{public}/docx").content)) as docx:
        assert STATEMENT in docx.read("word/document.xml").decode()


def is_read_back(story: Story, moderator: Person, synthesis: str) -> None:
    """Before it leaves, those whose words it uses are asked, until a day that comes to its end."""
    assert f"{synthesis}/soumission" not in moderator.reads(synthesis).html
    rereading = f"{synthesis}/relecture"
    page = moderator.sends(rereading, ends_on=today() + timedelta(days=7))
    assert "en relecture par les personnes" in page.text
    assert f"{synthesis}/soumission" not in moderator.reads(synthesis).html
    story.db.do(its_days_pass)


def transmits(story: Story, people: list[Person], synthesis: str) -> str:
    """9. Sent by the secretariat; acknowledged, then answered question by question, from a link."""
    secretary = story.signed_in("secretariat")
    page = secretary.sends(f"{synthesis}/transmettre", note="Avec nos remerciements")
    transmission = secretary.where
    assert "sans délai convenu" in page.text
    assert ASKED in page.text
    reader = story.someone()
    reader.sends(story.link)
    assert reader.where == "/conseil"
    assert transmission in reader.reads("/conseil").links(r"/transmissions/\d+")
    received = reader.sends(transmission, f"{transmission}/accuse")
    [answering] = [f.action for f in received.forms if f.action.endswith("/reponse")]
    bare = reader.tries(transmission, answering, outcome="not_kept")
    assert bare.status_code == 409
    answered = reader.sends(transmission, answering, outcome="partly", reason=ANSWER)
    assert "Pris en compte en partie" in answered.text
    assert ANSWER in people[0].reads(transmission).text
    return transmission


def receives_the_answer(people: list[Person], proposal: str, transmission: str) -> None:
    """10. Each sees what became of her words, up to the answer; of her vote, that it is counted."""
    page = people[1].reads("/ma-parole")
    for told in (SAID, STATEMENT, ANSWER, "Pris en compte en partie", "réponse reçue"):
        assert told in page.text
    assert any(transmission in link for link in page.links(r"/transmissions/\d+[^\"]*"))
    assert "compté" in page.text
    for person in people:
        hers = person.reads("/ma-parole").text
        for choice in ("D'accord", "Pas d'accord", "Je ne sais pas", "Je ne veux pas répondre"):
            assert choice not in hers
    assert ANSWER not in people[0].reads("/ma-parole").text
