"""The answers of a match among its results: a page of cards, and one of them opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.play.scoring import Answer, Outcome
from game.scenes.match.asks import draw_typed
from game.scenes.match.verdict import mark_of
from game.ui.clock_line import strike
from game.ui.keypad import Keypad
from game.ui.look import Look
from game.ui.marks import WORDS, mark_colour, mark_picture
from game.ui.sheet import card, frame, rounded, rule
from game.ui.theme import mix
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Button, Widget
from recognizer.ink import Ink
from recognizer.reading import Reading


def question_text(answer: Answer) -> str:
    return answer.question.text.removesuffix(" =")


class AnswerCard(Widget):
    """Question, ink and mark; a wrong answer is struck out."""

    def __init__(
        self, rect: pygame.Rect, look: Look, answer: Answer, ink: Ink, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look)
        self.answer, self.chosen = answer, False
        self._action = action
        self._picture = pygame.Surface(rect.size, pygame.SRCALPHA)
        self._render(self._picture, self._picture.get_rect(), ink)

    @property
    def target(self) -> pygame.Rect:
        return self.rect  # cards lie close; growing one would take from its neighbour

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on it will do
        self._action()

    def draw(self, surface: pygame.Surface) -> None:
        look = self.look
        rect = self.rect.move(0, look.px(0.2) if self.pressed else -round(look.u * 0.2 * self._hover))
        surface.blit(self._picture, rect)
        if self.chosen:
            frame(surface, rect, look.palette.ink, max(2, look.px(0.3)), look.px(0.7))

    def _render(self, surface: pygame.Surface, rect: pygame.Rect, ink: Ink) -> None:
        look, palette, answer = self.look, self.look.palette, self.answer
        card(surface, rect, look)
        inner = rect.inflate(-look.px(2.4), -look.px(1.6))
        mark = mark_of(answer)
        sign = mark_picture(mark, look.px(3.2), palette)
        surface.blit(sign, sign.get_rect(midright=(inner.right, inner.centery)))
        question = look.shrunk(question_text(answer), "small-read", palette.ink, round(inner.width * 0.5))
        surface.blit(question, question.get_rect(midleft=inner.midleft))
        left = inner.left + max(question.get_width(), round(inner.width * 0.3)) + look.px(1)
        room = pygame.Rect(left, inner.top, inner.right - look.px(4) - left, inner.height)
        if answer.typed or not ink:
            given = look.fitted(
                answer.given or "–", "read" if answer.typed else "body", palette.soft, room.width
            )
            box = given.get_rect(center=room.center)
            surface.blit(given, box)
        else:
            box = thumbnail(surface, ink, room, look, palette.ink)
        if answer.outcome is Outcome.WRONG:
            over = 2 * look.px(2)  # a strike is longer than what it strikes, but crosses nothing else
            strike(surface, look, box.inflate(over, 0).clip(room).inflate(-over, 0), 1.0)


class AnswerList:
    """Where the cards lie.

    Args:
        first: of the answers, the number of one on the page that is wanted, from 0.
        chosen: the round whose card is lit.

    Attributes:
        first: of the answers, the first on the page shown.
        per_page: how many a page holds.
    """

    def __init__(
        self, look: Look, area: pygame.Rect, answers: Sequence[Answer], first: int, *, chosen: int | None
    ) -> None:
        self.look, self.area, self.answers, self.chosen = look, area, answers, chosen
        self._misread = misread_words(answers)
        self._foot = look.font("small").get_linesize() + look.px(1) if self._misread else 0
        self._columns = 2 if area.width >= look.px(40) else 1
        self._gap = gap = look.px(1.2)
        height, room = max(look.px(8), 40), area.height - self._foot
        rows = max(1, (room + gap) // (height + gap))
        self._pages = len(answers) > rows * self._columns
        if self._pages:
            room -= look.target(5.5)
            rows = max(1, room // (height + gap))
        if min(rows, -(-len(answers) // self._columns)) >= 3:
            height = min((room + gap) // rows - gap, look.px(9.2))
        self._height = height
        self.per_page = rows * self._columns
        self.first = min(first, max(0, (len(answers) - 1) // self.per_page * self.per_page))

    def lay(self, ink: Callable[[int], Ink], choose: Callable[[int], None]) -> list[AnswerCard]:
        """The cards; ``ink`` gives what was written in a round, ``choose`` is called with one."""
        gap, area = self._gap, self.area
        width = (area.width - gap * (self._columns - 1)) // self._columns
        cards = []
        for number, answer in enumerate(self.answers[self.first : self.first + self.per_page]):
            row, column = divmod(number, self._columns)
            x, y = area.left + column * (width + gap), area.top + row * (self._height + gap)
            rect = pygame.Rect(x, y, width, self._height)
            card = AnswerCard(rect, self.look, answer, ink(answer.round), partial(choose, answer.round))
            card.chosen = answer.round == self.chosen
            cards.append(card)
        return cards

    def lay_pager(self, ground: pygame.Surface, turn: Callable[[int], None]) -> list[Button]:
        """Buttons to the pages before and after, with which answers these are; none for a single page."""
        if not self._pages:
            return []
        look, count, side = self.look, len(self.answers), self.look.target(5.5)
        row = pygame.Rect(self.area.left, self.area.bottom - self._foot - side, self.area.width, side)
        last = min(count, self.first + self.per_page)
        text = look.text(f"{self.first + 1} to {last} of {count}", "small", look.palette.soft)
        ground.blit(text, text.get_rect(center=row.center))
        left, right = (
            pygame.Rect(row.topleft, (side, side)),
            pygame.Rect(row.right - side, row.top, side, side),
        )
        back = Button(left, look, "", partial(turn, -1), icon="back")
        on = Button(right, look, "", partial(turn, 1), icon="skip")
        back.enabled, on.enabled = self.first > 0, last < count
        return [back, on]

    def draw_misread(self, ground: pygame.Surface) -> None:
        """At the foot, by name, what was misread."""
        if self._misread:
            text = self.look.fitted(self._misread, "small", self.look.palette.misread, self.area.width)
            ground.blit(text, (self.area.left, self.area.bottom - text.get_height() + self.look.px(1)))


def misread_words(answers: Sequence[Answer]) -> str:
    """What was misread, as a sentence; ``""`` if nothing was."""
    pairs = [f"your {a.given} as {a.read}" for a in answers if a.misread and a.read]
    return "I misread " + ", ".join(dict.fromkeys(pairs)) + "." if pairs else ""


class Detail:
    """All that is known of one answer; and, where it is disputed, the keys to say what was written."""

    def __init__(
        self,
        look: Look,
        area: pygame.Rect,
        answer: Answer,
        ink: Ink,
        reading: Reading | None,
        *,
        asking: bool,
        dispute: Callable[[], None] | None,
        claim: Callable[[str], None],
        close: Callable[[], None],
    ) -> None:
        self.look, self.area, self.answer, self.ink, self.reading = look, area, answer, ink, reading
        self.buttons: list[Button] = []
        self.keypad: Keypad | None = None
        side = look.target(5)
        shut = Button(
            pygame.Rect(area.right - side, area.top - look.px(1), side, side), look, "", close, icon="cross"
        )
        self.buttons.append(shut)
        if asking:
            top = area.top + look.font("h1").get_linesize() + look.font("h2").get_linesize() * 2 + look.px(4)
            room = pygame.Rect(area.left, top, area.width, area.bottom - top)
            self.keypad = Keypad(look, room, lambda _: None, claim)
            self.buttons += self.keypad.buttons
        elif dispute is not None:
            height = look.target(7)
            label = "I wrote something else"
            width = min(area.width, look.font("body").size(label)[0] + look.px(6))
            rect = pygame.Rect(area.left, area.bottom - height, width, height)
            self.buttons.append(Button(rect, look, label, dispute))

    def draw(self, surface: pygame.Surface) -> None:
        look, palette, area, answer = self.look, self.look.palette, self.area, self.answer
        title = look.shrunk(
            answer.question.solved, "h1", palette.ink, area.width - look.target(5) - look.px(2)
        )
        surface.blit(title, (area.left, area.top - look.px(1)))
        y = area.top + title.get_height()
        if self.keypad is not None:
            words = look.text("What did you write?", "h2", palette.ink)
            surface.blit(words, (area.left, y))
            y += words.get_height()
            height = draw_typed(surface, look, self.keypad.text, (area.left, y))
            rule(surface, look, area.left, area.left + look.px(16), y + height)
            side = pygame.Rect(
                area.left + area.width // 2, y - words.get_height(), area.width // 2, words.get_height() * 2
            )
            thumbnail(surface, self.ink, side, look, palette.ink)
            return
        mark = mark_of(answer)
        sign = mark_picture(mark, look.px(3), palette)
        surface.blit(sign, (area.left, y + look.px(0.6)))
        word = look.text(WORDS[mark], "h2", mark_colour(mark, palette))
        surface.blit(word, (area.left + look.px(4.4), y))
        y += word.get_height() + look.px(1.5)
        below = look.px(16 if not look.stacked else 22) + look.target(7)
        face = pygame.Rect(
            area.left, y, area.width, max(look.px(9), min(look.px(26), area.bottom - y - below))
        )
        card(surface, face, look)
        if self.ink and not answer.typed:
            thumbnail(surface, self.ink, face.inflate(-look.px(4), -look.px(3)), look, palette.ink, 0.9)
        else:
            text = look.text(answer.given or "passed", "h1", palette.soft)
            surface.blit(text, text.get_rect(center=face.center))
        y = face.bottom + look.px(1.4)
        for line in look.lines(self._said(), "body", area.width):
            picture = look.text(line, "body", palette.soft)
            surface.blit(picture, (area.left, y))
            y += picture.get_height()
        self._times(surface, y + look.px(1.4))

    def _said(self) -> str:
        answer = self.answer
        if answer.typed:
            return "Typed with keys."
        if answer.misread:
            return f"I read {answer.read}, but you wrote {answer.given}. My mistake!"
        if not answer.read:
            return "Nothing was read."
        if answer.outcome is Outcome.VOID:
            return f"I read {answer.read}. You said you wrote something else. Not counted."
        sure = f", {min(99, round(self.reading.confidence * 100))} % sure" if self.reading is not None else ""
        if answer.named:
            return f"I was unsure; you said it is {answer.given}."
        return f"I read {answer.read}{sure}."

    def _times(self, surface: pygame.Surface, y: int) -> None:
        """Thinking, writing, reading: one bar in three inks, and the seconds below."""
        look, palette, area, answer = self.look, self.look.palette, self.area, self.answer
        parts = (
            ("thinking", answer.thinking, palette.ink),
            ("writing", answer.writing, mix(palette.ink, palette.sheet, 0.45)),
            ("reading", answer.reading, mix(palette.ink, palette.sheet, 0.75)),
        )
        total = sum(seconds for _, seconds, _ in parts)
        if total <= 0:
            return
        height, x = look.px(1.8), float(area.left)
        gap = max(2, look.px(0.3))
        for _, seconds, colour in parts:
            width = area.width * seconds / total
            rounded(
                surface, pygame.Rect(round(x), y, max(2, round(width) - gap), height), colour, look.px(0.4)
            )
            x += width
        y += height + look.px(0.8)
        line = look.font("small").get_linesize()
        if (
            look.font("small").size("thinking 0.0 s   writing 0.0 s   reading 0.0 s")[0] + look.px(4)
            > area.width
        ):
            for name, seconds, colour in parts:
                self._time(surface, area.left, y, name, seconds, colour)
                y += line
            return
        for number, (name, seconds, colour) in enumerate(parts):
            self._time(surface, area.left + number * area.width // 3, y, name, seconds, colour)

    def _time(
        self, surface: pygame.Surface, x: int, y: int, name: str, seconds: float, colour: tuple[int, int, int]
    ) -> None:
        look = self.look
        text = look.text(f"{name} {seconds:.1f} s", "small", look.palette.soft)
        side = look.px(1.4)
        rounded(surface, pygame.Rect(x, y + (text.get_height() - side) // 2, side, side), colour, 2)
        surface.blit(text, (x + side + look.px(0.8), y))
