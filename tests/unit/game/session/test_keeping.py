"""What a session stores, when, and what happens when it cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.records import NOT_A_DIGIT, LabelSource, Status
from data.store import Store
from game.play.levels import Custom
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from game.session.ports import Kind, Sitter
from game.session.store import StoreFailedError
from game.store_adapter import StoreAdapter
from tests.fakes import FakeReader
from tests.temporary_store import temporary_store

from .table import FRAME, STEP, SessionTable

ANNA = (Sitter("Anna", Kind.PLAYER, 7),)


@pytest.fixture
def table() -> SessionTable:
    table = SessionTable(sitters=ANNA)
    table.begin()
    return table


def test_an_answer_is_written_with_its_verdict(table: SessionTable) -> None:
    assert table.shelf.written == []
    answer = str(table.answer())
    table.write(answer)
    while table.session.view(0).play.round == 1:
        table.wait(FRAME)
    table.wait(FRAME)
    assert table.shelf.written == ["begin", "answer 0 1"]
    kept = table.shelf.answers[0, 1]
    assert (kept.answer.given, kept.answer.read, kept.bundle) == (answer, answer, "plain")
    assert kept.ink == table.session.ink(0, 1)
    assert kept.candidates == ((answer, 0.9),)
    assert kept.points > 0


def test_a_reopened_round_is_written_again_in_place(table: SessionTable) -> None:
    answer = str(table.answer())
    table.write(answer)
    table.wait(0.6)
    table.stroke(-0.3 + len(answer) * STEP, 5)
    table.wait(2.0)
    kept = table.shelf.answers[0, 1]
    assert (kept.answer.given, kept.answer.outcome, kept.answer.reopened) == (answer + "5", Outcome.WRONG, 1)
    assert len(kept.ink.strokes) == len(answer) + 1
    assert table.shelf.written.count("answer 0 1") == 2


def test_leaving_while_a_round_is_open_again_takes_its_verdict_back(table: SessionTable) -> None:
    """It was not on all of the answer: what is kept and what counts agree that it does not count."""
    table.play()
    answer = str(table.answer())
    table.write(answer)
    while table.session.view(0).play.round == 2:
        table.wait(FRAME)
    table.wait(0.1)
    assert table.shelf.answers[0, 2].answer.outcome is Outcome.RIGHT
    table.stroke(-0.3 + len(answer) * STEP, 5)
    table.session.quit(table.now)
    table.wait(0.1)
    kept = table.shelf.answers[0, 2]
    assert (kept.answer.outcome, kept.points) == (Outcome.VOID, 0)
    (summary,) = table.session.summary()
    assert [one.outcome for one in summary.answers] == [Outcome.RIGHT, Outcome.VOID]
    assert table.shelf.endings[-1].scores == [summary.score.points]
    assert summary.score.counted == 1
    assert {glyph.answer for glyph in table.shelf.confirmed} == {1}


def test_confirmed_glyphs_wait_until_nothing_can_change_them(table: SessionTable) -> None:
    answer = str(table.answer())
    table.play(answer)
    assert table.shelf.confirmed == []
    table.play(table.wrong())
    assert [glyph.label for glyph in table.shelf.confirmed] == [int(digit) for digit in answer]
    assert all(
        (glyph.player, glyph.read, glyph.answer) == (7, glyph.label, 1) for glyph in table.shelf.confirmed
    )
    table.play()
    table.session.close()
    assert {glyph.answer for glyph in table.shelf.confirmed} == {1, 3}


def test_guests_answers_are_kept_but_nothing_is_confirmed() -> None:
    table = SessionTable()
    table.begin()
    for _ in range(5):
        table.play()
    assert len(table.shelf.answers) == 5
    assert (table.shelf.confirmed, table.shelf.rests) == ([], {})


def two(mode: Mode) -> SessionTable:
    """Anna, whose own reader reads, and a guest."""
    seats = (SeatSetup("Anna"), SeatSetup("Ben"))
    table = SessionTable(Setup(mode, 3, seats, length=4, level=4), (*ANNA, Sitter("Ben")))
    table.readers[7] = FakeReader("plain/annas")
    table.begin()
    return table


def test_each_seat_reads_with_its_own_players_reader() -> None:
    table = two(Mode.DUEL)
    table.stroke(-0.3, int(str(table.answer(0))[0]), seat=0)
    table.stroke(-0.3, int(str(table.answer(1))[0]), seat=1)
    table.wait(2.5)
    assert table.readers[7].reads and table.reader.reads
    assert {table.session._paper(seat, 1).bundle for seat in (0, 1)} == {"plain/annas", "plain"}


def test_turn_by_turn_everybody_is_read_with_their_own() -> None:
    table = two(Mode.HOT_SEAT)
    while not table.session.over:
        active = table.session.view(0).play.active
        assert active is not None
        table.session.ready(active, table.now)
        table.wait(0.8)
        if table.session.view(active).play.state is State.THINKING:
            table.write(str(table.answer(active)), seat=active)
            table.wait(1.5)
    found = {(seat, kept.bundle) for (seat, _), kept in table.shelf.answers.items()}
    assert found == {(0, "plain/annas"), (1, "plain")}


def test_no_answer_is_read_by_two_readers(table: SessionTable) -> None:
    """A swap in the middle of one waits for the next."""
    first, second = table.reader, FakeReader("plain/new")
    answer = str(table.answer())
    wrong = answer + "1"
    table.stroke(-0.3, int(answer[0]))
    table.readers[7] = second
    table.write(wrong[1:], x=-0.3 + STEP)
    table.wait(1.2)
    table.go_on()
    assert table.shelf.answers[0, 1].bundle == "plain"
    assert not second.reads
    read = len(first.reads)
    table.play()
    assert table.shelf.answers[0, 2].bundle == "plain/new"
    assert len(first.reads) == read


def test_the_end_is_written_with_rest_scores_and_places(table: SessionTable) -> None:
    for _ in range(5):
        table.play()
    assert table.session.over
    (ending,) = table.shelf.endings
    (summary,) = table.session.summary()
    assert (ending.scores, ending.places, ending.complete) == ([summary.score.points], [1], True)
    assert table.shelf.rests == {7: (summary.rest, summary.patience)}
    assert table.shelf.opened[0].length == 5


def test_leaving_in_the_middle_keeps_what_was_answered(table: SessionTable) -> None:
    table.play()
    table.drains = False
    table.write(table.wrong())
    table.jobs.drain()
    table.wait(1.0)
    table.session.close()
    assert sorted(table.shelf.answers) == [(0, 1), (0, 2)]
    assert not table.shelf.endings[-1].complete


def test_a_match_without_answers_leaves_no_trace() -> None:
    table = SessionTable(sitters=ANNA)
    table.begin()
    table.session.close()
    assert table.shelf.written == []


def test_a_claim_after_the_end_changes_the_result(table: SessionTable) -> None:
    for _ in range(4):
        table.play()
    table.play(table.wrong())
    table.wait(2.0)
    assert table.session.over
    table.session.dispute(0, table.now, 5)
    table.session.claim(0, "1234", table.now)
    table.wait(0.1)
    assert table.shelf.answers[0, 5].answer.outcome is Outcome.VOID
    assert len(table.shelf.endings) == 2


# When it fails


def test_a_locked_store_is_reported_once_and_tried_again_in_order(table: SessionTable) -> None:
    table.shelf.fails = StoreFailedError("The store is in use.", later=True)
    table.play()
    table.play()
    assert table.told == ["The store is in use. Play goes on."]
    assert table.shelf.answers == {}
    table.shelf.fails = None
    table.wait(20.0)
    table.play()
    assert table.shelf.written[:4] == ["begin", "answer 0 1", "answer 0 2", "confirm"]
    assert len(table.told) == 1


def test_a_store_that_fails_is_left_alone_for_a_while(table: SessionTable) -> None:
    tries: list[str] = []

    class Locked:
        def begin(self, _: object) -> int:
            tries.append("begin")
            raise StoreFailedError("The store is in use.", later=True)

    table.session._recorder._store = Locked()
    for _ in range(3):
        table.play()
    assert len(tries) == 1
    table.session.close()
    assert len(tries) == 2


def test_what_can_never_be_stored_holds_nothing_up(table: SessionTable) -> None:
    table.play()
    table.shelf.fails = StoreFailedError("That match is gone.", later=False)
    table.play()
    table.shelf.fails = None
    table.play()
    assert sorted(table.shelf.answers) == [(0, 1), (0, 3)]


# In the real store


@pytest.fixture
def store() -> Iterator[Store]:
    with temporary_store() as store:
        yield store


def test_the_answer_book_fills_the_store(store: Store) -> None:
    anna = store.players.add("Anna", "#aa3355")
    table = SessionTable(
        Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=3, level=7),
        (Sitter("Anna", Kind.PLAYER, anna.id),),
    )
    table.session._recorder._store = StoreAdapter(store)
    table.begin()
    right = str(table.answer())
    table.play(right)
    misread = table.wrong()
    answer = str(table.answer())
    table.write(misread)
    table.wait(1.2)
    table.session.dispute(0, table.now)
    table.session.claim(0, answer, table.now)
    table.wait(3.0)
    table.session.give_up(0, table.now)
    table.go_on()
    table.play()
    table.session.close()
    match = store.matches.get(1)
    answers = store.matches.answers(match.id)
    summary = table.session.summary()[0]
    assert table.told == []
    assert [stored.outcome for stored in answers] == [a.outcome for a in summary.answers]
    assert [stored.outcome for stored in answers] == ["right", "void", "passed", "right"]
    assert [stored.expected for stored in answers] == [a.question.answer for a in summary.answers]
    assert answers[0].ink == table.session.ink(0, 1)
    assert answers[0].thinking == summary.answers[0].thinking
    assert (match.complete, match.level, match.seats[0].score) == (True, 7, summary.score.points)
    kept = store.players.get(anna.id)
    assert (kept.rest_ms, kept.patience_ms) == (round(summary.rest * 1000), round(summary.patience * 1000))
    # So unlikely a claim waits for review.
    corrected = store.samples.find(player_id=anna.id, status=Status.PENDING)
    assert [(sample.label, sample.read) for sample in corrected] == [(int(answer[-1]), int(misread[-1]))]
    assert corrected[0].answer_id == answers[1].id
    confirmed = store.samples.find(player_id=anna.id, sources=[LabelSource.CONFIRMED])
    assert {str(sample.label) for sample in confirmed} >= set(right)


def test_a_number_that_is_claimed_to_be_one_digit_waits_for_review(store: Store) -> None:
    """A slip of the keypad must not teach that three digits are a 2."""
    anna = store.players.add("Anna", "#aa3355")
    custom = Custom(questions=(Question(Fact(1, Op.ADD, 1)), Question(Fact(1, Op.ADD, 3))))
    setup = Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=2, custom=custom)
    table = SessionTable(setup, (Sitter("Anna", Kind.PLAYER, anna.id),))
    table.session._recorder._store = StoreAdapter(store)
    table.begin()
    table.play("228")
    table.session.dispute(0, table.now)
    table.session.claim(0, "2", table.now)
    table.wait(3.0)
    (sample,) = store.samples.find(player_id=anna.id, status=None)
    assert (sample.label, sample.read, sample.status) == (2, NOT_A_DIGIT, Status.PENDING)
    assert len(sample.ink.strokes) == 3
