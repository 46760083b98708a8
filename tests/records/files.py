"""Small files as other platforms write them."""

from pathlib import Path

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,x,0,1,2,0,1,"Un guichet, ouvert le soir"\n'
    '2,x,1,2,1,1,0,"Deux lignes\nd\'un même commentaire"\n'
    "3,x,2,1,0,0,-1,Hors sujet\n"
)
# Not in the order of time: voter 1 changed her mind about comment 0, and the last one counts.
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "30,x,0,1,-1\n"
    "10,x,0,1,1\n"
    "11,x,0,2,1\n"
    "12,x,1,2,0\n"
    "13,x,2,3,1\n"
)
SUMMARY = "topic,L'accueil\nurl,https://example.org/abc\nviews,3\n"


def an_export(folder: Path, comments: str = COMMENTS, votes: str = VOTES) -> Path:
    """A Polis export in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "comments.csv").write_text(comments, "utf-8")
    (folder / "votes.csv").write_text(votes, "utf-8")
    (folder / "summary.csv").write_text(SUMMARY, "utf-8")
    return folder
