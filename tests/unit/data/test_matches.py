"""Matches and answers: what is stored comes back, and what the stored answers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from data.errors import StoreRefusedError
from data.records import Exercise, Missing, Operation, Outcome, Player, Question, Seat, SeatKind
from data.store import Store
from tests.fakes import FakeClock
from tests.unit.data.made import answer, ink, play

# What a clock says that was set wrong.
END_OF_TIME = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_an_answer_comes_back_whole(store: Store, anna: Player) -> None:
    match = store.matches.start("sprint", [Seat("Anna", anna.id)], level=3, length=20, options={"seed": 5})
    kept = store.matches.record(answer(match.id))
    assert store.matches.answers(match.id) == [kept]
    assert kept.player_id == anna.id
    assert kept.at is not None and kept.at.tzinfo is UTC
    assert replace(kept, id=None, player_id=None, at=None) == answer(match.id)
    assert store.matches.get(match.id).options == {"seed": 5}


def test_a_round_judged_again_replaces_what_was_stored(store: Store, anna: Player) -> None:
    match = store.matches.start("sprint", [Seat("Anna", anna.id)], level=3)
    first = store.matches.record(answer(match.id, outcome=Outcome.WRONG, given="54", read="54"))
    claimed = store.matches.record(answer(match.id, given="56", read="54", misread=True))
    assert claimed.id == first.id
    assert store.matches.answers(match.id) == [claimed]


def test_an_answer_to_no_match_is_refused(store: Store, anna: Player) -> None:
    match = play(store, anna)
    with pytest.raises(StoreRefusedError, match="not in the store"):
        store.matches.record(answer(match, seat=1))


def test_times_are_kept_in_utc_to_the_millisecond(store: Store, anna: Player) -> None:
    at = datetime(2026, 5, 4, 1, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=2)))
    match = store.matches.start("practice", [Seat("Anna", anna.id)])
    assert store.matches.record(answer(match.id, at=at)).at == datetime(
        2026, 5, 3, 23, 30, 0, 123_000, tzinfo=UTC
    )


def test_results_count_what_the_answers_say(store: Store, anna: Player) -> None:
    match = store.matches.start("sprint", [Seat("Anna", anna.id)], level=3)
    for number, outcome in enumerate([Outcome.RIGHT, Outcome.RIGHT, Outcome.WRONG, Outcome.VOID], 1):
        store.matches.record(answer(match.id, number, outcome))
    (seat,) = store.matches.finish(match.id, scores={0: 22}, places={0: 1}).seats
    assert (seat.right, seat.questions, seat.score, seat.place) == (2, 3, 22, 1)
    assert seat.seconds == pytest.approx(3 * (1.5 + 0.75))
    assert (seat.typed, seat.voided) == (False, True)


def test_the_leaderboard_ranks_by_points_then_time_each_player_once(store: Store, anna: Player) -> None:
    ben = store.players.add("Ben", "#0000ff")
    play(store, anna, 90)
    best = play(store, anna, 100, rounds=2)
    slower = play(store, ben, 100, rounds=3)
    rows = store.progress.leaderboard("sprint", level=3)
    assert [(row.place, row.name, row.score, row.match_id) for row in rows] == [
        (1, "Anna", 100, best),
        (2, "Ben", 100, slower),
    ]
    assert store.progress.leaderboard("sprint", level=4) == []
    assert store.progress.leaderboard("sprint", level=3, length=50) == []


@pytest.mark.parametrize("reason", ["custom", "typed", "void", "quit", "exercise", "computer"])
def test_what_does_not_count_is_on_no_leaderboard(store: Store, anna: Player, reason: str) -> None:
    exercise = store.exercises.save(Exercise("Sevens", "sprint", 1, (Question(7, Operation.MULTIPLY, 8),)))
    seat = Seat("Anna", None if reason == "computer" else anna.id)
    match = store.matches.start(
        "sprint",
        [replace(seat, kind=SeatKind.COMPUTER) if reason == "computer" else seat],
        level=None if reason == "custom" else 3,
        exercise_id=exercise.id if reason == "exercise" else None,
    )
    store.matches.record(answer(match.id, typed=reason == "typed"))
    store.matches.record(answer(match.id, 2, Outcome.VOID if reason == "void" else Outcome.RIGHT))
    store.matches.finish(match.id, scores={0: 20}, complete=reason != "quit")
    assert store.progress.leaderboard("sprint", level=3) == []
    assert store.progress.best_run(anna.id, "sprint", level=3) is None
    assert len(store.matches.answers(match.id)) == 2


def test_the_daily_has_a_board_for_each_date(store: Store, anna: Player) -> None:
    play(store, anna, 70, mode="daily", level=4, day=date(2026, 5, 4))
    today = store.progress.leaderboard("daily", level=4, day=date(2026, 5, 4))
    assert [row.score for row in today] == [70]
    assert store.progress.leaderboard("daily", level=4, day=date(2026, 5, 5)) == []


def test_the_best_run_has_every_answer_of_its_seat_in_order(store: Store, anna: Player) -> None:
    play(store, anna, 50)
    best = play(store, anna, 80, rounds=5)
    found = store.progress.best_run(anna.id, "sprint", level=3, length=20)
    assert found is not None
    match, answers = found
    assert match.id == best
    assert [given.round for given in answers] == [1, 2, 3, 4, 5]
    assert all(given.ink == ink() for given in answers)


def test_fact_history_is_oldest_first_and_leaves_out_what_says_nothing(store: Store, anna: Player) -> None:
    match = store.matches.start("practice", [Seat("Anna", anna.id)])
    for number, outcome in enumerate(Outcome, 1):
        store.matches.record(answer(match.id, number, outcome, thinking=float(number)))
    facts = store.progress.facts(anna.id)
    assert [(fact.correct, fact.passed, fact.thinking) for fact in facts] == [
        (True, False, 1.0),
        (False, False, 2.0),
        (False, True, 3.0),
        (False, False, 4.0),
    ]
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)


@pytest.mark.parametrize(
    ("left", "operation", "right", "cell"),
    [
        (7, Operation.ADD, 8, (7, 8)),
        (7, Operation.MULTIPLY, 8, (7, 8)),
        (15, Operation.SUBTRACT, 7, (7, 8)),
        (56, Operation.DIVIDE, 7, (7, 8)),
        (13, Operation.MULTIPLY, 2, None),
        (40, Operation.SUBTRACT, 2, None),
    ],
)
def test_the_heat_map_puts_each_fact_in_its_field(
    store: Store, anna: Player, left: int, operation: Operation, right: int, cell: tuple[int, int] | None
) -> None:
    match = store.matches.start("practice", [Seat("Anna", anna.id)])
    fact = {"left": left, "operation": operation, "right": right, "missing": Missing.RIGHT}
    store.matches.record(answer(match.id, 1, thinking=2.0, **fact))
    store.matches.record(answer(match.id, 2, Outcome.WRONG, thinking=9.0, **fact))
    table = store.progress.heat_map(anna.id, operation)
    assert list(table) == ([cell] if cell else [])
    if cell:
        assert (table[cell].asked, table[cell].right, table[cell].thinking) == (2, 1, 2.0)
    for other in set(Operation) - {operation}:
        assert store.progress.heat_map(anna.id, other) == {}


def test_days_begin_at_midnight_where_the_player_is(store: Store, anna: Player, clock: FakeClock) -> None:
    clock.moment += timedelta(days=1)
    match = store.matches.start("practice", [Seat("Anna", anna.id)])
    late = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
    store.matches.record(answer(match.id, 1, at=late, thinking=1.0))
    store.matches.record(answer(match.id, 2, at=late, misread=True, thinking=3.0))
    store.matches.record(answer(match.id, 3, Outcome.WRONG, at=late + timedelta(hours=3)))
    london = store.progress.days(anna.id, zone=UTC)
    assert [(day.day, day.asked, day.right, day.misread, day.thinking) for day in london] == [
        (date(2026, 5, 4), 2, 2, 1, 2.0),
        (date(2026, 5, 5), 1, 0, 0, None),
    ]
    berlin = store.progress.days(anna.id, zone=timezone(timedelta(hours=2)))
    assert [(day.day, day.asked) for day in berlin] == [(date(2026, 5, 5), 3)]


def test_answers_from_the_future_count_as_given_when_the_next_one_was_or_now(
    store: Store, anna: Player, clock: FakeClock
) -> None:
    match = store.matches.start("practice", [Seat("Anna", anna.id)])
    early, late = clock.moment - timedelta(days=9), clock.moment - timedelta(days=3)
    for number, at in enumerate((early, END_OF_TIME, late, datetime(2099, 1, 1, tzinfo=UTC), END_OF_TIME), 1):
        store.matches.record(answer(match.id, number, at=at, thinking=float(number)))
    facts = store.progress.facts(anna.id)
    assert [fact.thinking for fact in facts] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert [fact.at for fact in facts] == [early, late, late, clock.moment, clock.moment]
    days = store.progress.days(anna.id, zone=timezone(timedelta(hours=5)))
    assert [(day.day, day.asked) for day in days] == [
        (date(2026, 4, 25), 1),
        (date(2026, 5, 1), 2),
        (date(2026, 5, 4), 2),
    ]


def test_a_match_that_ended_in_the_future_ended_now(store: Store, anna: Player, clock: FakeClock) -> None:
    today, clock.moment = clock.moment, END_OF_TIME - timedelta(minutes=1)
    play(store, anna, 70)
    clock.moment = today
    (row,) = store.progress.leaderboard("sprint", level=3)
    assert row.finished == clock.moment
