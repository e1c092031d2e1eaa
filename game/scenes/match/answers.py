"""The answers of a match, for its results: pages of cards, and one answer with everything known of it."""

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
from game.ui.sheet import card, frame, paragraph, put, rounded, rule
from game.ui.theme import mix
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Button, Widget
from recognizer.ink import Ink
from recognizer.reading import Reading


class AnswerCard(Widget):
    """Question, ink and mark; a wrong answer is struck out."""

    def __init__(
        self, rect: pygame.Rect, look: Look, answer: Answer, ink: Ink, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, action)
        self.answer, self.chosen = answer, False
        self._picture = pygame.Surface(rect.size, pygame.SRCALPHA)
        self._render(self._picture, self._picture.get_rect(), ink)

    @property
    def target(self) -> pygame.Rect:
        return self.rect  # a larger one would take from the cards beside it

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
        put(surface, sign, midright=(inner.right, inner.centery))
        words = answer.question.text.removesuffix(" =")
        question = look.shrunk(words, "small-read", palette.ink, round(inner.width * 0.6))
        put(surface, question, midleft=inner.midleft)
        left = inner.left + max(question.get_width(), round(inner.width * 0.3)) + look.px(1)
        room = pygame.Rect(left, inner.top, inner.right - look.px(4) - left, inner.height)
        if answer.typed or not ink:
            role = "read" if answer.typed else "body"
            given = look.squeezed(answer.given or "–", role, palette.soft, room.width)
            box = given.get_rect(center=room.center)
            surface.blit(given, box)
        else:
            box = thumbnail(surface, ink, room, look, palette.ink)
        if answer.outcome is Outcome.WRONG:
            over = 2 * look.px(2)  # the line is longer than what it strikes out, but crosses nothing else
            strike(surface, look, box.inflate(over, 0).clip(room).inflate(-over, 0), 1.0)


class AnswerList:
    """A page of cards.

    Args:
        first: an answer of the wanted page, by its index.
        chosen: the round whose card is lit.

    Attributes:
        first: the index of the first answer on the page.
        per_page: how many answers a page holds.
    """

    def __init__(
        self, look: Look, area: pygame.Rect, answers: Sequence[Answer], first: int, *, chosen: int | None
    ) -> None:
        self.look, self.area, self.answers, self.chosen = look, area, answers, chosen
        self._misread = misread_words(answers)
        self._foot = look.font("small").get_linesize() + look.px(1) if self._misread else 0
        self._gap = gap = look.px(1.2)
        self._columns = 2 if (area.width - gap) // 2 >= max(look.px(19.4), _card_width(look, answers)) else 1
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
        """The cards. ``ink`` gives a round's ink; ``choose`` is called with the round that is tapped."""
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
        """Buttons to the pages before and after, with the numbers of the answers shown; none for one page."""
        if not self._pages:
            return []
        look, count, side = self.look, len(self.answers), self.look.target(5.5)
        row = pygame.Rect(self.area.left, self.area.bottom - self._foot - side, self.area.width, side)
        last = min(count, self.first + self.per_page)
        text = look.text(f"{self.first + 1} to {last} of {count}", "small", look.palette.soft)
        put(ground, text, center=row.center)
        left = pygame.Rect(row.topleft, (side, side))
        right = left.move(row.width - side, 0)
        back = Button(left, look, "", partial(turn, -1), icon="back")
        on = Button(right, look, "", partial(turn, 1), icon="skip")
        back.enabled, on.enabled = self.first > 0, last < count
        return [back, on]

    def draw_misread(self, ground: pygame.Surface) -> None:
        """Say at the foot which numbers were misread."""
        if self._misread:
            text = self.look.fitted(self._misread, "small", self.look.palette.misread, self.area.width)
            ground.blit(text, (self.area.left, self.area.bottom - text.get_height() + self.look.px(1)))


def _card_width(look: Look, answers: Sequence[Answer]) -> int:
    """How wide a card must be for the longest question and answer."""
    font = look.font("small-read")
    questions = [font.size(answer.question.text.removesuffix(" ="))[0] for answer in answers]
    digits = max((len(answer.given) for answer in answers), default=0)
    return max(questions, default=0) + look.px(2.4 + 1 + 4 + 1) + digits * look.px(_DIGIT)


def misread_words(answers: Sequence[Answer]) -> str:
    """A sentence that says which numbers were misread; ``""`` if none were."""
    pairs = [f"your {a.given} as {a.read}" for a in answers if a.misread and a.read]
    return "I misread " + ", ".join(dict.fromkeys(pairs)) + "." if pairs else ""


# A written digit on a card, in u.
_DIGIT = 1.9
# The bar of times, and the gap below it, in u.
_TIMES_BAR, _TIMES_GAP = 1.8, 0.8


