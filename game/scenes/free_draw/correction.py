"""Correcting a reading in Free draw: tap a digit, say what it is. The answer becomes a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pygame

from data.records import NOT_A_DIGIT, Context, LabelSource, NewSample, Sample, Status
from game.scenes.free_draw.insight import BLACK, Insight
from game.ui.canvas import Canvas
from game.ui.keypad import label_pad, printed, spoken
from game.ui.look import Look
from game.ui.sheet import card, frame, put, rounded, rule
from game.ui.widgets import Widget
from recognizer.reading import Digit

if TYPE_CHECKING:
    from recognizer.ink import Ink, Stroke


class Spot(Widget):
    """A digit on the sheet that can be tapped."""

    def __init__(self, rect: pygame.Rect, look: Look, chosen: bool, action: Callable[[], None]) -> None:
        super().__init__(rect, look, action)
        self.chosen = chosen

    def draw(self, surface: pygame.Surface) -> None:
        look = self.look
        if self.chosen:
            frame(surface, self.rect, look.palette.misread, max(2, look.px(0.45)), look.px(1))
        elif self._hover or self.pressed:
            frame(surface, self.rect, look.palette.soft, max(1, look.px(0.25)), look.px(1))


class Correction:
    """The panel that asks what a digit is, and the spots on the sheet that choose another digit.

    Args:
        chosen: index of the digit in question.
        choose: another digit was tapped.
        say: called with what the digit in question is.
    """

    def __init__(
        self,
        look: Look,
        panel: pygame.Rect,
        canvas: Canvas,
        insight: Insight,
        chosen: int,
        *,
        choose: Callable[[int], None],
        say: Callable[[int], None],
    ) -> None:
        self.look = look
        self._inner = panel.inflate(-look.px(6), -look.px(4))
        self._digit, self._picture = insight.digits[chosen], insight.pictures[chosen]
        self._several = len(insight.digits) > 1
        head = look.px(6.2)
        lines = look.lines(self._words(), "body", self._inner.width - self._side - look.px(2))
        self._lines = lines
        body = max(self._side, len(lines) * look.font("body").get_linesize())
        top = self._inner.top + head + look.px(1.6) + body + look.px(1.8)
        pad = pygame.Rect(self._inner.left, top, self._inner.width, self._inner.bottom - top)
        keys = label_pad(look, pad, say)
        spots = [
            Spot(_around(canvas, digit), look, index == chosen, partial(choose, index))
            for index, digit in enumerate(insight.digits)
        ]
        self.widgets: list[Widget] = [*spots, *keys] if self._several else [*keys]

    @property
    def _side(self) -> int:
        return self.look.px(9)

    def _words(self) -> str:
        digit = self._digit
        if digit.not_a_digit > 0.5:
            read = "The net sees no digit."
        elif digit.sure:
            read = f"The net reads {spoken(digit.digit)}."
        else:
            read = f"The net guesses {spoken(digit.digit)}."
        return f"{read} Not this one? Tap the right one on the sheet." if self._several else read

    def draw(self, surface: pygame.Surface) -> None:
        """The panel's words and picture; its widgets are drawn by the scene."""
        look, palette, inner = self.look, self.look.palette, self._inner
        title = look.shrunk("What did you write?", "h2", palette.ink, inner.width)
        height = look.px(6.2)
        put(surface, title, midleft=(inner.left, inner.top + height // 2 - look.px(0.4)))
        rule(surface, look, inner.left, inner.right, inner.top + height)
        side = self._side
        place = pygame.Rect(inner.left, inner.top + height + look.px(1.6), side, side)
        rounded(surface, place, BLACK, look.px(0.4))
        surface.blit(pygame.transform.scale(self._picture, place.inflate(-2, -2).size), place.inflate(-2, -2))
        y = place.top
        for line in self._lines:
            text = look.text(line, "body", palette.ink if y == place.top else palette.soft)
            surface.blit(text, (place.right + look.px(2), y))
            y += look.font("body").get_linesize()


class Corrections:
    """The player's corrections of glyphs on this sheet, by their strokes."""

    def __init__(self) -> None:
        self._labels: dict[tuple[Stroke, ...], int] = {}

    def note(self, ink: Ink, label: int) -> None:
        self._labels[ink.strokes] = label

    def label(self, ink: Ink) -> int | None:
        """What the player said these strokes are; None if they said nothing."""
        return self._labels.get(ink.strokes)

    def text(self, digits: Sequence[Digit]) -> str:
        """The number with the player's corrections, in print; ``""`` if there are none."""
        said = [self.label(digit.glyph) for digit in digits] if self._labels else []
        if all(label is None for label in said):
            return ""
        pairs = zip(said, digits, strict=True)
        return "".join(printed(read_as(digit) if label is None else label) for label, digit in pairs)

    def draw(self, surface: pygame.Surface, look: Look, canvas: Canvas, digits: Sequence[Digit]) -> None:
        """Draw what the player said under each glyph, in the misread colour, in place of what was read."""
        baseline = max((_around(canvas, digit).bottom for digit in digits), default=0)
        for digit in digits:
            label = self.label(digit.glyph)
            if label is None:
                continue
            box = _around(canvas, digit)
            text = look.text(printed(label), "read", look.palette.misread)
            tag = text.get_rect().inflate(look.px(2.4), 0)
            tag.width = max(tag.width, look.px(13))  # it covers the percentage too
            tag.midtop = (box.centerx, min(baseline + look.px(2), canvas.rect.bottom - tag.height))
            card(surface, tag, look, look.palette.sheet)
            put(surface, text, center=tag.center)


def corrected(insight: Insight, index: int, label: int, *, player_id: int | None, bundle: str) -> NewSample:
    """The sample that a correction in Free draw makes."""
    digit = insight.digits[index]
    return NewSample(
        label=label,
        source=LabelSource.CORRECTED,
        context=Context.FREE_DRAW,
        ink=digit.glyph,
        player_id=player_id,
        read=read_as(digit),
        scores=digit.scores,
        bundle=bundle,
    )


def read_as(digit: Digit) -> int:
    """The likeliest class of a glyph, "not a digit" included."""
    return NOT_A_DIGIT if digit.not_a_digit > digit.confidence else digit.digit


def thanks(sample: Sample) -> str:
    """What the player is told once a correction is stored."""
    if sample.status is Status.PENDING:
        return f"Noted as {spoken(sample.label)}. It is an unusual one: please check it again under Teach."
    return f"Kept: this is {spoken(sample.label)}. The net can learn it under Teach."


def least_sure(digits: Sequence[Digit]) -> int:
    """Which digit most likely needs correcting: the one read least surely."""
    return min(range(len(digits)), key=lambda index: digits[index].confidence)


def _around(canvas: Canvas, digit: Digit) -> pygame.Rect:
    """The glyph's place in the window, enlarged so that a finger can hit it."""
    box = canvas.around(digit.pieces)
    if box is None:
        return pygame.Rect(canvas.rect.center, (0, 0))
    box.width, box.height = box.width + 1, box.height + 1
    across, down = canvas.look.px(4.4), canvas.look.px(3)
    return box.inflate(max(across, 44 - box.width), max(down, 44 - box.height)).clip(canvas.rect)
