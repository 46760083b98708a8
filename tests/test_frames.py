"""What travels to a screen is a whole message, which htmx knows where to put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame
from websockets.streams import StreamReader

from deliberation.frames import framed, partial


@given(st.text() | st.sampled_from([125, 126, 65_535, 65_536]).map(lambda size: "x" * size))
def test_a_frame_is_a_whole_text_message(text: str) -> None:
    reader = StreamReader()
    reader.feed_data(framed(text).data)
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as parsed:
        next(parsing)
    frame = parsed.value.value
    assert (frame.opcode, frame.fin, frame.rsv1) == (1, True, False)
    assert bytes(frame.data).decode() == text
    assert reader.buffer == b""


def test_a_partial_names_its_target_in_attributes_that_are_valid_html() -> None:
    assert partial("tally-12", "<p>Douze</p>") == (
        '<hx-partial data-hx-target="#tally-12" data-hx-swap="outerMorph"><p>Douze</p></hx-partial>'
    )
