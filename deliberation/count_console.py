"""The console command that counts a file of papers: anyone may count again what was published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deliberation.console import WRONG_USE, AsJson, answer, say
from deliberation.i18n import gettext

if TYPE_CHECKING:
    from deliberation.ballots.methods.result import Result

NOTHING_READ = 1


def count(
    file: Annotated[
        Path, typer.Argument(help=".soc, .soi, .toc, .toi, .cat ou .jsonl", metavar="FICHIER")
    ],
    method: Annotated[
        str,
        typer.Option(
            help="plurality, approval, borda, instant-runoff, schulze, majority-judgment ou dots.",
            metavar="MÉTHODE",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Recompter les bulletins publiés d'un vote, ou un fichier de PrefLib."""
    from deliberation.ballots.methods import METHODS
    from deliberation.ballots.papers.accounts import account
    from deliberation.ballots.papers.files import read_papers
    from deliberation.ballots.papers.reading import Unreadable, why_not_count_by

    try:
        papers = read_papers(file)
        refusal = why_not_count_by(papers, method)
    except Unreadable as unreadable:
        raise leave(f"{file} : {unreadable}", NOTHING_READ) from None
    if refusal is not None:
        fitting = ", ".join(papers.shapes)
        told = gettext(refusal).format(kind=papers.kind, method=method, methods=fitting)
        raise leave(told, WRONG_USE)
    result: Result = METHODS[method](papers.shapes[method])
    answer(result.as_json(), as_json, account(result))


def leave(sentence: str, code: int) -> typer.Exit:
    """Say why nothing is counted; what a file says is never read as markup."""
    say.print(sentence, markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(code)
