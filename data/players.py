"""Player profiles."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from data.columns import Row, record, to_text
from data.connection import Connection
from data.errors import StoreRefusedError
from data.records import Hand, Player

LONGEST_NAME = 24
#: For a player who has chosen none: the blue of school ink.
FIRST_COLOUR = "#1d2b4c"
# How many names a message lists when it says that a name is unknown.
_NAMED = 5
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def clean_name(name: str) -> str:
    """The name as it is stored: spaces trimmed and made single, accents composed.

    Raises:
        StoreRefusedError: nothing is left, it is longer than :data:`LONGEST_NAME`, or it cannot be printed.
    """
    cleaned = _trimmed(name)
    if not cleaned:
        raise StoreRefusedError("A player needs a name: write at least one letter.")
    if len(cleaned) > LONGEST_NAME:
        raise StoreRefusedError(f"That name is too long: use at most {LONGEST_NAME} letters.")
    if not cleaned.isprintable():
        raise StoreRefusedError("That name has characters that cannot be shown: use letters and numbers.")
    return cleaned


def _trimmed(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


class Players:
    """The table ``players``. Names are unique, whatever their case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        name: str,
        colour: str,
        *,
        hand: Hand = Hand.RIGHT,
        pen_width: float = 1.0,
        rest_ms: int | None = None,
        patience_ms: int | None = None,
    ) -> Player:
        """A new profile. Raises StoreRefusedError if the name is taken or a value is impossible."""
        given = {
            "name": name,
            "colour": colour,
            "hand": hand,
            "pen_width": pen_width,
            "rest_ms": rest_ms,
            "patience_ms": patience_ms,
        }
        with self._connection.writing():
            values = {**self._checked(given), "created": to_text(self._connection.clock())}
            return self.get(self._connection.insert("players", values))

    def all(self) -> list[Player]:
        """Everybody, in the order in which they joined."""
        return [record(Player, row) for row in self._connection.rows("SELECT * FROM players ORDER BY id")]

    def get(self, player_id: int) -> Player:
        row = self._connection.row(
            "SELECT * FROM players WHERE id = ?", [player_id], "That player is not here any more."
        )
        return record(Player, row)

    def find(self, name: str) -> int | None:
        """The id of the player of that name, whatever the case; None if there is none."""
        folded = _trimmed(name).casefold()
        return next((player.id for player in self.all() if player.name.casefold() == folded), None)

    def named(self, name: str) -> Player:
        """The player of that name, whatever the case. Raises StoreRefusedError, which names some of the
        players, if there is none."""
        found = self.find(name)
        if found is not None:
            return self.get(found)
        players = [player.name for player in self.all()]
        known = ", ".join(players[:_NAMED]) or "nobody yet"
        known += f" and {len(players) - _NAMED} more" if len(players) > _NAMED else ""
        raise StoreRefusedError(f"There is no player called {name!r:.40}: the store knows {known}.")

    def change(self, player_id: int, **changes: Any) -> Player:
        """Changes any of ``name, colour, hand, pen_width, rest_ms, patience_ms``; the rest stays."""
        with self._connection.writing() as db:
            self.get(player_id)
            if changes:
                db.table("players").update(player_id, self._checked(changes, but=player_id))
            return self.get(player_id)

    def delete(self, player_id: int) -> None:
        """Deletes the player with their answers, samples and runs, and each match without other players.
        A personal head is not in the store: the caller deletes it."""
        with self._connection.writing() as db:
            self.get(player_id)
            db.execute("DELETE FROM players WHERE id = ?", [player_id])
            db.execute(
                "DELETE FROM matches WHERE NOT EXISTS"
                " (SELECT 1 FROM seats WHERE match_id = matches.id AND kind IN ('player', 'guest'))"
            )
        # The write-ahead log still holds what was deleted; emptying it may have to wait for other readers.
        self._connection.tidy()

    def _checked(self, values: Row, but: int | None = None) -> Row:
        values = dict(values)
        if "name" in values:
            values["name"] = clean_name(values["name"])
            folded = values["name"].casefold()
            if any(player.name.casefold() == folded and player.id != but for player in self.all()):
                raise StoreRefusedError(
                    f"There is already a player called {values['name']}: choose another name."
                )
        if "colour" in values:
            values["colour"] = values["colour"].lower()
            if not _COLOUR.fullmatch(values["colour"]):
                raise StoreRefusedError(f"{values['colour']!r} is not a colour: write it as #rrggbb.")
        if "hand" in values and values["hand"] not in list(Hand):
            raise StoreRefusedError(f"{values['hand']!r} is not a hand: choose right or left.")
        if "pen_width" in values and not 0.25 <= values["pen_width"] <= 4.0:
            raise StoreRefusedError("A pen's width goes from 0.25 to 4 times the usual one.")
        if values.get("rest_ms") is not None and not 50 <= values["rest_ms"] <= 5000:
            raise StoreRefusedError("The rest of the pen goes from 50 to 5000 milliseconds.")
        if values.get("patience_ms") is not None and not 500 <= values["patience_ms"] <= 10_000:
            raise StoreRefusedError("The wait for another digit goes from 500 to 10000 milliseconds.")
        return values
