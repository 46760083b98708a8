"""What is found in the database at the end, against what people were told is kept."""

from collections import Counter

from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.ballots.models import Ballot, Paper, Vote
from deliberation.ballots.secrecy import key_of
from deliberation.ballots.sheets import MOVED, read_sheet, settle
from deliberation.debate.models import Contribution
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.rehearsal.book import Book, Choice
from deliberation.rehearsal.copying import Copy
from deliberation.security import token_hash
from deliberation.sittings.models import Badge, Table, Turn
from deliberation.sittings.registers import Evaluation

TWICE = "Un envoi a été gardé deux fois : {kind}."
GONE = "Un envoi dit « enregistré » n'est pas dans la base : {kind}."
# What the journal tells of each act, on a channel of the day.
TOLD = {
    "card": "card.raised",
    "card down": "card.lowered",
    "hand": "speaker.asked",
    "hand down": "speaker.withdrawn",
    "agreement": "table.read_back",
}


def missing(session: Session, copy: Copy, book: Book) -> int:
    """How many acts were acknowledged and are not there; what is wrong is told in the book."""
    kept = book.acknowledged
    lost = _votes(session, book) + _words(session, copy, book)
    people = select(Participant.id).where(Participant.committee_id == copy.committee_id)
    lost += _compare(book, "join", kept["join"], len(session.exec(people).all()))
    worn = select(func.count()).where(
        Badge.sitting_id == copy.sitting_id, col(Badge.participant_id).is_not(None)
    )
    lost += _compare(book, "badge", kept["badge"], session.exec(worn).one())
    turns = select(func.count()).where(Turn.sitting_id == copy.sitting_id)
    lost += _compare(book, "turn", kept["turn"], session.exec(turns).one())
    held = select(func.count()).where(
        Table.sitting_id == copy.sitting_id, col(Table.device_hash).is_not(None)
    )
    lost += _compare(book, "table", kept["table"], session.exec(held).one())
    told = select(Event.name, func.count()).where(Event.channel == f"desk:{copy.sitting_id}")
    happened = Counter(dict(session.exec(told.group_by(Event.name)).all()))
    for kind, name in TOLD.items():
        lost += _compare(book, kind, kept[kind], happened[name])
    return lost + _faces(session, copy, book)


def _votes(session: Session, book: Book) -> int:
    """Each person's last choice is the one that is kept; the journal tells each change, but of a
    secret vote.
    """
    asked = {choice.ballot_id for choice in book.choices}
    ballots = session.exec(select(Ballot).where(col(Ballot.id).in_(asked))).all()
    sheets = {ballot.id: read_sheet(ballot.sheet) for ballot in ballots}
    secret = {ballot.id for ballot in ballots if ballot.secret}
    found = _kept_votes(session, book) | _kept_papers(session, book)
    wrong = [
        choice
        for choice, paper in book.choices.items()
        if found.get(choice) != settle(sheets[choice.ballot_id], paper)
    ]
    hidden = sum(1 for choice in wrong if choice.ballot_id in secret)
    shown = len(wrong) - hidden
    _tell(book, GONE, "secret vote", hidden)
    _tell(book, GONE, "vote", shown)
    channels = {f"ballot:{number}" for number in asked}
    told = select(func.count()).where(Event.name == "vote.cast", col(Event.channel).in_(channels))
    cast = session.exec(told).one() if channels else 0
    return hidden + max(shown, _compare(book, "vote", book.acknowledged["vote"], cast))


def _kept_votes(session: Session, book: Book) -> dict[Choice, str]:
    """What the database keeps of those who voted; of a position, where they stand at last."""
    by_hash = {token_hash(choice.secret): choice.secret for choice in book.choices}
    votes = select(Participant.card_hash, Vote.ballot_id, Vote.choice).join(
        Vote, col(Vote.participant_id) == Participant.id
    )
    voted = votes.where(col(Participant.card_hash).in_(by_hash))
    return {
        Choice(by_hash[str(card)], ballot): paper.rpartition(MOVED)[2]
        for card, ballot, paper in session.exec(voted)
    }


def _kept_papers(session: Session, book: Book) -> dict[Choice, str]:
    """The secret papers that their cards find."""
    keys = {key_of(choice.secret, choice.ballot_id): choice for choice in book.choices}
    papers = select(Paper.key, Paper.choice).where(col(Paper.key).in_(keys))
    return {keys[key]: paper for key, paper in session.exec(papers)}


def _words(session: Session, copy: Copy, book: Book) -> int:
    """Each word and each note that was acknowledged is there, once."""
    said = (
        select(Contribution.words)
        .join(Topic, col(Topic.id) == Contribution.topic_id)
        .join(WorkingGroup)
        .where(WorkingGroup.committee_id == copy.committee_id)
    )
    found = Counter(session.exec(said).all())
    lost = 0
    for kind, sent in (("words", book.words), ("note", book.notes)):
        gone = sum(max(number - found[words], 0) for words, number in sent.items())
        twice = sum(max(found[words] - number, 0) for words, number in sent.items())
        _tell(book, GONE, kind, gone)
        _tell(book, TWICE, kind, twice)
        lost += gone
    return lost


def _faces(session: Session, copy: Copy, book: Book) -> int:
    given = select(Participant.card_hash, Evaluation.face).join(
        Evaluation, col(Evaluation.participant_id) == Participant.id
    )
    mine = given.where(Evaluation.sitting_id == copy.sitting_id)
    found = {card: str(face) for card, face in session.exec(mine)}
    gone = sum(1 for secret, face in book.faces.items() if found.get(token_hash(secret)) != face)
    _tell(book, GONE, "opinion", gone)
    return gone


def _compare(book: Book, kind: str, told: int, found: int) -> int:
    _tell(book, GONE, kind, told - found)
    _tell(book, TWICE, kind, found - book.tried[kind])
    return max(told - found, 0)


def _tell(book: Book, sentence: str, kind: str, number: int) -> None:
    if number > 0:
        book.errors[sentence.format(kind=kind)] += number