class Detail:
    """All that is known of one answer. While the player disputes it, keys to type what was written."""

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
        corner = pygame.Rect(area.right - side, area.top - look.px(1), side, side)
        self.buttons.append(Button(corner, look, "", close, icon="cross"))
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
        width = area.width - look.target(5) - look.px(2)
        title = look.shrunk(answer.question.solved, "h1", palette.ink, width)
        surface.blit(title, (area.left, area.top - look.px(1)))
        y = area.top + title.get_height()
        if self.keypad is not None:
            words = look.text("What did you write?", "h2", palette.ink)
            surface.blit(words, (area.left, y))
            y += words.get_height()
            height = draw_typed(surface, look, self.keypad.text, (area.left, y))
            rule(surface, look, area.left, area.left + look.px(16), y + height)
            half, tall = area.width // 2, words.get_height()
            beside = pygame.Rect(area.left + half, y - tall, half, tall * 2)
            thumbnail(surface, self.ink, beside, look, palette.ink)
            return
        mark = mark_of(answer)
        sign = mark_picture(mark, look.px(3), palette)
        surface.blit(sign, (area.left, y + look.px(0.6)))
        word = look.text(WORDS[mark], "h2", mark_colour(mark, palette))
        surface.blit(word, (area.left + look.px(4.4), y))
        y += word.get_height() + look.px(1.5)
        gap = look.px(1.4)
        said = look.font("body").get_linesize() * len(look.lines(self._said(), "body", area.width))
        end = min([button.rect.top - look.px(1) for button in self.buttons[1:]], default=area.bottom)
        below = gap + said + gap + self._times_height
        height = max(look.px(5), min(look.px(26), end - y - below))
        face = pygame.Rect(area.left, y, area.width, height)
        card(surface, face, look)
        if self.ink and not answer.typed:
            thumbnail(surface, self.ink, face.inflate(-look.px(4), -look.px(3)), look, palette.ink, 0.9)
        else:
            text = look.text(answer.given or "passed", "h1", palette.soft)
            put(surface, text, center=face.center)
        rest = pygame.Rect(area.left, face.bottom + gap, area.width, 0)
        y = paragraph(surface, look, self._said(), "body", palette.soft, rest)
        self._times(surface, y + gap)

    def _said(self) -> str:
        answer = self.answer
        if answer.typed:
            return "You typed it."
        if answer.misread:
            return f"I read {answer.read}, but you wrote {answer.given}. My mistake!"
        if not answer.read:
            return "I read nothing."
        if answer.outcome is Outcome.VOID and answer.named:
            return f"I read {answer.read}, but you said you wrote something else. Not counted."
        if answer.outcome is Outcome.VOID and answer.given:
            return "The right answer was on the sheet when you wrote this. Not counted."
        if answer.outcome is Outcome.VOID:
            return "It was over before I had read all of it. Not counted."
        sure = f", {min(99, round(self.reading.confidence * 100))} % sure" if self.reading is not None else ""
        if answer.named:
            return f"I was unsure. You said it is {answer.given}."
        return f"I read {answer.read}{sure}."

    @property
    def _times_abreast(self) -> bool:
        """Whether the three times have room side by side; else they are one below the other."""
        look, words = self.look, "thinking 0.0 s   writing 0.0 s   reading 0.0 s"
        return look.font("small").size(words)[0] + look.px(4) <= self.area.width

    @property
    def _times_height(self) -> int:
        look, lines = self.look, 1 if self._times_abreast else 3
        return look.px(_TIMES_BAR) + look.px(_TIMES_GAP) + lines * look.font("small").get_linesize()

    def _times(self, surface: pygame.Surface, y: int) -> None:
        """One bar in three inks for thinking, writing and reading, and below it the seconds."""
        look, palette, area, answer = self.look, self.look.palette, self.area, self.answer
        parts = (
            ("thinking", answer.thinking, palette.ink),
            ("writing", answer.writing, mix(palette.ink, palette.sheet, 0.45)),
            ("reading", answer.reading, mix(palette.ink, palette.sheet, 0.75)),
        )
        total = sum(seconds for _, seconds, _ in parts)
        if total <= 0:
            return
        height, left = look.px(_TIMES_BAR), float(area.left)
        gap = max(2, look.px(0.3))
        for _, seconds, colour in parts:
            width = area.width * seconds / total
            bar = pygame.Rect(round(left), y, max(2, round(width) - gap), height)
            rounded(surface, bar, colour, look.px(0.4))
            left += width
        y += height + look.px(_TIMES_GAP)
        across, down = (area.width, 0) if self._times_abreast else (0, 3 * look.font("small").get_linesize())
        for number, (name, seconds, colour) in enumerate(parts):
            x = area.left + number * across // 3
            self._time(surface, x, y + number * down // 3, name, seconds, colour)

    def _time(
        self, surface: pygame.Surface, x: int, y: int, name: str, seconds: float, colour: tuple[int, int, int]
    ) -> None:
        look = self.look
        text = look.text(f"{name} {seconds:.1f} s", "small", look.palette.soft)
        side = look.px(1.4)
        rounded(surface, pygame.Rect(x, y + (text.get_height() - side) // 2, side, side), colour, 2)
        surface.blit(text, (x + side + look.px(0.8), y))
