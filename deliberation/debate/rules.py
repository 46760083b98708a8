"""The law of words: who may read them, until when they change, what a moderator may do."""

from enum import StrEnum

from deliberation.assembly.models import Phase
from deliberation.debate.models import Act, Contribution, ContributionState, Scope
from deliberation.errors import Common, Refusal
from deliberation.i18n import N_
from deliberation.journal import mark_of

LONGEST_WORDS = 1500
LONGEST_CARD = 280
LONGEST_TITLE = 120


class Audience(StrEnum):
    """Who reads: everyone, the national body, or the drafters with the technical committee."""

    PUBLIC = "public"
    COUNCIL = "council"
    DRAFTERS = "drafters"


READABLE: dict[Audience, frozenset[Scope]] = {
    Audience.PUBLIC: frozenset({Scope.PUBLIC}),
    Audience.COUNCIL: frozenset({Scope.PUBLIC, Scope.COUNCIL}),
    Audience.DRAFTERS: frozenset({Scope.PUBLIC, Scope.COUNCIL, Scope.DRAFTERS}),
}

# What a moderator does to words, and what they are afterwards.
STEPS: dict[tuple[ContributionState, Act], ContributionState] = {
    (ContributionState.HELD, Act.RELEASE): ContributionState.SHOWN,
    (ContributionState.HELD, Act.MASK): ContributionState.SHOWN,
    (ContributionState.HELD, Act.HIDE): ContributionState.HIDDEN,
    (ContributionState.SHOWN, Act.MASK): ContributionState.SHOWN,
    (ContributionState.SHOWN, Act.HIDE): ContributionState.HIDDEN,
    (ContributionState.HIDDEN, Act.MASK): ContributionState.HIDDEN,
    (ContributionState.HIDDEN, Act.SHOW): ContributionState.SHOWN,
}
HAPPENED: dict[Act, str] = {
    Act.HIDE: "contribution.hidden",
    Act.SHOW: "contribution.shown",
    Act.RELEASE: "contribution.released",
    Act.MASK: "contribution.masked",
}

# A proposal is made while a topic is debated or drawn together, not before, not after.
PROPOSING = frozenset({Phase.OPEN, Phase.CLOSED, Phase.IN_SYNTHESIS})

MASKED = "[…]"
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowel: no word is spelt by chance
NOTE_LETTERS = 3


class Reason(Refusal):
    """What the debate answers when it says no."""

    TOPIC_NOT_OPEN = N_("Ce sujet n'est pas ouvert : vos mots n'ont pas été enregistrés.")
    TOO_LATE_TO_CORRECT = N_(
        "Ce sujet est fermé : vos mots ne peuvent plus être corrigés. "
        "Vous pouvez encore choisir qui les lit, ou les retirer."
    )
    NEWER_VERSION = N_("Vous avez déjà corrigé ces mots. Ouvrez leur dernière version.")
    ALREADY_WITHDRAWN = N_("Ces mots ont déjà été retirés.")
    NO_REASON = N_("Pour masquer une parole, il faut dire pourquoi.")
    NOTHING_TO_MASK = N_("Ce passage n'est pas dans le texte : recopiez-le exactement.")
    NO_SUCH_NOTE = N_(
        "Nous ne trouvons pas cette note. Vérifiez le numéro et ses trois lettres, "
        "ou demandez-les à la personne qui écrit."
    )
    NO_SOURCE = N_("Choisissez au moins une contribution : une proposition vient toujours de mots.")
    UNKNOWN_SOURCE = N_("Une des contributions choisies ne peut pas être reprise.")
    TOO_FEW_TO_MERGE = N_("Choisissez au moins deux propositions à réunir.")
    ALREADY_MERGED = N_("Une de ces propositions est déjà réunie à d'autres.")
    TOPIC_NOT_AT_WORK = N_("On ne peut pas faire de proposition sur ce sujet maintenant.")
    SAME_WORDS = N_("Rien n'a changé dans ce texte.")


def readable(audience: Audience) -> frozenset[Scope]:
    """The scopes that let an audience read some words. No audience reads what stays at a table."""
    return READABLE[audience]


