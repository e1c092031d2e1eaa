"""A lesson: “Write me five 4s.” Five boxes, one digit in each. What is kept skips the review list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

import pygame

from data.records import NOT_A_DIGIT, Context, LabelSource, NewSample
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import in_background, pupil_of
from game.scenes.teach.study import classify
from game.ui.bars import percent
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import KeyEvent
from game.ui.icons import icon
from game.ui.keypad import printed
from game.ui.layout import inset, mirrored
from game.ui.sheet import abreast, paragraphs, put, squared, squares
from game.ui.widgets import Choice, Key
from recognizer.ink import Ink

if TYPE_CHECKING:
    from data.samples import Samples
    from recognizer.reader import Reader

COUNT = 5
UNKEPT = "These are not kept yet. Press again to go on without them."
Scores = tuple[float, ...]  # eleven shares; the last is "not a digit"


class Lesson(Scene):
    """Five boxes for one digit; then the next one that needs it.

    Args:
        digit: the first one.
        then: the digits after it; without any, the others in order.
    """

    def __init__(self, digit: int, then: Sequence[int] = ()) -> None:
        super().__init__()
        self.digit = digit
        self._next = cycle((*then, digit) if then else [(digit + step) % 10 for step in range(1, 11)])
        self.drawings = [Drawing() for _ in range(COUNT)]
        self.boxes: list[Canvas] = []  # a canvas for each drawing
        self._versions = [-1] * COUNT
        self.scores: list[Scores | None] = [None] * COUNT
        self.kept = 0
        self._warned: list[int] = []  # the boxes' versions when the player was last warned
        self._between = pygame.Rect(0, 0, 0, 0)  # the buttons at the foot

    def layout(self) -> None:
        look = self.look
        page = Page(
            self,
            f"Write me five {self.digit}s",
            (Key("Clear", self._clear, icon="clear"), Key("Another digit", self._skip, icon="skip")),
            (Key("Keep them", self._keep, primary=True, enabled=self._written > 0),),
        )
        beside = page.beside_title
        wide = min(beside.width, look.px(60))
        choose = mirrored(look, pygame.Rect(beside.right - wide, beside.top, wide, beside.height), beside)
        digits = [str(digit) for digit in range(10)]
        self.widgets.append(Choice(choose, look, digits, self.digit, self._turn_to))
        inner = inset(look, page.area, 6, 4)
        words = "Write one in each box, the way you always do. The net reads along."
        top = paragraphs(page.ground, look, inner, words)
        self._lay_boxes(page.ground, pygame.Rect(inner.left, top, inner.width, inner.bottom - top))
        self.widgets += page.buttons
        self._keep_button = page.buttons[-1]
        self._inner = inner
        left = max(button.rect.right for button in page.buttons if button.rect.centerx < page.foot.centerx)
        right = min(button.rect.left for button in page.buttons if button.rect.centerx > page.foot.centerx)
        self._between = pygame.Rect(left, page.area.bottom, right - left, look.size[1] - page.area.bottom)

    @property
    def _written(self) -> int:
        return sum(bool(box.strokes) for box in self.boxes)

    def _lay_boxes(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        rows = (3, 2) if look.stacked else (5,)
        foot, gap = look.px(6), look.px(2)
        height = area.height // len(rows)
        number = 0
        for row, count in enumerate(rows):
            side = min((area.width - (count - 1) * gap) // max(rows), height - foot)
            block = count * side + (count - 1) * gap
            top = area.top + row * height + (height - foot - side) // 2
            for column in range(count):
                x = area.centerx - block // 2 + column * (side + gap)
                place = pygame.Rect(x, top, side, side)
                squares(ground, place, look)
                rect = squared(place, look)
                if number == len(self.boxes):
                    self.boxes.append(Canvas(look, rect, self.drawings[number]))
                else:
                    self.boxes[number].place(look, rect)
                number += 1
        self.canvases = list(self.boxes)

    def notice_room(self) -> pygame.Rect:
        """Between the buttons at the foot: the bar on top is taken by the digits."""
        return self._between if self._between.width >= self.look.px(24) else super().notice_room()

    def update(self, now: float) -> bool:  # noqa: ARG002 - only pens move
        reader = self.stage.reader
        if reader is not None:
            for number, box in enumerate(self.boxes):
                if box.version != self._versions[number]:
                    self._versions[number] = box.version
                    self._read(reader, number, box.ink)
        self._keep_button.enabled = self._written > 0 and pupil_of(self.stage) is not None
        return False

    def _read(self, reader: Reader, number: int, ink: Ink) -> None:
        self.stage.worker.submit(
            lambda: scores_of(reader, [ink])[0] if ink else None,
            partial(self._show, number),
            key=f"lesson-{number}",
        )

    def _show(self, number: int, scores: Scores | None) -> None:
        self.scores[number] = scores
        self.changed = True

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        look, palette = self.look, self.look.palette
        kept = f"{self.kept} kept" if self.kept else "Nothing is kept yet"
        put(surface, look.text(kept, "small", palette.soft), bottomright=self._inner.bottomright)
        for box, scores in zip(self.boxes, self.scores, strict=True):
            if scores is None or not box.strokes:
                continue
            read = max(range(NOT_A_DIGIT + 1), key=lambda label: scores[label])
            agrees = read == self.digit
            colour = palette.right if agrees else palette.misread
            parts = [
                icon("tick" if agrees else "misread", look.px(2.8), colour),
                look.text(printed(read), "small-read", colour),
                look.text(percent(scores[read]), "small", palette.soft),
            ]
            abreast(surface, parts, look.px(0.9), (box.rect.centerx, box.rect.bottom + look.px(3)))

    def key(self, event: KeyEvent) -> None:
        if event.digit:
            self._turn_to(int(event.digit))
        elif event.key == pygame.K_DELETE:
            self._clear()
        elif event.key in (pygame.K_BACKSPACE, pygame.K_u):
            self._undo()
        elif self.is_enter(event):
            self._keep()
        else:
            super().key(event)

    def _undo(self) -> None:
        """Take back the newest stroke of all boxes."""
        written = [(box.last_t or 0.0, number) for number, box in enumerate(self.boxes) if box.strokes]
        if written:
            self.drawings[max(written)[1]].undo()

    def _clear(self) -> None:
        self.stage.untell(UNKEPT)
        for drawing in self.drawings:
            drawing.new_sheet()
        self.changed = True

    def back(self) -> None:
        self._unless_written(super().back)

    def _skip(self) -> None:
        self._unless_written(self._go_on)

    def _turn_to(self, digit: int) -> None:
        self._unless_written(partial(self._begin, digit))

    def _unless_written(self, go: Callable[[], None]) -> None:
        """Go on; but if that loses what is in the boxes, warn the player first, once."""
        versions = [box.version for box in self.boxes]
        if self._written and self._warned != versions:
            self._warned = versions
            self.stage.tell(UNKEPT)
            self.again()  # the choice of digits must show the digit that is still being written
        else:
            self.stage.untell(UNKEPT)
            go()

    def _go_on(self) -> None:
        self._begin(next(self._next))

    def _begin(self, digit: int) -> None:
        self.digit = digit
        self._clear()
        self.again()

    def _keep(self) -> None:
        """Store what is in the boxes, and go on to the next digit."""
        pupil, reader, label = pupil_of(self.stage), self.stage.reader, self.digit
        inks = [box.ink for box in self.boxes if box.strokes]
        if pupil is None or reader is None or not inks:
            return
        samples = pupil.store.samples
        in_background(self.stage, lambda: keep(samples, reader, pupil.id, label, inks), self._kept)
        self._go_on()

    def _kept(self, count: int) -> None:
        self.kept += count
        self.changed = True


def scores_of(reader: Reader, inks: Sequence[Ink]) -> list[Scores]:
    """Each ink read as one glyph: eleven shares."""
    import numpy as np

    from recognizer.raster import raster

    shares, _ = classify(reader, np.stack([raster(ink) for ink in inks]), inks)
    return [tuple(float(share) for share in row) for row in shares]


def keep(samples: Samples, reader: Reader, player: int, label: int, inks: Sequence[Ink]) -> int:
    """Store lesson samples, all or none. Returns how many."""
    with samples.transaction():
        for ink, scores in zip(inks, scores_of(reader, inks), strict=True):
            samples.add(
                NewSample(
                    label=label,
                    source=LabelSource.LESSON,
                    context=Context.LESSON,
                    ink=ink,
                    player_id=player,
                    read=max(range(NOT_A_DIGIT + 1), key=lambda one: scores[one]),
                    scores=tuple(min(1.0, score) for score in scores[:10]),
                    bundle=reader.id,
                )
            )
    return len(inks)
