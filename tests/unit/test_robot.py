"""The robot's plan is what its figures claim: kinds of answers in their shares, pauses in their ranges."""

from __future__ import annotations

import json
import random
from collections import Counter

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.pen_files import PenSample
from game.play.scoring import Outcome
from game.ui.handwriting import write
from recognizer.ink import Box, Ink
from recognizer.reader import Reader
from recognizer.reading import Candidate, Digit, Reading
from recognizer.reading import State as Read
from tests.fakes import FakeClock
from tests.hand import FRAME, Hand
from tests.robot.__main__ import main
from tests.robot.figures import Measured, Played
from tests.robot.game import pen
from tests.robot.plan import (
    DIGIT_PAUSE,
    FEWEST,
    STROKE_PAUSE,
    Kind,
    Mess,
    PenStroke,
    Writers,
    expected,
    kinds,
    specked,
    strokes,
    struck_through,
    text_for,
)
from tests.robot.robot import Robot


def samples(writer: str, digits: str = "0123456789", shift: int = 0) -> list[PenSample]:
    """Each digit as two strokes: a bar and a dash."""
    ink = Ink.of([[(0, 0), (1, 9 + shift), (2, 30)], [(0, 12), (9, 13)]])
    return [PenSample(digit, writer, ink, line) for line, digit in enumerate(digits, 1)]


def _plain_digits() -> list[PenSample]:
    """The game's own handwriting, each digit several times."""
    rng = random.Random(5)
    return [PenSample(digit, "w", write(digit, rng), line) for line, digit in enumerate("0123456789" * 6, 1)]


def test_half_of_the_wrong_answers_differ_in_one_digit_and_a_quarter_are_cut_or_grown() -> None:
    counts = Counter(kinds(2000, np.random.default_rng(1)))
    assert counts == {Kind.RIGHT: 2000, Kind.ONE_DIGIT: 1000, Kind.CUT_OR_GROWN: 500, Kind.OTHER: 500}


@given(
    seed=st.integers(0, 10_000),
    kind=st.sampled_from(Kind),
    digits=st.sets(st.sampled_from("0123456789"), min_size=FEWEST).map(lambda s: "".join(sorted(s))),
)
@settings(max_examples=200)
def test_what_is_written_is_of_its_kind(seed: int, kind: Kind, digits: str) -> None:
    rng = np.random.default_rng(seed)
    answer = expected(rng, digits)
    text, right = text_for(answer, kind, rng, digits), str(answer)
    assert text is not None
    assert set(right + text) <= set(digits)
    assert 0 <= answer <= 999
    assert (text == right) == kind.right
    assert len(text) == 1 or text[0] != "0"
    if kind is Kind.ONE_DIGIT:
        assert len(text) == len(right)
        assert sum(a != b for a, b in zip(text, right, strict=True)) == 1
    if kind is Kind.CUT_OR_GROWN and right != "0":
        assert text.startswith(right) or right.startswith(text)


def test_pauses_are_those_of_a_person() -> None:
    rng = np.random.default_rng(3)
    number = Writers(samples("w")).somebody(rng).number("4718", rng)
    made = strokes(number, rng)
    assert made[0].pause == 0.0
    for index, stroke in enumerate(made[1:], 1):
        low, high = STROKE_PAUSE if index % 2 else DIGIT_PAUSE
        assert low <= stroke.pause <= high
        assert [t for _, _, t in stroke.points] == sorted(t for _, _, t in stroke.points)
    slow = strokes(number, rng, (2.0, 3.0))
    assert all(2.0 <= stroke.pause <= 3.0 for stroke in slow[2::2])
    assert all(stroke.pause <= STROKE_PAUSE[1] for stroke in slow[1::2])


def test_a_first_digit_is_struck_through_once_it_is_written() -> None:
    rng = np.random.default_rng(4)
    number = Writers(samples("w")).somebody(rng).number("47", rng)
    made = strokes(number, rng)
    line = struck_through(number, made, rng)[2]
    assert struck_through(number, made, np.random.default_rng(5))[:2] == made[:2]
    box = number.ink.pick(number.glyphs[0]).box
    (x0, y0, _), (x1, y1, _) = line.points[0], line.points[-1]
    assert x0 < box.left and x1 > box.right
    assert min(y0, y1) < box.top and max(y0, y1) > box.bottom


