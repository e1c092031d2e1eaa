"""A robot that plays with real ink: pen files become pointer events in the real app, question after question.

    uv run python -m tests.robot digits.jsonl.gz more.jsonl.gz --answers 2000

The app runs headless on a virtual clock (jobs are done before it advances); its frames are timed on the real
one. The robot sees what a player sees: the question, the sheet, the verdict.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pygame

from game.play import events as e
from game.play.answer import LATE_STROKE
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from recognizer.bundle import BundleError
from recognizer.reader import Reader
from tests.robot_hand import FRAME, Hand
from tests.robot_plan import Kind, Writers, expected, kinds, strokes, text_for
from training import command, datasets
from training.command import CommandError
from training.datasets import DataError
from training.progress import track

SPRINT = 20
THINKING = (0.8, 1.4)
PATIENCE = 8.0  # seconds for a verdict
# So long a late stroke may come; the robot has none to add, but a hurried next answer would count as one.
_LATE = LATE_STROKE + 2 * FRAME


@dataclass(frozen=True, slots=True)
class Played:
    """One answer: what was written, what was read, how often it was doubted, first and standing outcome."""

    answer: int
    text: str
    kind: Kind
    writer: str
    read: str
    doubts: int
    first: Outcome | None
    outcome: Outcome | None


@dataclass
class Measured:
    """What has been measured. ``waits``: frames from the end of the pen's rest to the verdict on screen."""

    played: list[Played] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """``answers`` counts the right ones, and the wrong ones are as many. Shares go from 0 to 1:
        ``wrong_judged_right`` of the wrong answers, all others of the right ones."""
        right = [one for one in self.played if one.kind.right]
        wrong = [one for one in self.played if not one.kind.right]
        return {
            "answers": len(right),
            "right_first": _share(
                not one.doubts and one.first is Outcome.RIGHT and one.outcome is Outcome.RIGHT
                for one in right
            ),
            "right_judged_wrong": _share(not one.doubts and one.outcome is Outcome.WRONG for one in right),
            "wrong_judged_right": _share(one.outcome is Outcome.RIGHT for one in wrong),
            "unsure": _share(one.doubts > 0 for one in right),
            "frame_p99_ms": round(1000 * float(np.percentile(self.frames, 99)), 2) if self.frames else 0.0,
            "verdict_frames": max(self.waits, default=0),
        }


class Robot:
    """Plays sprint after sprint. The same seed plays the same answers."""

    def __init__(self, reader: Reader, writers: Writers, seed: int) -> None:
        self._writers, self._rng = writers, np.random.default_rng(seed)
        self.measured = Measured()
        self._hand = Hand(reader, self._questions())

    def play(self, count: int) -> None:
        """``count`` right and ``count`` wrong answers.

        Raises:
            RuntimeError: the game does not ask.
        """
        for kind in track(kinds(count, self._rng), "answers", 2 * count):
            if self._hand.quiz.session is not None and self._hand.session.over:
                self._hand.sprint(self._questions())
            self._answer(kind)
        self.measured.frames = self._hand.frames

    def close(self) -> None:
        self._hand.close()

    def _questions(self) -> list[Question]:
        """Sums whose answers have one to three digits, none twice."""
        sums: dict[int, Question] = {}
        while len(sums) < SPRINT:
            answer = expected(self._rng)
            left = int(self._rng.integers(answer + 1))
            sums.setdefault(answer, Question(Fact(left, Op.ADD, answer - left)))
        return list(sums.values())

    def _answer(self, kind: Kind) -> None:
        hand, rng = self._hand, self._rng
        if not hand.until(self._asked, 10.0):
            raise RuntimeError("The game does not ask; the robot cannot play on.")
        round, question = hand.view.play.round, hand.view.play.question
        assert question is not None
        answer = _solved(question)
        number = self._writers.number(text_for(answer, kind, rng), rng)
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
        self._note(round, answer, kind, number.text, number.writer, lifted + rest)

    def _asked(self) -> bool:
        session = self._hand.quiz.session
        return session is not None and session.view(0).play.state is State.THINKING

    def _note(self, round: int, answer: int, kind: Kind, text: str, writer: str, rested: float) -> None:
        """``rested``: when the pen had rested long enough for a right answer."""
        log = [(event, at) for event, at in self._hand.quiz.log if event.round == round]
        verdicts = [(event.outcome, at) for event, at in log if isinstance(event, e.Judged)]
        doubts = sum(isinstance(event, e.Doubted) for event, _ in log)
        answers = self._hand.session.summary()[0].answers
        stands = next((one for one in answers if one.round == round), None)
        first = verdicts[0][0] if verdicts else None
        self.measured.played.append(
            Played(
                answer,
                text,
                kind,
                writer,
                stands.read if stands else "",
                doubts,
                first,
                stands.outcome if stands else None,
            )
        )
        if len(verdicts) == 1 and first is Outcome.RIGHT and not doubts:
            self.measured.waits.append(max(0, math.ceil((verdicts[0][1] - rested) / FRAME - 1e-6)))


_SETTLED = (State.SHOWING, State.UNSURE, State.OVER)


def _solved(question: str) -> int:
    """The answer to ``"12 + 5 ="``."""
    left, _, right, _ = question.split()
    return int(left) + int(right)


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return round(sum(found) / len(found), 5) if found else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays and prints the figures; the exit code is 2 where it cannot, with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        measured = run(options)
    except (CommandError, DataError, BundleError) as error:
        print(error, file=sys.stderr)
        return 2
    figures = measured.figures()
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value:g}")
    if options.misses:
        for one in measured.played:
            if one.doubts or (one.outcome is Outcome.RIGHT) != one.kind.right:
                print(f"{one.answer}: {one.kind} {one.text}, read {one.read}, {one.outcome} ({one.writer})")
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
    robot = Robot(reader, writers, options.seed)
    try:
        robot.play(options.answers)
    finally:
        robot.close()
    return robot.measured


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.robot", description="Play the game with real ink and say how fair it is."
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
    parser.add_argument("--misses", action="store_true", help="then list what was not judged as it should")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
