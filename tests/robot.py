"""A robot that plays with real ink: pen files become pointer events in the real app, question after question.

    uv run python -m tests.robot digits.jsonl.gz more.jsonl.gz --answers 2000

The app runs headless on a virtual clock, sixty frames to its second (jobs are done before it advances). The
first sprints are drawn, and their frames timed on the real clock; in those after them everything goes on in
every frame but the drawing, whose result nothing reads. The robot sees what a player sees: the question, the
sheet, the verdict.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np
import pygame

from game.play import events as e
from game.play.answer import LATE_STROKE
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from recognizer.bundle import BundleError
from recognizer.reader import Reader
from tests.robot_figures import Measured, Played
from tests.robot_hand import FRAME, Hand
from tests.robot_plan import Kind, Writers, expected, kinds, strokes, text_for
from training import command, datasets
from training.bench.made_numbers import Number
from training.command import CommandError
from training.datasets import DataError
from training.progress import track

SPRINT = 20
DRAWN = 5  # sprints
THINKING = (0.8, 1.4)
PATIENCE = 8.0  # seconds for a verdict
# So long a late stroke may come; the robot has none to add, but a hurried next answer would count as one.
_LATE = LATE_STROKE + 2 * FRAME


class Robot:
    """Plays sprint after sprint, each as a player with a profile of their own, in the hand of one of the
    writers. A player is done when the writer's digits are: no ink is written twice for one. The same seed
    plays the same answers.

    Args:
        drawn: so many sprints are drawn and their frames timed; in the others only the picture is left out.
        missed: sees each answer that was :attr:`~Played.missed`.
    """

    def __init__(
        self,
        reader: Reader,
        writers: Writers,
        seed: int,
        *,
        drawn: int = 1,
        missed: Callable[[Played], None] = lambda _: None,
    ) -> None:
        self._writers, self._rng = writers, np.random.default_rng(seed)
        self._drawn, self._missed = drawn, missed
        self._sprints = 1
        self.measured = Measured()
        self._hand = Hand(reader, *self._next())
        self._hand.drawing = drawn > 0

    def play(self, count: int) -> None:
        """``count`` right and ``count`` wrong answers.

        Raises:
            RuntimeError: the game does not ask.
        """
        for kind in track(kinds(count, self._rng), "answers", 2 * count):
            while not self._answer(kind):
                self._sprints += 1
                self._hand.drawing = self._sprints <= self._drawn
                self._hand.sprint(*self._next())
        self.measured.frames = self._hand.frames
        self.measured.frames_cpu = self._hand.frames_cpu

    def close(self) -> None:
        self._hand.close()

    def _next(self) -> tuple[str, list[Question], int]:
        """Who plays the next sprint, its questions, and its seed."""
        self._player = self._writers.somebody(self._rng)
        return self._player.name, self._questions(), int(self._rng.integers(2**31))

    def _questions(self) -> list[Question]:
        """Sums with answers in the player's digits: of one to three of them, none twice."""
        digits = self._player.digits
        sums: dict[int, Question] = {}
        while len(sums) < SPRINT:
            answer = expected(self._rng, digits)
            left = int(self._rng.integers(answer + 1))
            sums.setdefault(answer, Question(Fact(left, Op.ADD, answer - left)))
        return list(sums.values())

    def _answer(self, kind: Kind) -> bool:
        """Answer the next question; False if the sprint is over, or the player has no digits for that."""
        hand, rng, player = self._hand, self._rng, self._player
        if hand.playing and hand.session.over:
            return False
        if not hand.until(self._asked, 10.0):
            raise RuntimeError("The game does not ask; the robot cannot play on.")
        round, question = hand.view.play.round, hand.view.play.question
        assert question is not None
        answer = _solved(question)
        if len(player.digits) < 2:
            return False
        text = text_for(answer, kind, rng, player.digits, player.can_write)
        if text is None:
            return False
        number = player.number(text, rng)
        hand.wait(float(rng.uniform(*THINKING)))
        lifted = hand.write(number.ink.box, strokes(number, rng))
        rest = hand.view.play.rest
        hand.until(lambda: hand.view.play.round != round or hand.view.play.state in _SETTLED, PATIENCE)
        hand.wait(_LATE)
        play = hand.view.play
        if play.round == round and play.state is State.UNSURE:
            hand.press(pygame.K_s)
            hand.wait(_LATE)
        if hand.view.play.state is State.SHOWING:
            hand.press(pygame.K_RETURN)
        if not hand.until(lambda: hand.view.play.round != round or hand.session.over, PATIENCE):
            raise RuntimeError(f"{question} {number.text} in the hand of {number.writer} gets no verdict.")
        if hand.view.ink and not hand.session.over:  # it was judged while the robot still wrote
            hand.press(pygame.K_c)
        self._note(round, answer, kind, number, lifted, rest)
        return True

    def _asked(self) -> bool:
        return self._hand.playing and self._hand.view.play.state is State.THINKING

    def _note(self, round: int, answer: int, kind: Kind, number: Number, lifted: float, rest: float) -> None:
        """``lifted``: when the pen came up for the last time; after ``rest`` a right answer may be taken."""
        hand = self._hand
        log = [(event, at) for event, at in hand.quiz.log if event.round == round]
        verdicts = [(event.outcome, at) for event, at in log if isinstance(event, e.Judged)]
        answers = hand.session.summary()[0].answers
        stands = next((one for one in answers if one.round == round), None)
        played = Played(
            answer,
            number.text,
            kind,
            number.writer,
            sum(isinstance(event, e.Doubted) for event, _ in log),
            verdicts[0][0] if verdicts else None,
            stands.outcome if stands else None,
            tuple(_told(event, at - lifted) for event, at in log),
            hand.session.reading(0, round),
            hand.session.ink(0, round),
            len(number.ink.strokes),
        )
        self.measured.played.append(played)
        if played.missed:
            self._missed(played)
        if len(verdicts) == 1 and played.first is Outcome.RIGHT and not played.doubts:
            late = verdicts[0][1] - lifted - rest
            self.measured.waits.append(max(0, math.ceil(late / FRAME - 1e-6)))