def why_not_contribute(topic_is_open: bool) -> Refusal | None:
    """A word is welcome while its topic is open."""
    return None if topic_is_open else Reason.TOPIC_NOT_OPEN


def why_not_touch(contribution: Contribution, participant_id: int) -> Refusal | None:
    """Only their author acts on some words, and not once they are withdrawn."""
    if contribution.participant_id != participant_id:
        return Common.NOT_YOURS
    if contribution.state is ContributionState.WITHDRAWN:
        return Reason.ALREADY_WITHDRAWN
    return None


def why_not_correct(
    contribution: Contribution, participant_id: int, newest: bool, topic_is_open: bool
) -> Refusal | None:
    """Words are corrected by their author, from their last version, while the topic is open."""
    if refusal := why_not_touch(contribution, participant_id):
        return refusal
    if not newest:
        return Reason.NEWER_VERSION
    return None if topic_is_open else Reason.TOO_LATE_TO_CORRECT


def first_state(findings: object, after: ContributionState | None = None) -> ContributionState:
    """New words are shown, unless they tell who someone is, or correct words that were hidden."""
    if findings or after is ContributionState.HIDDEN:
        return ContributionState.HELD
    return ContributionState.SHOWN


def why_not_moderate(contribution: Contribution, act: Act, reason: str) -> Refusal | None:
    """A moderator takes a step of the table above; hiding says why. A table's words stay there."""
    if contribution.scope is Scope.TABLE or (contribution.state, act) not in STEPS:
        return Common.NO_SUCH_STEP
    return Reason.NO_REASON if act is Act.HIDE and not reason else None


def without(passage: str, words: str) -> str:
    """The same words, with a passage that a moderator points at taken out."""
    return words.replace(passage, MASKED) if passage else words


def why_not_propose(phase: Phase, wanted: int, found: int) -> Refusal | None:
    """A proposal comes from words that drafters may read, in a topic at work."""
    if phase not in PROPOSING:
        return Reason.TOPIC_NOT_AT_WORK
    if wanted == 0:
        return Reason.NO_SOURCE
    return None if wanted == found else Reason.UNKNOWN_SOURCE


def why_not_merge(phase: Phase, wanted: int, found: int, merged: int) -> Refusal | None:
    """At least two proposals of one topic, none of which has a parent already."""
    if phase not in PROPOSING:
        return Reason.TOPIC_NOT_AT_WORK
    if wanted < 2:
        return Reason.TOO_FEW_TO_MERGE
    if wanted != found:
        return Reason.UNKNOWN_SOURCE
    return Reason.ALREADY_MERGED if merged else None


def why_not_change(phase: Phase, same: bool) -> Refusal | None:
    """A new version says something new, while the topic is at work."""
    if phase not in PROPOSING:
        return Reason.TOPIC_NOT_AT_WORK
    return Reason.SAME_WORDS if same else None


def why_not_claim(told: bool, holder_id: int | None, participant_id: int) -> Refusal | None:
    """A note is attached once, to someone who was told its letters; one answer for every no."""
    return None if told and holder_id in (None, participant_id) else Reason.NO_SUCH_NOTE


def note_letters(key: bytes, topic_id: int, number: int) -> str:
    """Three letters given with a note's number: whoever was not told them cannot claim it."""
    mark = int(mark_of(key, "note", topic_id, number), 16)
    return "".join(LETTERS[mark // 20**place % 20] for place in range(NOTE_LETTERS))


def note_of(typed: str) -> tuple[int, str]:
    """The number and letters of a note, as people write them: "12 KBR", "n° 12 kbr", "12-KBR".

    What is missing is 0, or less than three letters: no note bears them.
    """
    digits = "".join(sign for sign in typed if sign in "0123456789")[:9]
    letters = "".join(sign for sign in typed.upper() if sign in LETTERS)[-NOTE_LETTERS:]
    return int(digits or 0), letters


def is_readable(contribution: Contribution, audience: Audience) -> bool:
    """Whether an audience may read these words."""
    shown = contribution.state is ContributionState.SHOWN
    return shown and contribution.scope in readable(audience)
