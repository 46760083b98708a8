"""The shapes of what tells who someone is: patterns, as data. `privacy.py` says what to do of them.

Each is bounded, so that no text, however hostile, takes more than a linear time.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What may tell who someone is."""

    EMAIL = "email"
    PROFILE = "profile"
    BANK = "bank"
    SOCIAL_SECURITY = "social_security"
    PHONE = "phone"
    FILE = "file"
    BIRTH = "birth"
    ADDRESS = "address"


_ = r"[ \t\u00a0\u202f]"
GAP = r"[ \t\u00a0\u202f.\-\u2010\u2011\u2013/]{0,3}"  # between the digits of a telephone number
DOT = rf"(?: \. | {_}? [(\[]? (?:point|dot) [)\]]? {_}? )"
MONTH = r"(?: janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c ) [a-zé]{0,6} \.?"
BETWEEN = r"[ \u00a0\u202f/.\-]"
DATE = rf"\d{{1,2}} (?:er)? {BETWEEN} (?: \d{{1,2}} | {MONTH} ) {BETWEEN} \d\d (?:\d\d)? (?!\d)"
OF = rf"(?: (?: de{_}la | des | du | de ) {_} | (?: de{_}l | d )['’] )?"
PROPER = r"[A-ZÀÂÇÉÈÊÎÔÛ] [\w'’\-]{1,40}"
STREET = r"(?:\d{1,2}(?:er)?[ \-])? [^\W\d_] [\w'’\-]{1,40} (?:[ \-](?:19|20)\d\d)?"

EMAIL = rf"""(?i:
    [\w.+\-]{{1,64}} {_}? (?: @ | [(\[] {_}? (?:at|arobase) {_}? [)\]] | \b arob(?:ase|as|aze) \b )
    {_}? [\w\-]{{1,63}} (?: {DOT} [\w\-]{{1,63}} ){{0,3}} {DOT} [a-z]{{2,24}} \b )"""
PROFILE = r"""(?i: (?<![\w.\-]) (?:https?://)? (?: (?:www|m|mobile|fr|fr-fr) \. )? (?:
      (?:facebook|instagram|twitter|x) \.com/@?
      (?! (?:search|hashtag|share|sharer|intent|events|i) \b )
    | (?:fb|t|wa)\.me/ | linkedin\.com/in/ | tiktok\.com/@ | snapchat\.com/add/
    | bsky\.app/profile/ | youtube\.com/(?: @ | user/ | channel/ | c/ )
    ) \w [^\s<>«»"]{0,300} [\w/] )"""
BANK = rf"""
      \b (?i:fr) \d\d (?: {_}? [0-9A-Za-z] ){{23}} \b                      # a French IBAN
    | \b [A-Z]{{2}} \d\d (?: {_}? \d{{4}} ){{3,6}} (?: {_}? \d{{1,4}} )? (?!\d)  # another one
    | (?<!\d) \d{{5}} {_} \d{{5}} {_} [0-9A-Z]{{11}} {_} \d\d (?!\d)       # a RIB
    | (?<!\d) [3-6]\d{{3}} (?: [ \-]? \d{{4}} ){{3}} (?!\d)                # a payment card"""
SOCIAL_SECURITY = rf"""
    (?<![\w/=.\-]) [1-478] {_}? \d\d {_}? (?: 0[1-9] | 1[0-2] | [2-9]\d ) {_}? (?: \d\d | 2[ABab] )
    {_}? \d{{3}} {_}? \d{{3}} (?: {_}? \d\d )? (?!\d)"""
# 08 is a public service's. A date with its hour, or two dates, are not a number.
PHONE = rf"""
      (?<!\d) (?<!\d[.,/\-]) (?! \d\d[/.\- ]\d\d[/.\- ](?:19|20)\d\d(?!\d) )
      0[1-79] (?: {GAP} \d ){{8}} (?!\d)
    | (?: \+ | (?<!\d)00 ) {_}? 33 {GAP} (?: \( 0 \) {_}? | 0 )? [1-79] (?: {GAP} \d ){{8}} (?!\d)
    | \+ {_}? [2-9]\d (?: {GAP} \d ){{8,11}} (?!\d)"""
FILE = rf"""(?i:
    \b (?:allocataire|caf|msa|identifiant|dossier|matricule) \b [^\d\n.;!?]{{0,20}}
    \d{{7}} (?!\d) (?! {_}? (?:€|euros?\b) ) (?: {_}? (?-i:[A-Z]) )? \b )"""
BIRTH = rf"""(?i: \b (?:
      n[ée]e? (?: [(·.] e \)? )? s? {_} le
    | (?:naissance|ddn) (?: {_}? (?: : | le | est | du ) ){{0,2}}
    ) {_}{{0,2}} {DATE} )"""
# Ways whose name is also a thing that is counted (« 3 places ») need a proper name.
ADDRESS = rf"""
    (?<![\w€.,/\-]) (?! (?:19|20)\d\d )
    \d{{1,4}} (?i: {_}? (?:bis|ter|quater|[a-d]) \b )? ,? {_}{{0,2}}
    (?: (?i: (?: rue|ruelle|avenue|boulevard|bl?v?d\.?|impasse|imp\.|all[ée]e|faubourg|venelle
               | av\.?(?!{_}?J\.?-?C) )
             {_} (?! (?:sur|est|et|ou|par|en|qui|où|avec|à) \b ) {OF} {STREET} )
      | (?i: place|pl\.|cours(?!{_}d['’])|chemin|chem\.|route|rte|quai|square|passage|voie|cité
           | sentier|villa|hameau|résidence|lotissement|traverse|montée|esplanade|promenade|clos )
        {_} (?i:{OF}) {PROPER} )
    (?: {_} {PROPER} ){{0,4}} (?: ,? \s{{1,2}} \d{{5}} {_} {PROPER} )?"""

# In this order where two begin at the same place.
PATTERNS: dict[Kind, str] = {
    Kind.EMAIL: EMAIL,
    Kind.PROFILE: PROFILE,
    Kind.BANK: BANK,
    Kind.SOCIAL_SECURITY: SOCIAL_SECURITY,
    Kind.PHONE: PHONE,
    Kind.FILE: FILE,
    Kind.BIRTH: BIRTH,
    Kind.ADDRESS: ADDRESS,
}
SHAPES = re.compile(
    "|".join(f"(?P<{kind}>{pattern}\n)" for kind, pattern in PATTERNS.items()), re.VERBOSE
)
