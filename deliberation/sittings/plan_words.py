"""How the steps of a day are called on screen: their kinds, what they ask, how they seat people."""

from deliberation.forms import Option
from deliberation.i18n import N_, gettext
from deliberation.sittings.models import Opens, SeatingRule, SegmentKind, SittingState

KIND_WORDS = {
    SegmentKind.PLENARY: N_("Plénière"),
    SegmentKind.SMALL_GROUPS: N_("Petits groupes"),
    SegmentKind.PEER_GROUPS: N_("Groupes de pairs"),
    SegmentKind.VOTE: N_("Vote"),
    SegmentKind.BREAK: N_("Pause"),
}
KIND_HINTS = {
    SegmentKind.PLENARY: N_("tout le monde ensemble"),
    SegmentKind.SMALL_GROUPS: N_("à table, collèges mélangés ou non"),
    SegmentKind.PEER_GROUPS: N_("à table, chaque collège seul"),
    SegmentKind.VOTE: N_("chacun répond"),
    SegmentKind.BREAK: N_("rien n'est demandé"),
}
# What people do, as the programme tells them, and as the form asks it.
OPENS_WORDS = {
    Opens.LISTENING: N_("On écoute"),
    Opens.WRITING: N_("On écrit"),
    Opens.CHOOSING: N_("On choisit des priorités"),
    Opens.VOTING: N_("On vote"),
}
RULE_WORDS = {
    SeatingRule.MIX: N_("On mélange les collèges à chaque table"),
    SeatingRule.APART: N_("Un seul collège par table"),
    SeatingRule.TOGETHER: N_("Chacun reste à sa table d'avant"),
    SeatingRule.ROTATE: N_("On change de table, sans se retrouver"),
    SeatingRule.RANDOM: N_("Au hasard"),
}
STATE_WORDS = {
    SittingState.DRAFT: N_("En préparation : vous seuls la voyez"),
    SittingState.ANNOUNCED: N_("Annoncée : tout le monde peut lire son programme"),
    SittingState.OVER: N_("Terminée"),
}
NO_RULE = N_("Vous placez les personnes vous-même")


def kinds() -> list[Option]:
    """The kinds of steps that a form offers."""
    return [
        Option(kind.value, gettext(words), gettext(KIND_HINTS[kind]))
        for kind, words in KIND_WORDS.items()
    ]


def asked() -> list[Option]:
    """What a form offers to ask of people; a vote asks to vote by itself."""
    return [
        Option(opens.value, gettext(words))
        for opens, words in OPENS_WORDS.items()
        if opens is not Opens.VOTING
    ]


def seating_rules() -> list[Option]:
    """The ways of seating that a form offers."""
    rules = [Option(rule.value, gettext(words)) for rule, words in RULE_WORDS.items()]
    return [Option("", gettext(NO_RULE)), *rules]


def long_time(minutes: int) -> str:
    """A length of time as people say it: 45 min, 2 h, 1 h 05."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("{n} min").format(n=rest)
    if not rest:
        return gettext("{hours} h").format(hours=hours)
    return gettext("{hours} h {minutes:02}").format(hours=hours, minutes=rest)
