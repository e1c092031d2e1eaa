"""A class of 24 in the middle of a race, as a host would tell it to the teacher's page: one of every kind."""

from __future__ import annotations

import random
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

from game.net import protocol as p
from game.net.desk import packed_ink
from game.ui.handwriting import write
from recognizer.ink import Ink, Point, Stroke

CODE = "4719"
# Name, question, what is written, what they do, why they need help, right, wrong, misread, seconds to think.
_STANDS: tuple[tuple[str, str, str, p.Doing, p.Need, int, int, int, float, tuple[str, ...]], ...] = (
    ("Ben", "7 × 7 =", "", p.Doing.THINKING, p.Need.STUCK, 3, 0, 0, 9.6, ("7×7", "6×7")),
    ("Elif", "9 × 8 =", "", p.Doing.THINKING, p.Need.STUCK, 4, 1, 0, 8.1, ("9×8", "8×6")),
    ("Finn", "6 × 7 =", "40", p.Doing.SHOWN, p.Need.WRONG, 3, 3, 0, 6.4, ("6×7", "7×8")),
    ("Amir", "9 × 4 =", "36", p.Doing.WRITING, p.Need.LOST, 4, 0, 0, 5.2, ("9×6",)),
    ("Emre", "8 × 6 =", "48", p.Doing.UNSURE, p.Need.UNSURE, 5, 0, 1, 4.9, ("8×6",)),
    ("Theo", "5 × 9 =", "45", p.Doing.SHOWN, p.Need.MISREAD, 4, 1, 2, 4.4, ("6×9",)),
    ("Clara", "7 × 3 =", "21", p.Doing.WRITING, p.Need.NONE, 4, 1, 1, 4.1, ("7×8",)),
    ("Luca", "3 × 7 =", "21", p.Doing.WRITING, p.Need.NONE, 4, 1, 1, 3.9, ("4×7",)),
    ("Lea", "5 × 7 =", "35", p.Doing.SHOWN, p.Need.NONE, 6, 0, 0, 3.6, ()),
    ("Noah", "9 × 3 =", "27", p.Doing.WRITING, p.Need.NONE, 5, 0, 1, 3.4, ()),
    ("Sofia", "8 × 4 =", "32", p.Doing.SHOWN, p.Need.NONE, 5, 1, 0, 3.3, ("8×7",)),
    ("Maja", "4 × 7 =", "28", p.Doing.WRITING, p.Need.NONE, 6, 0, 0, 3.1, ()),
    ("Yusuf", "3 × 8 =", "24", p.Doing.WRITING, p.Need.NONE, 5, 0, 0, 2.9, ()),
    ("Jonas", "6 × 9 =", "54", p.Doing.SHOWN, p.Need.NONE, 6, 1, 0, 2.8, ("7×6",)),
    ("Mina", "7 × 8 =", "56", p.Doing.WRITING, p.Need.NONE, 6, 0, 0, 2.4, ()),
    ("Ada", "6 × 6 =", "3", p.Doing.WRITING, p.Need.NONE, 6, 0, 0, 2.3, ()),
    ("Zoe", "2 × 9 =", "18", p.Doing.WRITING, p.Need.NONE, 7, 0, 0, 2.2, ()),
    ("Nora", "4 × 4 =", "16", p.Doing.SHOWN, p.Need.NONE, 7, 1, 0, 2.2, ("6×8",)),
    ("Ida", "10 × 6 =", "60", p.Doing.WRITING, p.Need.NONE, 7, 0, 0, 2.1, ()),
    ("Paul", "3 × 3 =", "9", p.Doing.WRITING, p.Need.NONE, 8, 0, 0, 1.9, ()),
    ("Mila", "5 × 5 =", "25", p.Doing.WRITING, p.Need.NONE, 8, 0, 0, 1.8, ()),
    ("Leo", "8 × 8 =", "64", p.Doing.WRITING, p.Need.NONE, 8, 1, 0, 1.8, ("8×9",)),
    ("Hana", "9 × 9 =", "8", p.Doing.WRITING, p.Need.NONE, 9, 0, 0, 1.6, ()),
    ("Max", "", "", p.Doing.DONE, p.Need.NONE, 10, 0, 0, 1.4, ()),
)
_SHOWN = {p.Need.WRONG: (p.Outcome.WRONG, False), p.Need.MISREAD: (p.Outcome.RIGHT, True)}


def _sheet(text: str, seed: int) -> list[list[int]]:
    """Ink of a number as it lies on a sheet."""
    if not text:
        return []
    strokes = write(text, random.Random(seed)).strokes
    placed = [tuple(Point(q.x * 0.5, q.y * 0.5 - 0.2, 0.0) for q in stroke.points) for stroke in strokes]
    return packed_ink(Ink(tuple(Stroke(points) for points in placed)))


def room() -> p.Room:
    rows = [
        p.Row(
            seat=at,
            name=name,
            here=need is not p.Need.LOST,
            doing=doing,
            round=right + wrong + 1,
            question=question,
            right=right,
            slips=wrong,
            stuck=need is p.Need.STUCK,
        )
        for at, (name, question, _, doing, need, right, wrong, *_rest) in enumerate(_STANDS)
    ]
    ink = [_sheet(stand[2], at) for at, stand in enumerate(_STANDS)]
    rules = p.Rules(p.Game.RACE, 6, 10)
    return p.Room(p.VERSION, CODE, p.Stage.PLAYING, rules, rows, ink, goal=10, orders=True)


def progress() -> p.Progress:
    pupils = []
    for at, (name, question, text, _, need, right, wrong, misread, thinking, missed) in enumerate(_STANDS):
        outcome, was_misread = _SHOWN.get(need, (p.Outcome.RIGHT, False))
        latest = [p.Written(question, text, outcome, was_misread)] if text else []
        latest += [
            p.Written("8 × 7 =", "56", p.Outcome.RIGHT),
            p.Written(f"{(missed or ('6×7',))[0].replace('×', ' × ')} =", "40", p.Outcome.WRONG),
            p.Written("3 × 9 =", "27", p.Outcome.RIGHT),
        ]
        pupils.append(
            p.Pupil(
                at,
                name,
                need,
                need is not p.Need.LOST,
                right,
                wrong,
                misread,
                position=right + wrong + 1,
                thinking=thinking,
                question=question,
                still_s={"Ben": 41, "Elif": 26}.get(name, 0),
                missed=list(missed),
                latest=latest,
            )
        )
    rng = random.Random(4)
    facts = []
    for left in range(11):
        for right in range(11):
            hard = max(0, left - 3) * max(0, right - 3) * (right != 10 and left != 10)
            missed = {(7, 8): 5, (8, 9): 4, (6, 7): 4}.get(
                (left, right), int(hard > 20 and rng.random() < 0.3)
            )
            thinking = 1.2 + hard / 12 * (0.7 + 0.6 * rng.random())
            facts.append(p.FactRow(f"{left}×{right}", 6 + rng.randrange(4), missed, round(thinking, 2)))
    return p.Progress(pupils, facts)


def tell(page: Page, *messages: Callable[[], p.ToScreen]) -> None:
    """Have a page told these messages instead of its host's, and answer its pings."""

    def meet(socket: WebSocketRoute) -> None:
        def hear(frame: str | bytes) -> None:
            message = p.decode_from_client(frame)
            if isinstance(message, p.Watch):
                for one in messages:
                    socket.send(p.encode(one()).decode())
            elif isinstance(message, p.Ping):
                socket.send(p.encode(p.Pong(message.sent, 1)).decode())

        socket.on_message(hear)

    page.route_web_socket("**/socket", meet)