def _told(event: e.Event, after: float) -> str:
    """An event in a few words."""
    what = type(event).__name__.lower()
    if isinstance(event, e.Judged):
        what += f" {event.outcome.value}, given {event.given}"
    return f"{what} at {after:+.2f} s"


_SETTLED = (State.SHOWING, State.UNSURE, State.OVER)


def _solved(question: str) -> int:
    """The answer to ``"12 + 5 ="``."""
    left, _, right, _ = question.split()
    return int(left) + int(right)


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays and prints the figures; the exit code is 2 where it cannot, with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        measured = run(options)
    except (CommandError, DataError, BundleError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    figures = measured.figures()
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value:g}")
    return 0


def run(options: argparse.Namespace) -> Measured:
    """
    Raises:
        CommandError, DataError, BundleError: the files or the model cannot be used; says why.
    """
    reader = Reader.open(options.bundle)
    names = None if options.writers == "all" else command.chosen_writers(options.writers, reader.manifest)
    samples = [
        sample
        for path in options.files
        for sample in datasets.pen_file(path)
        if names is None or sample.writer in names
    ]
    try:
        writers = Writers(samples)
    except ValueError as error:
        raise CommandError(f"In these files, by these writers, {error}.") from error
    with ExitStack() as opened:
        missed: Callable[[Played], None] = lambda _: None  # noqa: E731
        if options.misses:
            file = opened.enter_context(options.misses.open("w", encoding="utf-8"))
            missed = partial(_write_down, file)
        robot = Robot(reader, writers, options.seed, drawn=options.drawn, missed=missed)
        opened.callback(robot.close)
        robot.play(options.answers)
    return robot.measured


def _write_down(file: TextIO, played: Played) -> None:
    print(json.dumps(played.report()), file=file, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.robot",
        description="Play the game with real ink and say how fair it is. Sprints of twenty questions run in "
        "the real app on a virtual clock; jobs are done before it advances.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file of single digits")
    parser.add_argument(
        "--answers", type=_count, default=2000, metavar="N", help="right ones, and as many wrong (else 2000)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed plays the same")
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="the model (else the shipped one)")
    parser.add_argument(
        "--writers",
        default=command.KEPT_OUT,
        metavar="NAMES",
        help="whose digits: names with commas, “all”, or “kept-out” of the model's training (the usual)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    parser.add_argument(
        "--drawn",
        type=int,
        default=DRAWN,
        metavar="N",
        help=f"so many sprints are drawn and their frames timed; the others run without their picture, "
        f"which nothing but the timing needs (else {DRAWN})",
    )
    parser.add_argument(
        "--misses",
        type=Path,
        metavar="FILE",
        help="write each right answer that was not judged right at once, and each wrong one that was judged "
        "right, a JSON object a line: what was expected and written, what was read with its confidences, "
        "what happened when, and the ink",
    )
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
