"""A watcher's view, held against the room that it watches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.net import protocol as p
from game.net.watcher import Watcher, ink_of, rules_from, rules_of
from game.play.scoring import Outcome
from game.session import hosted_room as h
from tests.made_room import PlayedRoom


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(h.RoomGame, p.Game), (h.RoomStage, p.Stage), (h.Doing, p.Doing), (Outcome, p.Outcome)],
)
def test_the_window_knows_every_state_that_the_protocol_has(
    ours: type[h.Doing], theirs: type[p.Doing]
) -> None:
    assert [one.value for one in ours] == [one.value for one in theirs]


@given(
    st.builds(
        p.Rules,
        game=st.sampled_from(p.Game),
        level=st.integers(1, 10),
        length=st.integers(0, 600),
        teams=st.integers(2, p.MOST_TEAMS),
        exercise=st.integers(0, 2**53),
        **{name: st.booleans() for name in ("own_levels", "question_on_pad", "late", "daily", "named")},
    )
)
def test_a_window_that_changes_one_rule_leaves_the_others_as_the_teacher_chose_them(rules: p.Rules) -> None:
    """The Daily, which only the teacher's page could choose, was switched off by any change at the window."""
    assert rules_from(rules_of(rules)) == rules


def test_the_window_knows_what_exercises_there_are() -> None:
    watcher = Watcher("4719", ["http://localhost:4719"], on_network=False)
    watcher.hear(
        p.Room(
            p.VERSION, "4719", p.Stage.LOBBY, p.Rules(exercise=3), [], exercises=[p.ExerciseName(3, "Sevens")]
        )
    )
    assert watcher.view.exercises == (h.RoomExercise(3, "Sevens"),)
    assert watcher.view.rules.exercise == 3


def test_the_lobby_shows_who_is_here_and_the_ink_on_their_tags() -> None:
    room = PlayedRoom(None, "Mina", "Jonas")
    assert [seat.name for seat in room.view.seats] == ["Mina", "Jonas"]
    first, last = [(-200, -400, 0), (-180, -100, 40)], [(-180, 300, 90), (-170, 500, 120)]
    room.table.say(room.pads[0], p.Ink(0, 0, p.packed(first)))
    room.wait(0.2)
    mina = room.view.seats[0]
    assert (mina.ink, mina.writing) == (ink_of([p.packed(first)]), True)
    room.table.say(room.pads[0], p.Ink(0, 0, p.packed(last), up=True))
    room.wait(0.2)
    mina = room.view.seats[0]
    assert (mina.ink, mina.writing) == (ink_of([p.packed([*first, *last])]), False)
    points = mina.ink.strokes[0].points
    assert (points[0].x, points[0].y, points[-1].t) == (-0.1, -0.2, 0.12)


def test_a_seat_that_is_taken_out_is_gone() -> None:
    room = PlayedRoom(None, "Mina", "Jonas")
    room.remove(0)
    room.update()
    assert [seat.name for seat in room.view.seats] == ["Jonas"]


def test_orders_change_what_is_seen() -> None:
    room = PlayedRoom(None, "Mina")
    room.lock(True)
    room.play_by(h.RoomRules(h.RoomGame.BUZZ, 3))
    room.update()
    assert (room.view.locked, room.view.rules.game, room.view.rules.level) == (True, h.RoomGame.BUZZ, 3)
    room.start()
    room.pause(True)
    room.update()
    assert room.view.stage is h.RoomStage.PAUSED


def test_closed_rounds_are_remembered_and_the_question_shows_no_answer() -> None:
    room = PlayedRoom(p.Rules(length=3), "Mina", "Jonas")
    room.start()
    room.update()
    assert room.view.goal == 3
    mina, jonas = room.pads
    room.table.answer(mina, right=True)
    room.table.answer(jonas, right=False)
    room.wait(0.5)
    first, second = room.view.seats
    assert [one.outcome for one in first.judged] == [Outcome.RIGHT]
    assert [one.outcome for one in second.judged] == [Outcome.WRONG]
    assert first.question.endswith("=") or "?" in first.question


def test_the_end_has_a_podium_and_the_next_match_knows_who_improved() -> None:
    room = PlayedRoom(p.Rules(length=2), "Mina", "Jonas")
    for mina_right, jonas_right in ((True, False), (True, True)):
        room.start()
        for _ in range(2):
            room.table.answer(room.pads[0], right=mina_right)
            room.table.answer(room.pads[1], right=jonas_right)
            room.table.say(room.pads[1], p.Next(room.pads[1].question.round))
        room.wait(3.0)
        room.finish()
        room.update()
        assert room.view.stage is h.RoomStage.OVER
        podium = room.view.podium
        assert podium.first[0].name == "Mina" and podium.players == 2
        if not jonas_right:
            assert podium.improved == ()
    (improved,) = podium.improved
    assert room.view.name_of(improved.seat) == "Jonas"
    assert [one.outcome for one in improved.before] == [Outcome.WRONG, Outcome.WRONG]


def test_the_clock_of_all_is_reported() -> None:
    room = PlayedRoom(p.Rules(game=p.Game.TOGETHER, length=30), "Mina")
    room.start()
    room.wait(1.0)
    left = room.view.left_s
    assert left is not None and 28 < left < 30