def test_specks_are_small_and_lie_around_the_number() -> None:
    rng = np.random.default_rng(6)
    number = Writers(samples("w")).somebody(rng).number("47", rng)
    made = strokes(number, rng)
    box = number.ink.box
    for seed in range(20):
        specks = [s for s in specked(number, made, np.random.default_rng(seed)) if s not in made]
        assert 1 <= len(specks) <= 3
        for speck in specks:
            xs, ys = [x for x, _, _ in speck.points], [y for _, y, _ in speck.points]
            assert max(max(xs) - min(xs), max(ys) - min(ys)) < 0.2 * box.height
            x, y = xs[0], ys[0]
            assert not (box.left < x < box.right and box.top < y < box.bottom)


@pytest.mark.slow  # whole matches
def test_palms_and_specks_cost_a_plain_writer_no_answer() -> None:
    robot = Robot(Reader.open(), Writers(_plain_digits()), 3, drawn=0, mess=Mess(palms=1.0, specks=1.0))
    robot.play(4)
    robot.close()
    right = [played for played in robot.measured.played if played.kind is Kind.RIGHT]
    assert len(right) == 4
    assert all(played.outcome is Outcome.RIGHT for played in right)


def test_only_those_play_who_have_digits_enough() -> None:
    writers = Writers([*samples("few", "1234"), *samples("most", "12345"), *samples("all")])
    rng = np.random.default_rng(4)
    digits = {player.name: player.digits for player in (writers.somebody(rng) for _ in range(20))}
    assert digits == {"most 1": "12345", "all 1": "0123456789"}
    with pytest.raises(ValueError, match="nobody has 5 different digits"):
        Writers(samples("few", "1234"))


def test_no_player_writes_the_same_ink_twice() -> None:
    """What the game knows of a writer would be the very ink that it reads."""
    inks = [sample for shift in range(3) for sample in samples("w", "01234", shift)]
    writers, rng = Writers(inks), np.random.default_rng(4)
    player = writers.somebody(rng)
    assert player.can_write("111") and not player.can_write("1111") and not player.can_write("15")
    written = [player.number("1", rng).ink for _ in range(3)]
    shapes = {round((ink.strokes[0].points[1].y - ink.box.top) / ink.box.height, 3) for ink in written}
    assert len(shapes) == 3
    assert player.digits == "0234" and not player.can_write("1")
    again = writers.somebody(rng)
    assert (player.name, again.name, again.digits) == ("w 1", "w 2", "01234")
    assert writers.somebody(rng) is again


@pytest.mark.slow  # whole matches
def test_a_sprint_ends_where_the_digits_do() -> None:
    robot = Robot(Reader.open(), Writers(samples("w", "01234")), 3, drawn=0)
    try:
        robot.play(3)
        assert len(robot.measured.played) == 6
        assert int(robot._player.name.removeprefix("w ")) > 2
    finally:
        robot.close()


@pytest.mark.slow  # whole matches
def test_a_player_with_zeros_left_alone_is_done() -> None:
    zeros = [sample for shift in range(1, 20) for sample in samples("w", "0", shift)]
    robot = Robot(Reader.open(), Writers([*samples("w", "01234"), *zeros]), 3, drawn=0)
    try:
        robot.play(4)
        assert len(robot.measured.played) == 8
    finally:
        robot.close()


def test_each_writer_plays_as_a_player_of_their_own() -> None:
    robot = Robot(Reader.open(), Writers([*samples("ann"), *samples("bob")]), 3, drawn=0)
    try:
        seen = {}
        while len(seen) < 2:
            robot._game.sprint(*robot._next())
            plan = robot._game.plan
            assert seen.setdefault(robot._player.name, plan.sitters) == plan.sitters
        assert seen["ann 1"] != seen["bob 1"]
    finally:
        robot.close()


def test_figures_are_shares_of_their_kind() -> None:
    def played(kind: Kind, first: Outcome, last: Outcome, doubts: int = 0, spoilt: bool = False) -> Played:
        return Played(12, "12", kind, "w", doubts, first, last, spoilt=spoilt)

    measured = Measured(
        [
            played(Kind.RIGHT, Outcome.RIGHT, Outcome.RIGHT),
            played(Kind.RIGHT, Outcome.WRONG, Outcome.RIGHT),
            played(Kind.RIGHT, Outcome.WRONG, Outcome.WRONG, spoilt=True),
            played(Kind.RIGHT, Outcome.PASSED, Outcome.PASSED, doubts=1),
            played(Kind.ONE_DIGIT, Outcome.RIGHT, Outcome.RIGHT, spoilt=True),
            played(Kind.OTHER, Outcome.WRONG, Outcome.WRONG),
        ],
        waits=[0, 2],
        frames=[0.001] * 99 + [0.1],
        frames_cpu=[0.001] * 100,
    )
    assert measured.figures() == {
        "answers": 4,
        "right_first": 0.25,
        "right_judged_wrong": 0.25,
        "wrong_judged_right": 0.5,
        "spoilt": 1,
        "unsure": 0.25,
        "frame_p99_ms": pytest.approx(1.99),
        "frame_cpu_p99_ms": 1.0,
        "verdict_frames": 2,
    }


