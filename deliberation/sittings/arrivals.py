"""Where each row that was made elsewhere has gone: its number there, its number here."""

from typing import Any

from sqlalchemy import Table, insert
from sqlmodel import Session

Row = dict[str, Any]


class Arrivals:
    """Where each row that was made elsewhere has gone: its number there, its number here."""

    def __init__(self, session: Session, last: dict[str, int]) -> None:
        self._session, self._last = session, last
        self._numbers: dict[str, dict[int, int]] = {}

    def is_new(self, name: str, row: Row) -> bool:
        """Whether a row was made after the day had left."""
        return name in self._last and row["id"] > self._last[name]

    def last(self, name: str) -> int:
        """The last number that was given before the day left."""
        return self._last.get(name, 0)

    def know(self, name: str, there: int, here: int) -> None:
        self._numbers.setdefault(name, {})[there] = here

    def number(self, name: str, there: int) -> int:
        """The number that a row of there has here."""
        return self._numbers.get(name, {}).get(there, there)

    def here(self, table: Table, row: Row) -> Row:
        """The same row, pointing at rows of this place."""
        said = dict(row)
        for key in table.foreign_keys:
            name, value = key.column.table.name, said[key.parent.name]
            said[key.parent.name] = self.number(name, value)
        return said

    def add(self, table: Table, row: Row) -> None:
        """Write a new row under the next number of this place."""
        said = self.here(table, row)
        there = said.pop("id")
        result = self._session.connection().execute(insert(table).values(**said))
        assert result.inserted_primary_key is not None
        self.know(table.name, there, result.inserted_primary_key[0])
