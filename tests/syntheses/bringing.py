"""How tests bring in what was said elsewhere: pasted, in a file, in a photograph."""

from typing import Any

from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.debate.models import Contribution
from tests.sittings.test_photographs import camera_picture
from tests.world import World


def place(world: World) -> str:
    return f"/gestion/sujets/{world.topic_id}/matiere/ajouter"


def kept(world: World) -> list[Contribution]:
    with world.db.reading() as session:
        return list(session.exec(select(Contribution).order_by(Contribution.id)))  # type: ignore[arg-type]


def words(world: World) -> list[str]:
    return [one.words for one in kept(world)]


def send(desk: TestClient, world: World, *notes: str, **said: Any) -> Any:
    """The form of the preview, as it comes back: every note is ticked."""
    form = {"channel": "paper", "scope": "drafters"} | said
    for number, note in enumerate(notes, 1):
        form |= {f"note-{number}": note, f"keep-{number}": "yes"}
    return desk.post(f"{place(world)}/entree", data=form)


def a_file(desk: TestClient, world: World, name: str, data: bytes) -> Any:
    return desk.post(f"{place(world)}/fichier", files={"file": (name, data)})


def a_board(
    desk: TestClient, world: World, data: bytes = b"", description: str = "Cinq idées"
) -> Any:
    files = {"photo": ("IMG.jpg", data or camera_picture(), "image/jpeg")}
    return desk.post(f"{place(world)}/photo", data={"description": description}, files=files)
