"""Photographs of paperboards: drawn again, described, and for few eyes."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.sittings.models import Act, Table
from deliberation.sittings.note_rules import MOST_PHOTOGRAPHS
from deliberation.sittings.pictures import HEAVIEST, SIDE, PhotographRefusal, redrawn
from deliberation.sittings.registers import Photograph
from deliberation.uploads import READ_AT_MOST
from tests.sittings.days import GROUPS, a_day, a_table, act, go_to, hold_table
from tests.sittings.noting import PEERS, agree, at_work, release, rows, text
from tests.world import World, a_member, leave, sign_in

SECRET = b"45.7640 N, un telephone precis"


def a_picture(size: tuple[int, int] = (40, 20), kind: str = "JPEG", **more: Any) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **more)
    return drawn.getvalue()


def camera_picture(orientation: int = 1) -> bytes:
    """What a telephone makes: where, with what, and which way it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif[0x9286] = SECRET.decode()
    return a_picture(exif=exif, comment=SECRET, icc_profile=SECRET * 10)


def a_bomb(width: int, height: int) -> bytes:
    """A small file that says that it is a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(10_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def test_nothing_that_a_camera_wrote_is_kept() -> None:
    sent = camera_picture()
    assert SECRET in sent
    kept = redrawn(sent)
    assert SECRET not in kept
    assert b"Exif" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_is_the_right_way_up_and_small() -> None:
    with Image.open(BytesIO(redrawn(camera_picture(orientation=6)))) as turned:
        assert turned.size == (20, 40)
    with Image.open(BytesIO(redrawn(a_picture((4000, 1000))))) as small:
        assert small.size == (SIDE, SIDE // 4)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [(kind, mode) for kind in ("JPEG", "PNG", "WEBP") for mode in ("RGB", "L")]
    + [("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGBA")],
)
def test_every_usual_kind_of_picture_is_read(kind: str, mode: str) -> None:
    drawn = BytesIO()
    Image.new(mode, (30, 30)).save(drawn, kind)
    with Image.open(BytesIO(redrawn(drawn.getvalue()))) as image:
        assert (image.mode, image.size) == ("RGB", (30, 30))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", PhotographRefusal.NONE),
        (b"not a picture", PhotographRefusal.UNREADABLE),
        (b"%PDF-1.7 no picture either", PhotographRefusal.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotographRefusal.UNREADABLE),
        (a_picture()[:200], PhotographRefusal.UNREADABLE),
        (a_picture(kind="PNG")[:50], PhotographRefusal.UNREADABLE),
        (a_picture(kind="GIF"), PhotographRefusal.UNREADABLE),
        (a_bomb(8_000, 8_000), PhotographRefusal.TOO_LARGE),
        (a_bomb(12_000, 12_000), PhotographRefusal.TOO_LARGE),
        (a_bomb(60_000, 60_000), PhotographRefusal.TOO_LARGE),
        (bytes(HEAVIEST + 1), PhotographRefusal.TOO_HEAVY),
    ],
)
def test_what_cannot_be_kept_is_refused_in_clear_words(
    data: bytes, reason: PhotographRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        redrawn(data)
    assert refused.value.reason is reason


def send(client: TestClient, table_id: int, segment_id: int, data: bytes, **more: str) -> Any:
    form = {"segment": str(segment_id), "description": "Une liste de cinq idées."} | more
    return client.post(
        f"/tables/{table_id}/photo", data=form, files={"photo": ("IMG_1.jpg", data, "image/jpeg")}
    )


def test_a_table_sends_sees_and_takes_back_its_photograph(client: TestClient, world: World) -> None:
    table_id, segment_id, _ = at_work(world, client)
    assert client.get(f"/tables/{table_id}/photo").status_code == 200
    assert send(client, table_id, segment_id, camera_picture()).status_code == 303
    [kept] = rows(world, Photograph)
    assert SECRET not in kept.image
    page = client.get(f"/tables/{table_id}").text
    assert f'<img src="/photos/{kept.id}" alt="Une liste de cinq idées."' in page
    picture = client.get(f"/photos/{kept.id}")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"] == "no-store"
    assert client.post(f"/photos/{kept.id}/retrait").status_code == 303
    assert rows(world, Photograph) == []


def test_a_photograph_is_for_its_table_and_for_who_runs_the_day(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    send(client, table_id, segment_id, a_picture())
    [kept] = rows(world, Photograph)
    address = f"/photos/{kept.id}"
    leave(client)
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/retrait").status_code == 403
    hold_table(client, world, a_table(world, 1, 5))
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/retrait").status_code == 409
    leave(client)
    sign_in(client, a_member(world, Role.SCRIBE, email="plume@example.org"))
    assert client.get(address).status_code == 403
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert client.get(address).status_code == 200
    assert len(rows(world, Photograph)) == 1


def test_a_photograph_of_peers_is_sealed_with_their_notes(client: TestClient, world: World) -> None:
    sitting_id = a_day(world, PEERS)
    table_id = a_table(world, sitting_id, college_id=world.colleges["concerned"])
    segment_id = go_to(world, sitting_id, GROUPS)
    hold_table(client, world, table_id)
    send(client, table_id, segment_id, a_picture())
    [kept] = rows(world, Photograph)
    [table] = rows(world, Table)
    leave(client)
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert client.get(f"/photos/{kept.id}").status_code == 403
    agree(world, table_id, table.device_hash, segment_id)
    release(world, table_id, table.device_hash, segment_id)
    assert client.get(f"/photos/{kept.id}").status_code == 200


@pytest.mark.parametrize(
    ("data", "more", "status", "sentence"),
    [
        (b"not a picture", {}, 409, "Nous n'avons pas pu lire ce fichier"),
        (b"", {}, 409, "Choisissez une photo."),
        (bytes(HEAVIEST + 1), {}, 409, "Cette photo est trop lourde : 8 Mo au plus."),
        (bytes(HEAVIEST * 2), {}, 409, "Cette photo est trop lourde : 8 Mo au plus."),
        (a_picture(), {"description": " "}, 422, "Dites en quelques mots ce que montre la photo"),
        (a_picture(), {"description": "x" * 301}, 422, "300 signes au plus"),
        (a_picture(), {"description": "a\u202eb"}, 422, "signes invisibles"),
        (a_picture(), {"segment": "999999"}, 409, "n'est pas une étape de cette journée"),
        (a_picture(), {"segment": "x"}, 409, "n'est pas une étape de cette journée"),
    ],
)
def test_a_refused_photograph_is_told_why_and_its_words_come_back(
    client: TestClient,
    world: World,
    data: bytes,
    more: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    answer = send(client, table_id, segment_id, data, **more)
    assert answer.status_code == status
    assert sentence in text(answer.text)
    if "description" not in more:
        assert "Une liste de cinq idées.</textarea>" in answer.text
    assert rows(world, Photograph) == []


def test_what_is_no_form_with_a_file_is_refused(client: TestClient, world: World) -> None:
    table_id, _, _ = at_work(world, client)
    address = f"/tables/{table_id}/photo"
    assert client.post(address, data={"description": "Rien."}).status_code == 400
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(address, content=b"--y\r\nnothing", headers=broken).status_code == 400
    assert client.post(address, content=bytes(READ_AT_MOST + 1), headers=broken).status_code in (
        400,
        413,
    )


def test_the_same_photograph_sent_twice_is_one_and_they_are_not_too_many(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    for _ in range(2):
        send(client, table_id, segment_id, a_picture(), once="d" * 32)
    assert len(rows(world, Photograph)) == 1
    for _ in range(MOST_PHOTOGRAPHS - 1):
        assert send(client, table_id, segment_id, a_picture()).status_code == 303
    assert send(client, table_id, segment_id, a_picture()).status_code == 409
    assert len(rows(world, Photograph)) == MOST_PHOTOGRAPHS


def test_a_paperboard_may_be_photographed_when_its_step_is_over(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    act(world, 1, Act.NEXT)
    assert send(client, table_id, segment_id, a_picture()).status_code == 303
