"""What travels to a screen: an htmx partial, framed once, and the uvicorn protocol that lets it by.

uvicorn's own `send` frames a message again for every socket, in Python. A frame that was made
once and is written straight to the transports costs half as much (measured by `python -m bench`).
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

FRAMED = "deliberation.framed"
LONGEST_MESSAGE = 4096  # screens listen: what they say is not even read


def partial(target_id: str, html: str, swap: str = "outerMorph") -> str:
    """A message that makes htmx put `html` in place of the element `target_id`, where it exists.

    Read in the source of htmx.org 4.0.1 (`htmx.js`, `ext/hx-ws.js`):

    - A text message that is not JSON is HTML. Each `<hx-partial>` in it is swapped on its own, at
      its `data-hx-target`, in its `data-hx-swap`; a target that is not on the page is let pass.
      What stands outside the partials would be swapped into the element that holds
      `data-hx-ws-connect`, so a message is made of partials alone; several may follow each other.
    - A morph keeps a half-typed field and the focus; `outerHTML` empties them.
    - With `metaCharacter` "-" in the `htmx-config`, a screen connects by `data-hx-ws-connect="/…"`.
      `data-hx-trigger`, on the same element, says when (by default on load).
    - A socket closed with 1001, 1005, 1006 or 1011 to 1014 is opened again after 500 ms, then
      twice as long each time, up to 60 s, give or take 30 % (`"ws": {"reconnectDelay": …}` in the
      `htmx-config`; each opening starts from 500 ms again). After any other code, so 1000, 1009
      and 4403, it is never opened again, not even when the tab comes back.
    - With `pauseOnBackground` (the default) a hidden tab closes its socket (1005 here), and opens
      another when it is seen again: a following says nothing about presence.
    - Events bubble from the connected element. With `metaCharacter` "-" their names have no colon:
      `htmx-ws-before-connection`, `htmx-ws-after-connection`, `htmx-ws-before-message-incoming`,
      `htmx-ws-after-message-incoming`, `htmx-ws-close` (with `detail.reason`, `detail.code`) and
      `htmx-ws-error`; so it is for every event of htmx (`htmx-after-swap`).
    """
    return (
        f'<hx-partial data-hx-target="#{escape(target_id)}" data-hx-swap="{escape(swap)}">'
        f"{html}</hx-partial>"
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, as text and as the bytes of a whole unmasked text frame (RFC 6455)."""

    text: str
    data: bytes


def framed(text: str) -> Frame:
    body = text.encode()
    size = len(body)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return Frame(text, head + body)


@dataclass(frozen=True, slots=True)
class State:
    """What a room shows, framed for the screens that lack its card and for those that have it."""

    card: str
    pulse: str
    edition: int  # how many cards came before: one that comes back is another one
    whole: Frame  # card and pulse
    rest: Frame  # the pulse; the whole, if either is empty: nobody is ever sent an empty message

    def lacking(self, shown: "State | None") -> Frame:
        """What brings here a screen that shows that state of the same room, or nothing yet."""
        return self.rest if shown and shown.edition == self.edition else self.whole


def state_after(before: State | None, card: str, pulse: str) -> State:
    """The next state of a room; the very same one, if nothing has changed."""
    edition = 0
    if before:
        if (before.card, before.pulse) == (card, pulse):
            return before
        edition = before.edition + (before.card != card)
    whole = framed(card + pulse)
    return State(card, pulse, edition, whole, framed(pulse) if card and pulse else whole)


class FramedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which shows itself to the application so that it can write frames."""

    async def run_asgi(self) -> None:
        extensions = self.scope["extensions"]
        assert extensions is not None
        extensions[FRAMED] = self  # type: ignore[assignment]
        await super().run_asgi()


# How uvicorn must be started, wherever it is.
SERVER: dict[str, Any] = {
    "ws": FramedProtocol,
    "ws_max_size": LONGEST_MESSAGE,
    "ws_per_message_deflate": False,  # it costs 5 to 9 times the processor
    "timeout_keep_alive": 75,  # people vote less often than every 5 seconds
    "timeout_graceful_shutdown": 5,
    "backlog": 4096,
}
