"""Pictures of the quiz and its results, played by a practised hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pygame

from game import routes
from game.play.modes import Mode
from game.play.questions import Fact, Op
from game.play.states import State
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.scene import Scene
from game.session.ports import Kind, Sitter
from tests.hand import Hand
from tests.shots.shot import Shot

STAR = [(0.0, -0.3), (0.18, 0.25), (-0.28, -0.08), (0.28, -0.08), (-0.18, 0.25), (0.0, -0.3)]


def solve(question: str) -> str:
    """The number that a printed question asks for."""
    left, op, right, _, result = (*question.split(), "", "")[:5]
    if left == "?":
        undo = {"+": Op.SUBTRACT, "−": Op.ADD, "×": Op.DIVIDE, "÷": Op.MULTIPLY}[op]
        return str(Fact(int(result), undo, int(right)).result)
    if right == "?":
        undo = {"+": Op.SUBTRACT, "−": Op.SUBTRACT, "×": Op.DIVIDE, "÷": Op.DIVIDE}[op]
        first, second = (int(result), int(left)) if op in "+×" else (int(left), int(result))
        return str(Fact(first, undo, second).result)
    return str(Fact(int(left), Op(op), int(right)).result)


def star() -> list[list[tuple[float, float]]]:
    path: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in pairwise(STAR):
        path += [(ax + (bx - ax) * i / 12, ay + (by - ay) * i / 12) for i in range(12)]
    return [path]


def settle(scene: Quiz, hand: Hand) -> None:
    """Wait until the next question, the hand-over or the end."""
    for _ in range(60):
        if scene.session.over:
            hand.wait(1.5)
            return
        if scene.sheet.view.play.state in (State.READY, State.THINKING):
            return
        if scene.sheet.view.play.stays:
            hand.press(pygame.K_RETURN)
        hand.wait(0.2)


def answer(scene: Quiz, hand: Hand, wrong: bool = False) -> None:
    """Write the right answer, or another one; wait until it is judged."""
    question = scene.sheet.view.play.question
    assert question is not None
    text = str(int(solve(question)) + wrong)
    hand.write(scene.sheet.canvas, text)
    if scene.stage.settings.wait_for_enter:
        hand.press(pygame.K_RETURN)
    hand.wait(1.2 if wrong else 0.7)
    if scene.sheet.view.play.state is State.UNSURE:  # even a practised hand slips
        for digit in text:
            hand.press(ord(digit))
        hand.press(pygame.K_RETURN)


def play(*marks: str, then: Callable[[Quiz, Hand], None] | None = None) -> Callable[[Scene, Hand], None]:
    """Answer a question for each mark: r right, w wrong, p pass, m misread; h takes the hand-over."""

    def act(_: Scene, hand: Hand) -> None:
        hand.wait(2.2)
        scene = hand.scene
        for what in "".join(marks):
            settle(scene, hand)
            if what == "p":
                hand.press(pygame.K_s)
                hand.wait(0.3)
            elif what == "h":
                hand.press(pygame.K_RETURN)
            elif what == "m":
                misread(scene, hand)
            else:
                answer(scene, hand, what == "w")
                hand.wait(0.3)  # what comes sooner would belong to the ink just judged
        if then is not None:
            then(scene, hand)

    return act


def misread(scene: Quiz, hand: Hand) -> None:
    """A wrong answer of which the player says that it was the right one."""
    text = solve(scene.sheet.view.play.question or "1 + 1 =")
    answer(scene, hand, wrong=True)
    hand.press(pygame.K_m)
    for digit in text:
        hand.press(ord(digit))
    hand.press(pygame.K_RETURN)
    hand.wait(0.3)


def _then_write(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    hand.write(scene.sheet.canvas, solve(scene.sheet.view.play.question or "1 + 1 ="))


def _then_wait(scene: Quiz, hand: Hand) -> None:
    """Rest after the first digit of two."""
    settle(scene, hand)
    while len(text := solve(scene.sheet.view.play.question or "1 + 1 =")) < 2:
        answer(scene, hand)
        hand.wait(0.3)  # what comes sooner would belong to the ink just judged
        settle(scene, hand)
    hand.write(scene.sheet.canvas, text[0])
    hand.wait(1.2)


def scribble(scene: Quiz, hand: Hand) -> None:
    """Draw what is no number, and be asked about it."""
    hand.draw(scene.sheet.canvas, star())
    hand.wait(1.2)
    if scene.sheet.waits:
        hand.press(pygame.K_RETURN)


def _then_star(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    scribble(scene, hand)


def _then_unsure_twice(scene: Quiz, hand: Hand) -> None:
    _then_star(scene, hand)
    scribble(scene, hand)


def _then_dispute(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    answer(scene, hand, wrong=True)
    hand.press(pygame.K_m)
    hand.press(pygame.K_5)


def _then_wrong(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    answer(scene, hand, wrong=True)


def _then_go_on(scene: Quiz, hand: Hand) -> None:
    _then_wrong(scene, hand)
    hand.press(pygame.K_RETURN)
    hand.wait(1.5)


def _then_right(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    answer(scene, hand)


def _then_pause(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    hand.press(pygame.K_p)


def _then_type(scene: Quiz, hand: Hand) -> None:
    settle(scene, hand)
    hand.press(pygame.K_5)


def _then_keypad(scene: Quiz, hand: Hand) -> None:
    _then_pause(scene, hand)
    scene.sheet.use_keys()
    hand.press(pygame.K_p)
    hand.press(pygame.K_4)


def _sprint(**more: object) -> Callable[[], Scene]:
    values: dict[str, object] = {"level": 6, "length": 10, "seed": 4, **more}
    return lambda: routes.match(Plan(Mode.SPRINT, **values))  # type: ignore[arg-type]


def _together(mode: Mode, names: Sequence[str]) -> Callable[[], Scene]:
    sitters = tuple(Sitter(name, Kind.GUEST) for name in names)
    return lambda: routes.match(Plan(mode, 4, 6, sitters=sitters, seed=3))


def finish(scene: Quiz, hand: Hand) -> None:
    """Answer on until the match is over."""
    while not scene.session.over:
        settle(scene, hand)
        if not scene.session.over:
            answer(scene, hand)
            hand.wait(0.3)
    hand.wait(1.5)


SHOTS = [
    Shot("quiz-count", _sprint(), lambda _, hand: hand.wait(0.85)),
    Shot("quiz", _sprint(), play("rrmrwr", then=_then_write), {"wait_for_enter": True}),
    Shot("quiz-right", _sprint(), play("rr", then=_then_right)),
    Shot("quiz-wrong", _sprint(), play("rr", then=_then_wrong)),
    Shot("quiz-after-wrong", _sprint(), play("rr", then=_then_go_on)),
    Shot("quiz-waits", _sprint(), play("rr", then=_then_wait)),
    Shot("quiz-unsure", _sprint(), play("rr", then=_then_star)),
    Shot("quiz-unsure-twice", _sprint(), play("rr", then=_then_unsure_twice)),
    Shot("quiz-misread", _sprint(), play("rr", then=_then_dispute)),
    Shot("quiz-paused", _sprint(), play("r", then=_then_pause)),
    Shot("quiz-typed", _sprint(), play("r", then=_then_type)),
    Shot("quiz-keypad", _sprint(), play("r", then=_then_keypad)),
    Shot("quiz-slate", _sprint(), play("rrmrwr", then=_then_write), {"board": "slate"}),
    Shot("quiz-left-handed", _sprint(), play("rwr", then=_then_write), {"left_handed": True}),
    Shot(
        "quiz-survival",
        lambda: routes.match(Plan(Mode.SURVIVAL, 6, seed=2)),
        play("rwr", then=_then_write),
    ),
    Shot("quiz-practice", lambda: routes.match(Plan(Mode.PRACTICE, 7, seed=5)), play("rr", then=_then_write)),
    Shot("quiz-hand-over", _together(Mode.HOT_SEAT, ("Mina", "Jonas", "Ada")), play("hrrr", then=settle)),
    Shot("results", _sprint(sitters=(Sitter("Mina", Kind.PLAYER, 1),)), play("rwrpmrrr", then=finish)),
    Shot("results-slate", _sprint(), play("rwrpmrrr", then=finish), {"board": "slate"}),
    Shot("results-left-handed", _sprint(), play("rwrpmrrr", then=finish), {"left_handed": True}),
]
