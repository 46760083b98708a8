"""The file in which a day travels: rows as JSON, compressed, and sealed with the instance's key.

The laptop has the same key, copied by hand as for a backup: cards are understood on both. Nobody
else reads the file, and one that was changed on the way, or comes from elsewhere, is not taken.
"""

import base64
import gzip
import json
import os
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from deliberation.errors import Refusal, Refused, refuse
from deliberation.i18n import N_
from deliberation.people.hashing import from_key

KIND = b"parole-commune/journee/1"
HEAVIEST = 200_000_000  # bytes
NONCE = 12  # bytes, drawn anew for each file: NIST SP 800-38D


class BundleRefusal(Refusal):
    """Why a file is not read."""

    NOT_A_DAY = N_("Ce fichier n'est pas une journée emportée.")
    OTHER_KEY = N_(
        "Ce fichier vient d'une autre installation. Copiez d'abord sa clé "
        "(le fichier instance.key) dans le dossier des données, puis recommencez."
    )
    ALTERED = N_("Ce fichier est abîmé ou a été changé. Téléchargez-le de nouveau.")


def packed(key: bytes, content: dict[str, Any]) -> bytes:
    """The file: what it is, whose key sealed it, and the sealed rows."""
    words = json.dumps(content, default=_told, ensure_ascii=False)
    head, nonce = KIND + b"\n" + _owner(key), os.urandom(NONCE)
    body = gzip.compress(words.encode(), mtime=0)
    return head + b"\n" + nonce + _lock(key).encrypt(nonce, body, head)


def unpacked(key: bytes, data: bytes) -> dict[str, Any]:
    """What such a file holds; `Refused` for any other."""
    kind, _, rest = data.partition(b"\n")
    owner, _, sealed = rest.partition(b"\n")
    refuse(None if kind == KIND else BundleRefusal.NOT_A_DAY)
    refuse(None if owner == _owner(key) else BundleRefusal.OTHER_KEY)
    try:
        body = _lock(key).decrypt(sealed[:NONCE], sealed[NONCE:], kind + b"\n" + owner)
    except (InvalidTag, ValueError):
        raise Refused(BundleRefusal.ALTERED) from None
    content: dict[str, Any] = json.loads(gzip.decompress(body), object_hook=_understood)
    return content


def _owner(key: bytes) -> bytes:
    return from_key(key, "carriage owner").hex()[:16].encode()


def _lock(key: bytes) -> AESGCM:
    return AESGCM(from_key(key, "carriage"))


def _told(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _understood(found: dict[str, Any]) -> Any:
    match found:
        case {"moment": str(moment), **rest} if not rest:
            return datetime.fromisoformat(moment)
        case {"day": str(day), **rest} if not rest:
            return date.fromisoformat(day)
        case {"bytes": str(data), **rest} if not rest:
            return base64.b64decode(data)
    return found
