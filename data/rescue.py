"""What can still be read of a damaged SQLite file.

Two ways, since each finds what the other cannot:

* SQLite itself, on a connection that puts up with damage (``PRAGMA writable_schema``): it follows a table's
  tree to the damage, and starts again behind it. It knows the write-ahead log, too.
* Every page of the file that looks like the leaf of a table, read by the format of the file
  (https://www.sqlite.org/fileformat2.html): so rows are found whose tree above them is gone. Which table they
  belong to, only their values tell.

Nothing is written to the damaged file.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from data.columns import Row

_LARGEST_ROWID = 2**63 - 1
# What SQLite raises for damage, and for bytes that are no text.
_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError)

_LEAF_OF_TABLE = 0x0D
Value = int | float | str | bytes | None


def readable_rows(damaged: Path, table: str) -> Iterator[Row]:
    """The rows of a table that SQLite can reach, in the order of their rowids."""
    start = -_LARGEST_ROWID
    while True:
        last = start - 1
        try:
            for rowid, row in _rows(damaged, table, start):
                last = rowid
                yield row
            return
        except _DAMAGE:
            behind = _behind(damaged, table, max(last + 1, 1))
            if behind is None:
                return
            start = behind


def _rows(damaged: Path, table: str, start: int, most: int = -1) -> Iterator[tuple[int, Row]]:
    # A fresh connection each time: one that met damage may refuse to go on.
    with closing(sqlite3.connect(f"{damaged.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA writable_schema = ON")
        # The names are those of our own tables.
        sql = f'SELECT rowid AS "_rowid", * FROM "{table}" WHERE rowid >= ? ORDER BY rowid LIMIT ?'
        for row in connection.execute(sql, [start, most]):
            yield row["_rowid"], {name: row[name] for name in row.keys() if name != "_rowid"}  # noqa: SIM118


def _behind(damaged: Path, table: str, failed: int) -> int | None:
    """The first rowid from which rows can be read again; None: there is none.

    From the rowid ``failed`` they cannot. Damage is a stretch of the tree: its end is searched for by halves.
    """
    step = 1
    while not _reads(damaged, table, failed + step):
        step *= 2
        if failed + step > _LARGEST_ROWID:
            return None
    bad, good = failed, failed + step
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if _reads(damaged, table, middle) else (middle, good)
    return good


def _reads(damaged: Path, table: str, start: int) -> bool:
    try:
        return bool(list(_rows(damaged, table, start, 1)))
    except _DAMAGE:
        return False


@dataclass(frozen=True, slots=True)
class Leftover:
    """A row found in a page of the file. ``values`` are its columns in order. In a table with an ``INTEGER
    PRIMARY KEY``, that column is None here, and ``rowid`` is its value."""

    rowid: int
    values: tuple[Value, ...]


def leftovers(damaged: Path) -> Iterator[Leftover]:
    """The rows in every page that looks like the leaf of a table, whichever it is."""
    with damaged.open("rb") as file:
        head = file.read(100)
        size = int.from_bytes(head[16:18], "big") if len(head) == 100 else 0
        size = 65536 if size == 1 else size
        if size < 512 or size & (size - 1):
            size = 4096  # the head is damaged, too: what SQLite makes by itself
        pages = _Pages(damaged, size, head[20] if len(head) == 100 else 0)
        for number in range(1, pages.count + 1):
            yield from pages.rows(number)


class _Pages:
    """The pages of a file, numbered from 1; ``reserved`` bytes at the end of each are not used."""

    def __init__(self, path: Path, size: int, reserved: int) -> None:
        self._path, self._size = path, size
        self._usable = size - reserved if reserved < size // 2 else size
        self.count = -(-path.stat().st_size // size)

    def rows(self, number: int) -> Iterator[Leftover]:
        """The rows on a page, if it is the leaf of a table."""
        page = self._read(number)
        head = 100 if number == 1 else 0
        if len(page) < head + 8 or page[head] != _LEAF_OF_TABLE:
            return
        (cells,) = struct.unpack_from(">H", page, head + 3)
        for index in range(min(cells, (len(page) - head - 8) // 2)):
            (place,) = struct.unpack_from(">H", page, head + 8 + 2 * index)
            try:
                yield self._row(page, place)
            except (IndexError, ValueError, struct.error, UnicodeDecodeError):
                continue

    def _read(self, number: int) -> bytes:
        if not 1 <= number <= self.count:
            raise ValueError("no such page")
        with self._path.open("rb") as file:
            file.seek((number - 1) * self._size)
            return file.read(self._size)

    def _row(self, page: bytes, place: int) -> Leftover:
        length, place = _varint(page, place)
        rowid, place = _varint(page, place)
        if not 0 < length <= self.count * self._size:
            raise ValueError("longer than the file")
        content = self._content(page, place, length)
        head_length, at = _varint(content, 0)
        kinds = []
        while at < head_length:
            kind, at = _varint(content, at)
            kinds.append(kind)
        values = []
        for kind in kinds:
            value, at = _value(content, at, kind)
            values.append(value)
        if at != length:
            raise ValueError("not as long as it says")
        return Leftover(rowid, tuple(values))

    def _content(self, page: bytes, place: int, length: int) -> bytes:
        """The content of a row: what lies in its page, and in the pages that follow it if it is long."""
        here = length
        if length > self._usable - 35:
            least = (self._usable - 12) * 32 // 255 - 23
            here = least + (length - least) % (self._usable - 4)
            here = here if here <= self._usable - 35 else least
        parts = [page[place : place + here]]
        left = length - here
        following = int.from_bytes(page[place + here : place + here + 4], "big") if left else 0
        while left > 0:
            page = self._read(following)
            part = page[4 : min(self._usable, 4 + left)]
            following = int.from_bytes(page[:4], "big")
            parts.append(part)
            if not part:
                raise ValueError("its end is missing")
            left -= len(part)
        content = b"".join(parts)
        if len(content) != length:
            raise ValueError("its end is missing")
        return content


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A whole number of 1 to 9 bytes, and the place after it."""
    value = 0
    for index in range(9):
        byte = content[at + index]
        if index == 8:
            value = value << 8 | byte
            break
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return (value - 2**64 if value >= 2**63 else value), at + index + 1


def _value(content: bytes, at: int, kind: int) -> tuple[Value, int]:
    """A column's value, and the place after it."""
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack_from(">d", content, at)[0], at + 8
    if 1 <= kind <= 6:
        end = at + (1, 2, 3, 4, 6, 8)[kind - 1]
        return int.from_bytes(content[at:end], "big", signed=True), end
    if kind < 12:
        raise ValueError("no kind of value")
    end = at + (kind - 12) // 2
    if end > len(content):
        raise ValueError("longer than its row")
    return (content[at:end] if kind % 2 == 0 else content[at:end].decode()), end
