"""Who plays: right and wrong answers in real ink, sprint after sprint, and what became of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pygame

from data.command_line import track
from game.play import events as e
from game.play.answer import LATE_STROKE, PATIENCE_MOST
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from recognizer.reader import Reader
from tests.hand import FRAME
from tests.robot.figures import Measured, Played
from tests.robot.game import Game
from tests.robot.plan import (
    DIGIT_PAUSE,
    PALM_AFTER,
    TIDY,
    Kind,
    Mess,
    Writers,
    expected,
    kinds,
    specked,
    strokes,
    struck_through,
    text_for,
)
from training.bench.made_numbers import Number

SPRINT = 20
THINKING = (0.8, 1.4)
PATIENCE = PATIENCE_MOST + 2.0  # seconds for a verdict
# So long a late stroke may come; the robot has none to add, but a hurried next answer would count as one.
_LATE = LATE_STROKE + 2 * FRAME


class Robot:
    """Plays sprint after sprint, each as a player with a profile of their own, in the hand of one of the
    writers. A player is done when the writer's digits are: no ink is written twice for one. The same seed
    plays the same answers.

    Args:
        drawn: so many sprints are drawn and their frames timed; in the others only the picture is left out.
        missed: sees each answer that was :attr:`~Played.missed`.
        digit_pause: how long the pen rests between two digits at least and at most, in seconds.
        mess: how messily the players write.
    """

    def __init__(
        self,
        reader: Reader,
        writers: Writers,
        seed: int,
        *,
        drawn: int = 1,
        missed: Callable[[Played], None] = lambda _: None,
        digit_pause: tuple[float, float] = DIGIT_PAUSE,
        mess: Mess = TIDY,
    ) -> None:
        self._mess = mess
        self._writers, self._rng = writers, np.random.default_rng(seed)
        self._drawn, self._missed, self._digit_pause = drawn, missed, digit_pause
        self._sprints = 1
        self.measured = Measured()
        self._game = Game(reader, *self._next())
        self._game.app.drawing = drawn > 0

    def play(self, count: int) -> None:
        """``count`` right and ``count`` wrong answers.

        Raises:
            RuntimeError: the game does not ask.
        """
        for kind in track(kinds(count, self._rng), "answers", 2 * count):
            while not self._answer(kind):
                self._sprints += 1
                self._game.app.drawing = self._sprints <= self._drawn
                self._game.sprint(*self._next())
        self.measured.frames = self._game.app.frame_times
        self.measured.frames_cpu = self._game.app.frame_cpu

    def close(self) -> None:
        self._game.close()

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
        game, rng, player = self._game, self._rng, self._player
        hand = game.hand
        if game.playing and game.session.over:
            return False
        if not hand.until(self._asked, 10.0):
            raise RuntimeError("The game does not ask; the robot cannot play on.")
        round, question = game.view.play.round, game.view.play.question
        assert question is not None
        answer = _solved(question)
        if len(player.digits) < 2:
            return False
        text = text_for(answer, kind, rng, player.digits, player.can_write)
        if text is None:
            return False
        wrong = self._struck_out(text)
        number = player.number(wrong + text, rng)
        pen = strokes(number, rng, self._digit_pause)
        if wrong:
            pen = struck_through(number, pen, rng)
        if rng.random() < self._mess.specks:
            pen = specked(number, pen, rng)
        hand.wait(float(rng.uniform(*THINKING)))
        palm = game.rest_a_palm(rng) if rng.random() < self._mess.palms else None
        lifted = game.write(number.ink.box, pen)
        if palm is not None:
            hand.wait(float(rng.uniform(*PALM_AFTER)))
            game.lift_the_palm(palm)
        rest = game.view.play.rest
        hand.until(lambda: game.view.play.round != round or game.view.play.state in _SETTLED, PATIENCE)
        hand.wait(_LATE)
        play = game.view.play
        if play.round == round and play.state is State.UNSURE:
            game.key(pygame.K_s)
            hand.wait(_LATE)
        if game.view.play.state is State.SHOWING:
            game.key(pygame.K_RETURN)
        if not hand.until(lambda: game.view.play.round != round or game.session.over, PATIENCE):
            raise RuntimeError(f"{question} {number.text} in the hand of {number.writer} gets no verdict.")
        spoilt = self._tidy(round + 1)
        self._note(round, answer, kind, replace(number, text=text), lifted, rest, spoilt)
        return True

    def _struck_out(self, text: str) -> str:
        """The digit that is written first by mistake and struck out, as a text; mostly none."""
        if self._rng.random() >= self._mess.corrections:
            return ""
        others = [d for d in self._player.digits if d != text[0] and self._player.can_write(d + text)]
        return str(self._rng.choice(others)) if others else ""

    def _tidy(self, round: int) -> bool:
        """Leave what was written on this question while it was not yet known; whether anything was."""
        game = self._game
        if not game.session.ink(0, round):
            return False
        while not self._asked() and not game.session.over:
            game.key(_WAYS_ON.get(game.view.play.state, pygame.K_c))
            game.hand.wait(_LATE)
        return True

    def _asked(self) -> bool:
        return self._game.playing and self._game.view.play.state is State.THINKING

    def _note(
        self,
        round: int,
        answer: int,
        kind: Kind,
        number: Number,
        lifted: float,
        rest: float,
        spoilt: bool,
    ) -> None:
        """``lifted``: when the pen came up for the last time; after ``rest`` a right answer may be taken."""
        game = self._game
        log = [(event, at) for event, at in game.quiz.log if event.round == round]
        verdicts = [(event.outcome, at) for event, at in log if isinstance(event, e.Judged)]
        answers = game.session.summary()[0].answers
        stands = next((one for one in answers if one.round == round), None)
        played = Played(
            answer,
            number.text,
            kind,
            number.writer,
            sum(isinstance(event, e.Doubted) for event, _ in log),
            verdicts[0][0] if verdicts else None,
            stands.outcome if stands else None,
            tuple(_in_words(event, at - lifted) for event, at in log),
            game.session.reading(0, round),
            game.session.ink(0, round),
            len(number.ink.strokes),
            spoilt,
        )
        self.measured.played.append(played)
        if played.missed:
            self._missed(played)
        if len(verdicts) == 1 and played.first is Outcome.RIGHT and not played.doubts:
            late = verdicts[0][1] - lifted - rest
            self.measured.waits.append(max(0, math.ceil(late / FRAME - 1e-6)))


def _in_words(event: e.Event, after: float) -> str:
    """An event in a few words."""
    what = type(event).__name__.lower()
    if isinstance(event, e.Judged):
        what += f" {event.outcome.value}, given {event.given}"
    return f"{what} at {after:+.2f} s"


# What leads from a question that was written on by mistake to the next one, or to an empty sheet.
_WAYS_ON = {State.UNSURE: pygame.K_s, State.SHOWING: pygame.K_RETURN}
_SETTLED = (State.SHOWING, State.UNSURE, State.OVER)


def _solved(question: str) -> int:
    """The answer to ``"12 + 5 ="``."""
    left, _, right, _ = question.split()
    return int(left) + int(right)