def test_a_file_that_is_not_there_ends_it_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.jsonl", "--writers", "all", "--bundle", "nowhere"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("pause", [("-1", "2"), ("2", "1")])
def test_a_pause_that_cannot_be_is_refused(
    pause: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["nowhere.jsonl", "--digit-pause", *pause]) == 2
    assert "shortest time" in capsys.readouterr().err


class Counting(Hand):
    """A hand at no app: its frames are counted, and when each sees a button go down or up."""

    def __init__(self) -> None:
        self.clock, self._show = FakeClock(), lambda _: None
        self.seen: list[tuple[int, float]] = []
        self._waiting: list[int] = []

    def frame(self) -> None:
        self.clock.wait(FRAME)
        self.seen += [(kind, self.clock.time) for kind in self._waiting]
        self._waiting = []

    def post(self, kind: int, **_: object) -> None:  # type: ignore[override]
        self._waiting.append(kind)


@pytest.mark.parametrize("pause", [0.25, 0.26, 0.5, 0.899, 0.9])
def test_the_game_sees_no_longer_pause_than_was_planned(pause: float) -> None:
    """At 900 ms a sure reading of something else is judged: a frame more would be another test."""
    hand, points = Counting(), ((0.0, 0.0, 0.0), (0.0, 1.0, 0.1))
    planned = [PenStroke(0.0, points), PenStroke(pause, points)]
    pen(hand, pygame.Rect(0, 0, 600, 400), Box(0, 0, 1, 1), planned)
    ups = [at for kind, at in hand.seen if kind == pygame.MOUSEBUTTONUP]
    downs = [at for kind, at in hand.seen if kind == pygame.MOUSEBUTTONDOWN]
    seen = downs[1] - ups[0]
    assert pause - FRAME < seen <= pause + 1e-6


def test_a_miss_tells_what_was_expected_written_and_read() -> None:
    digit = Digit(7, 0.9, (0.0,) * 7 + (0.9, 0.0, 0.0), Ink(), (), True)
    reading = Reading(Read.READ, (digit,), 0.9, (Candidate("7", 0.9), Candidate("1", 0.05)))
    ink = Ink.of([[(0, 0), (1, 9)]])
    one = Played(1, "1", Kind.RIGHT, "w", 0, Outcome.WRONG, Outcome.WRONG, ("asked",), reading, ink, 1)
    assert one.missed
    wrong_first = ("asked",), None, Ink(), 1
    late = Played(4, "45", Kind.CUT_OR_GROWN, "w", 0, Outcome.RIGHT, Outcome.WRONG, *wrong_first)
    assert not late.missed, "it was taken for 4 until the 5 came: as it should"
    assert Played(4, "45", Kind.CUT_OR_GROWN, "w", 0, Outcome.RIGHT, Outcome.RIGHT, *wrong_first).missed
    told = json.loads(json.dumps(one.report()))
    assert (told["expected"], told["written"], told["read"], told["state"]) == ("1", "1", "7", "read")
    assert told["digits"][0]["confidence"] == 0.9
    assert told["candidates"] == [["7", 0.9], ["1", 0.05]]
    assert Ink.from_json(told["ink"]) == ink


@pytest.mark.slow  # whole matches
def test_leaving_the_pictures_out_changes_no_figure() -> None:
    """The same seed plays the same, drawn or not; only drawn frames are timed."""
    reader, stories = Reader.open(), []
    for drawn in (1, 0):
        robot = Robot(reader, Writers(samples("w")), 7, drawn=drawn)
        try:
            robot.play(1)
        finally:
            robot.close()
        stories.append([(one.text, one.story, one.outcome) for one in robot.measured.played])
        assert bool(robot.measured.frames) == bool(drawn)
    assert len(stories[0]) == 2
    assert stories[0] == stories[1]
