"""A photograph as it is kept: small, and without anything that the camera wrote in it."""

from io import BytesIO

from PIL import Image, ImageOps

from deliberation.errors import Refusal, Refused
from deliberation.i18n import N_

HEAVIEST = 8_000_000  # bytes
LARGEST = 50_000_000  # pixels: more than a telephone makes, less than would fill the memory
SIDE = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


class PhotographRefusal(Refusal):
    """Why a picture is not kept."""

    NONE = N_("Choisissez une photo.")
    TOO_HEAVY = N_("Cette photo est trop lourde : 8 Mo au plus.")
    TOO_LARGE = N_("Cette photo a trop de points : prenez-la avec une définition plus basse.")
    UNREADABLE = N_(
        "Nous n'avons pas pu lire ce fichier : envoyez une photo en JPEG, en PNG ou en WebP."
    )


def redrawn(data: bytes) -> bytes:
    """The picture drawn again: what is kept has only its points, turned the right way up."""
    if not data:
        raise Refused(PhotographRefusal.NONE)
    if len(data) > HEAVIEST:
        raise Refused(PhotographRefusal.TOO_HEAVY)
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)  # reads no point yet
        if image.width * image.height > LARGEST:
            raise Refused(PhotographRefusal.TOO_LARGE)
        return _jpeg(image)
    except (Refused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(PhotographRefusal.TOO_LARGE) from None
    except Exception:  # a hostile file makes its decoder fail in many ways
        raise Refused(PhotographRefusal.UNREADABLE) from None


def _jpeg(image: Image.Image) -> bytes:
    image.draft("RGB", (SIDE, SIDE))  # a JPEG is then decoded at a half, a quarter… of its size
    image.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    # On a sheet of its own: a copy would carry what was written beside the points.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    drawn = BytesIO()
    sheet.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()
