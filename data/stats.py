"""How much a store holds of everything, by player, for the command line."""

from __future__ import annotations

from typing import Any

from data.records import LabelSource, Outcome, Status
from data.store import Store


def stats(store: Store, player_id: int | None = None) -> list[dict[str, Any]]:
    """One object for each player; without ``player_id``, one more (``player`` None) for imported samples that
    belong to no player.

    Each has ``player``, ``matches``, ``answers`` by outcome and ``misread``, ``samples`` by how the label is
    known, by split and by status, ``by_label`` (accepted ones), ``numbers`` and ``runs``.
    """
    players = store.players.all() if player_id is None else [store.players.get(player_id)]
    found = [_of(store, player.id, player.name) for player in players]
    if player_id is None:
        nobody = _of(store, None, None)
        if nobody["samples"]["all"] or nobody["numbers"]:
            found.append(nobody)
    return found


def _of(store: Store, player_id: int | None, name: str | None) -> dict[str, Any]:
    def by(table: str, column: str, where: str = "1") -> dict[str, int]:
        return {
            str(row["value"]): row["count"]
            for row in store.connection.rows(
                f'SELECT "{column}" AS value, count(*) AS count FROM {table}'
                f" WHERE player_id IS ? AND {where} GROUP BY 1 ORDER BY 1",
                [player_id],
            )
        }

    def count(table: str, where: str = "1") -> int:
        return int(
            store.connection.value(
                f"SELECT count(*) FROM {table} WHERE player_id IS ? AND {where}", [player_id]
            )
        )

    outcomes, sources = by("answers", "outcome"), by("samples", "label_source")
    splits, statuses = by("samples", "split", "status = 'ok'"), by("samples", "status")
    return {
        "player": name,
        "matches": count("seats"),
        "answers": {
            **{str(outcome): outcomes.get(outcome, 0) for outcome in Outcome},
            "misread": count("answers", "misread"),
        },
        "samples": {
            "all": count("samples"),
            **{str(source): sources.get(source, 0) for source in LabelSource},
            **{str(status): statuses.get(status, 0) for status in Status},
            "train": splits.get("train", 0),
            "held out": splits.get("held out", 0),
        },
        "by_label": by("samples", "label", "status = 'ok'"),
        "numbers": count("numbers"),
        "runs": count("runs"),
    }
