"""Profiles: names, values, and that nothing of a deleted player stays."""

from __future__ import annotations

import pytest

from data.errors import StoreRefusedError
from data.records import (
    Context,
    Hand,
    LabelSource,
    NewNumber,
    Player,
    RunKind,
    Seat,
    SeatKind,
)
from data.store import Store
from tests.unit.data.made import answer, ink, play, sample


def test_a_profile_comes_back_as_it_was_given(store: Store) -> None:
    added = store.players.add("  Zoë   van Dijk ", "#AABBCC", hand=Hand.LEFT, pen_width=1.4)
    assert (added.name, added.colour, added.hand, added.pen_width) == ("Zoë van Dijk", "#aabbcc", "left", 1.4)
    assert store.players.get(added.id) == added
    changed = store.players.change(added.id, rest_ms=240, patience_ms=2600)
    assert (changed.rest_ms, changed.patience_ms) == (240, 2600)
    assert store.players.named("zoë VAN dijk") == changed


@pytest.mark.parametrize("name", ["Anna", " anna ", "ANNA"])
def test_a_name_is_taken_once(store: Store, anna: Player, name: str) -> None:
    with pytest.raises(StoreRefusedError, match="already a player"):
        store.players.add(name, "#000000")
    assert store.players.change(anna.id, name="anna").name == "anna"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"name": " \t"}, "needs a name"),
        ({"name": "x" * 25}, "too long"),
        ({"name": "a\x00b"}, "cannot be shown"),
        ({"colour": "red"}, "not a colour"),
        ({"hand": "both"}, "not a hand"),
        ({"pen_width": 9.0}, "width"),
        ({"rest_ms": 3}, "rest of the pen"),
        ({"patience_ms": 3}, "wait for another digit"),
    ],
)
def test_impossible_values_are_refused(store: Store, values: dict[str, object], reason: str) -> None:
    with pytest.raises(StoreRefusedError, match=reason):
        store.players.add(**{"name": "Ben", "colour": "#000000", **values})  # type: ignore[arg-type]
    assert store.players.all() == []


def test_an_unknown_name_is_answered_with_those_there_are(store: Store, anna: Player) -> None:
    with pytest.raises(StoreRefusedError, match=f"knows {anna.name}"):
        store.players.named("Bob")


def counts(store: Store) -> dict[str, int]:
    tables = [name for name in store.connection.db.table_names() if name != "sqlite_sequence"]
    return {name: store.connection.value(f"SELECT count(*) FROM {name}") for name in tables}


def test_deleting_a_player_deletes_everything_of_theirs(store: Store, anna: Player) -> None:
    play(store, anna)
    store.samples.add(sample(anna))
    before = counts(store)

    ben = store.players.add("Ben", "#0000ff")
    alone = store.matches.start("duel", [Seat("Ben", ben.id), Seat("Computer", kind=SeatKind.COMPUTER)])
    kept = store.matches.record(answer(alone.id))
    store.matches.record(answer(alone.id, seat=1))
    store.samples.add(sample(ben, answer_id=kept.id))
    store.samples.keep_number(
        NewNumber("144", ink(), LabelSource.CORRECTED, Context.QUIZ, ben.id, answer_id=kept.id)
    )
    store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=ben.id)
    grown = counts(store)
    changing = {"players", "matches", "seats", "answers", "samples", "numbers", "runs"}
    assert {name for name in grown if grown[name] > before[name]} == changing

    store.players.delete(ben.id)
    assert counts(store) == before
    assert store.connection.rows("PRAGMA foreign_key_check") == []
    assert b"Ben" not in store.path.read_bytes()


def test_a_match_with_others_stays_theirs(store: Store, anna: Player) -> None:
    ben = store.players.add("Ben", "#0000ff")
    match = store.matches.start("hot-seat", [Seat("Anna", anna.id), Seat("Ben", ben.id)], level=2)
    store.matches.record(answer(match.id, seat=0))
    store.matches.record(answer(match.id, seat=1))
    store.players.delete(ben.id)
    assert [seat.player_id for seat in store.matches.get(match.id).seats] == [anna.id]
    assert [kept.player_id for kept in store.matches.answers(match.id)] == [anna.id]


def test_ids_are_never_used_again(store: Store, anna: Player) -> None:
    store.players.delete(anna.id)
    assert store.players.add("Anna", "#aa3355").id > anna.id
    with pytest.raises(StoreRefusedError, match="not here any more"):
        store.players.get(anna.id)
