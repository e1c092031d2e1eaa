"""A session on this machine: pens, readings, late strokes, and what players say of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from game.play import events as e
from game.play.answer import LATE_STROKE, PATIENCE_USUAL
from game.play.modes import Mode, SeatSetup, Setup
from game.play.scoring import Outcome
from game.play.states import State
from game.session.ports import Sitter
from recognizer.ink import Point

from .table import FRAME, STEP, SessionTable


@pytest.fixture
def table() -> SessionTable:
    table = SessionTable()
    table.begin()
    return table


def test_a_right_answer_brings_the_next_question_on_an_empty_sheet(table: SessionTable) -> None:
    sheet = table.session.view(0).sheet
    table.write(str(table.answer()))
    written = table.session.view(0).ink
    assert table.session.view(0).sheet == sheet
    table.wait(0.7)
    view = table.session.view(0)
    assert view.play.state is State.THINKING
    assert view.play.round == 2
    assert (not view.ink, view.reading, view.can_undo) == (True, None, False)
    assert view.sheet > sheet
    assert view.judged is not None
    assert (view.judged.outcome, view.judged.ink) == (Outcome.RIGHT, written)
    assert view.judged.reading is not None
    assert table.session.ink(0, 1) == written


def test_the_reading_shows_while_the_answer_grows(table: SessionTable) -> None:
    text = table.wrong()
    table.stroke(-0.3, int(text[0]))
    table.wait(2 * FRAME)
    reading = table.session.view(0).reading
    assert reading is not None
    assert reading.text == text[0]
    assert reading.digits[0].confidence == 0.95


def test_a_view_is_made_once_for_as_long_as_nothing_changes(table: SessionTable) -> None:
    first = table.session.view(0)
    assert table.session.view(0) is first
    table.drains = False
    table.stroke(-0.3, 1)
    second = table.session.view(0)
    assert second is not first and second.ink.strokes and second.reading is None
    table.jobs.drain()
    assert table.session.view(0).reading is not None


def test_a_slow_reading_of_older_ink_is_dropped(table: SessionTable) -> None:
    answer = str(table.answer())
    table.drains = False
    table.write(answer)
    late = list(table.jobs._waiting)  # the reading of this ink, on its way
    table.stroke(-0.3 + len(answer) * STEP, 1)
    for work, done, _, _ in late:
        done(work())
    table.wait(1.0)
    assert table.session.view(0).play.state is State.RESTING
    table.drains = True
    table.wait(1.0)
    assert table.heard(e.Judged)[-1].given == answer + "1"


def test_only_the_newest_ink_is_read(table: SessionTable) -> None:
    table.drains = False
    table.write(table.wrong())
    table.jobs.drain()
    assert len(table.reader.reads) == 1


def test_ink_waits_for_a_reader_that_is_still_loading() -> None:
    table = SessionTable()
    table.awake = False
    table.begin()
    table.write(str(table.answer()))
    table.wait(1.0)
    assert table.session.view(0).play.state is State.RESTING
    table.awake = True
    table.wait(0.1)
    assert table.heard(e.Judged)


def test_a_reader_that_fails_is_reported_once_and_asks_again(
    table: SessionTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no file")

    monkeypatch.setattr(table.reader, "read", fail)
    for _ in range(2):
        table.stroke(0.0, 1)
        table.wait(PATIENCE_USUAL + 0.1)
    assert len(table.told) == 1
    assert "no file" in table.told[0]
    assert table.session.view(0).play.state is State.UNSURE


# Late strokes


def test_a_stroke_that_follows_at_once_reopens_the_round(table: SessionTable) -> None:
    answer = str(table.answer())
    table.play(answer)  # so that the next round has a round before it
    answer = str(table.answer())
    round = table.session.view(0).play.round
    table.write(answer)
    while table.session.view(0).play.round == round:
        table.wait(FRAME)
    judged = table.session.view(0).judged
    assert judged is not None
    table.wait(0.3)
    assert table.stroke(-0.3 + len(answer) * STEP, 5)
    view = table.session.view(0)
    assert view.play.round == round
    assert [s.points[0].pressure for s in view.ink.strokes[:-1]] == [
        s.points[0].pressure for s in judged.ink.strokes
    ]
    assert table.heard(e.Reopened)[-1].round == round
    table.wait(3.0)
    assert table.heard(e.Judged)[-1].given == answer + "5"
    table.go_on()
    assert table.session.view(0).play.round == round + 1
    assert not table.session.view(0).ink


def test_a_bar_across_the_judged_ink_reopens_it_and_leaves_it_right(table: SessionTable) -> None:
    table.write(str(table.answer()))
    table.wait(0.6)
    assert table.session.view(0).play.round == 2
    assert table.draw([(-0.4, 0.0), (-0.3, 0.0), (-0.2, 0.0)])
    table.wait(1.0)
    assert [event.outcome for event in table.heard(e.Judged)] == [Outcome.RIGHT, Outcome.RIGHT]
    assert table.session.view(0).play.score.right == 1
    assert table.session.view(0).play.round == 2


def test_a_bar_that_begins_far_off_reopens_when_it_gets_there(table: SessionTable) -> None:
    table.write(str(table.answer()), x=0.0)
    table.wait(0.6)
    assert table.draw([(-0.5 + 0.1 * i, 0.0) for i in range(8)])
    table.wait(1.0)
    assert len(table.heard(e.Reopened)) == 1
    assert len(table.session.ink(0, 1).strokes) == len(str(table.session.summary()[0].answers[0].given)) + 1


def test_a_number_begun_elsewhere_is_the_next_answer(table: SessionTable) -> None:
    table.write(str(table.answer()), x=0.2)
    table.wait(0.5)
    assert table.session.view(0).play.round == 2
    assert table.session.view(0).play.reopens
    began = table.now
    table.write(str(table.answer()), x=-0.6)
    table.wait(1.0)
    assert not table.heard(e.Reopened)
    assert [event.outcome for event in table.heard(e.Judged)] == [Outcome.RIGHT, Outcome.RIGHT]
    second = table.session.summary()[0].answers[1]
    assert second.thinking == pytest.approx(began - table.asked[0, 2], abs=FRAME / 10)


def test_after_the_time_for_late_strokes_everything_is_new(table: SessionTable) -> None:
    answer = str(table.answer())
    table.write(answer)
    table.wait(0.5 + LATE_STROKE + 0.1)
    table.stroke(-0.3 + len(answer) * STEP, 5)
    assert not table.heard(e.Reopened)
    assert table.session.view(0).play.round == 2
    assert len(table.session.view(0).ink.strokes) == 1


def test_a_wrong_answer_that_goes_on_is_judged_again(table: SessionTable) -> None:
    answer = str(table.answer())
    assert len(answer) > 1
    table.write(answer[:-1])
    table.wait(PATIENCE_USUAL + 0.2)
    assert table.heard(e.Judged)[-1].outcome is Outcome.WRONG
    table.stroke(-0.3 + (len(answer) - 1) * STEP, int(answer[-1]))
    table.wait(1.0)
    assert table.heard(e.Judged)[-1].outcome is Outcome.RIGHT
    assert table.session.view(0).play.score.slips == 0


# Taking ink back


def test_undo_and_clear_and_back_again(table: SessionTable) -> None:
    text = table.wrong() + "1"
    table.write(text)
    full = table.session.view(0).ink
    sheet = table.session.view(0).sheet
    table.session.undo(0, table.now)
    view = table.session.view(0)
    assert len(view.ink.strokes) == len(text) - 1
    assert view.sheet > sheet
    table.session.clear(0, table.now)
    assert table.session.view(0).play.state is State.THINKING
    assert table.session.view(0).reading is None
    table.session.undo(0, table.now)
    assert table.session.view(0).ink.strokes == full.strokes[:-1]
    table.wait(1.5)
    assert table.heard(e.Judged)[-1].given == text[:-1]


def test_nothing_can_be_taken_back_from_an_empty_sheet(table: SessionTable) -> None:
    before = table.session.view(0)
    table.session.undo(0, table.now)
    table.session.clear(0, table.now)
    assert table.session.view(0) is before


def test_a_zigzag_erases_and_can_be_taken_back(table: SessionTable) -> None:
    text = table.wrong()
    table.write(text)
    path = [(-0.45 + 0.9 * (i % 2), -0.16 + 0.04 * i) for i in range(9)]
    fine = [
        (ax + (bx - ax) * k / 6, ay + (by - ay) * k / 6)
        for (ax, ay), (bx, by) in pairwise(path)
        for k in range(6)
    ]
    table.draw(fine)
    view = table.session.view(0)
    assert not view.ink
    assert view.play.state is State.THINKING
    table.wait(1.5)
    assert not table.heard(e.Judged)
    table.session.undo(0, table.now)
    assert len(table.session.view(0).ink.strokes) == len(text)


# Unsure, misread, typed


def unsure(table: SessionTable) -> tuple[str, str]:
    """Write something unsure. Returns the right answer and the other candidate."""
    answer, other = str(table.answer()), table.wrong()
    table.reader.unsure = {answer: ((other, 0.5), (answer, 0.4))}
    table.write(answer)
    table.wait(1.2)
    assert table.session.view(0).play.state is State.UNSURE
    return answer, other


def test_unsure_ink_can_be_chosen_for(table: SessionTable) -> None:
    answer, other = unsure(table)
    assert table.session.view(0).play.offered == (other, answer)
    table.session.choose(0, answer, table.now)
    table.wait(0.1)
    assert table.heard(e.Judged)[-1].outcome is Outcome.RIGHT
    assert [glyph.label for glyph in table.shelf.corrected] == [int(digit) for digit in answer]


def test_unsure_ink_is_written_again_on_an_empty_sheet(table: SessionTable) -> None:
    answer, _ = unsure(table)
    table.wait(1.0)
    table.reader.unsure = {}
    sheet = table.session.view(0).sheet
    assert table.stroke(-0.3, int(answer[0]))
    assert len(table.session.view(0).ink.strokes) == 1
    assert table.session.view(0).sheet > sheet
    table.session.undo(0, table.now)
    table.session.undo(0, table.now)
    assert len(table.session.view(0).ink.strokes) == len(answer)


def test_a_stroke_just_after_the_doubt_goes_on_with_the_ink(table: SessionTable) -> None:
    answer = str(table.answer())
    table.reader.unsure = {answer: ((answer, 0.4),)}
    table.write(answer)
    while table.session.view(0).play.state is not State.UNSURE:
        table.wait(FRAME)
    table.stroke(-0.3 + len(answer) * STEP, 4)
    assert len(table.session.view(0).ink.strokes) == len(answer) + 1


def test_keys_take_the_place_of_unsure_ink(table: SessionTable) -> None:
    answer, _ = unsure(table)
    table.session.typing(0, answer, table.now)
    assert not table.session.view(0).ink
    table.session.enter(0, table.now)
    table.wait(0.1)
    kept = table.shelf.answers[0, 1]
    assert kept.answer.typed
    assert not kept.ink


def test_what_was_misread_costs_nothing_and_is_kept_as_a_sample(table: SessionTable) -> None:
    answer, misread = str(table.answer()), table.wrong()
    table.reader.unsure = {}
    table.write(misread)
    table.wait(1.2)
    assert table.session.view(0).play.score.slips == 1
    table.session.dispute(0, table.now)
    assert table.session.view(0).play.disputed == 1
    assert not table.session.view(0).pen
    table.session.claim(0, answer, table.now)
    table.wait(0.1)
    # The reader gave the other digit half a per cent: this claim is not plausible, so the round is void.
    assert table.shelf.answers[0, 1].answer.outcome is Outcome.VOID
    assert table.session.view(0).play.score.slips == 0
    (glyph,) = table.shelf.corrected
    assert (glyph.label, glyph.read) == (int(answer[-1]), int(misread[-1]))
    assert glyph.ink.strokes == (table.session.ink(0, 1).strokes[-1],)
    assert glyph.answer == 1


def test_a_number_that_cannot_be_aligned_is_kept_whole(table: SessionTable) -> None:
    misread = table.wrong()
    table.write(misread)
    table.wait(1.2)
    table.session.dispute(0, table.now)
    table.session.claim(0, "123456", table.now)
    table.wait(0.1)
    (number,) = table.shelf.corrected
    assert (number.label, number.read, number.ink) == ("123456", misread, table.session.ink(0, 1))


def test_withdrawing_leaves_all_as_it_was(table: SessionTable) -> None:
    table.write(table.wrong())
    table.wait(1.2)
    before = table.session.view(0).play.score
    table.session.dispute(0, table.now)
    table.session.withdraw(0, table.now)
    assert table.session.view(0).play.score == before
    table.session.claim(0, "1", table.now)
    assert table.session.view(0).play.score == before
    assert not table.heard(e.Relabelled)


# Pauses and ends


def test_a_pause_ends_the_stroke_and_hides_the_question(table: SessionTable) -> None:
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.4))
    table.session.pen_move(0, Point(0.0, 0.1, table.now + 0.01, 0.4))
    table.session.pause(table.now)
    view = table.session.view(0)
    assert (view.play.question, view.pen, len(view.ink.strokes)) == (None, False, 1)
    table.wait(5.0)
    assert not table.heard(e.Judged)
    sheet = table.session.view(0).sheet
    table.session.pen_down(0, Point(0.0, 0.0, table.now))
    assert table.session.view(0).sheet > sheet
    assert not table.session.view(0).pen
    table.session.pen_up(0)
    table.session.resume(table.now)
    table.session.enter(0, table.now)
    table.wait(0.1)
    assert table.heard(e.Judged)[-1].given == "4"


def test_a_stroke_is_dropped_when_its_round_is_closed_under_it() -> None:
    table = SessionTable(Setup(Mode.BLITZ, 3, (SeatSetup(),), length=30, level=4))
    table.begin()
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.4))
    table.wait(36.0)
    assert table.session.over
    sheet = table.session.view(0).sheet
    table.session.pen_up(0)
    assert table.session.view(0).sheet > sheet
    assert not table.session.view(0).ink


def test_passing_shows_the_answer(table: SessionTable) -> None:
    table.session.give_up(0, table.now)
    assert table.session.view(0).play.solved is not None
    table.session.next(0, table.now)
    table.wait(LATE_STROKE - FRAME)  # until then a stroke may belong to the old ink
    assert table.session.view(0).play.round == 1
    table.wait(2 * FRAME)
    assert table.session.view(0).play.round == 2


def test_two_fingers_make_two_strokes_of_one_ink(table: SessionTable) -> None:
    table.session.pen_down(0, Point(-0.2, 0.0, table.now, 0.1), 1)
    table.session.pen_down(0, Point(0.2, 0.0, table.now, 0.2), 2)
    before = table.session.view(0)
    table.session.pen_down(0, Point(0.2, 0.0, table.now, 0.2), 2)  # that finger is down already
    assert table.session.view(0) is before
    table.wait(0.1)
    table.session.pen_up(0, pointer=1)
    assert table.session.view(0).play.state is State.WRITING
    table.session.pen_up(0, pointer=2)
    assert len(table.session.view(0).ink.strokes) == 2
    table.wait(1.2)
    assert table.heard(e.Judged)[-1].given == "12"


def test_a_seat_for_each_sitter() -> None:
    with pytest.raises(Exception, match="1 seats need as many players, not 2"):
        SessionTable(sitters=(Sitter(), Sitter()))
