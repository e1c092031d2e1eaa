"""Teach: a player's hand as the net knows it, and the ways to make it known better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from game.learning.course import School
from game.scenes.page import Key
from game.scenes.profile import who_plays
from game.scenes.teach.page import TeachPage
from game.scenes.teach.study import Study, Tally, lesson_order, study
from game.stage import Open
from game.ui.look import Look, ease_out
from game.ui.sheet import card, frame, rounded, rule
from game.ui.specimen import specimen
from game.ui.widgets import Widget


@dataclass(frozen=True, slots=True)
class Door:
    """One way on from here. ``count`` is set beside it, unless it is nothing."""

    name: str
    about: str
    screen: Open
    count: int = 0


class DoorRow(Widget):
    """A line that opens a screen."""

    def __init__(self, rect: pygame.Rect, look: Look, door: Door, action: Callable[[], None]) -> None:
        super().__init__(rect, look)
        self.door, self.action = door, action

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on the line
        self.action()

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        share = 1.0 if self.pressed else self._hover
        if share:
            rounded(surface, self.rect, palette.chosen, look.px(0.7))
        left, right = self.rect.left + look.px(1.6), self.rect.right - look.px(1.6)
        colour = palette.ink if self.enabled else palette.disabled
        name = look.text(self.door.name, "body", colour)
        place = name.get_rect(midleft=(left, self.rect.centery))
        about_room = right - left
        if self.rect.height >= look.font("body").get_linesize() + look.font("small").get_linesize():
            place.bottom = self.rect.centery + look.px(0.3)
            about = look.fitted(
                self.door.about, "small", palette.soft if self.enabled else palette.disabled, about_room
            )
            surface.blit(about, (left, self.rect.centery + look.px(0.2)))
        surface.blit(name, place)
        if share:
            width = round(place.width * ease_out(share))
            surface.fill(palette.accent, (left, place.bottom - look.px(0.3), width, max(2, look.px(0.25))))
        if self.door.count:
            count = look.text(str(self.door.count), "h2", palette.misread)
            surface.blit(count, count.get_rect(midright=(right, self.rect.centery)))


class HandCard(Widget):
    """One digit in the player's hand: the newest sample of it, and how many are read rightly."""

    def __init__(
        self, rect: pygame.Rect, look: Look, tally: Tally, needy: bool, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look)
        self.tally, self.needy, self.action = tally, needy, action
        self._face = self._made()

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on the card
        self.action()

    def draw(self, surface: pygame.Surface) -> None:
        lift = self.look.px(0.25) if self._hover and not self.pressed else 0
        surface.blit(self._face, self.rect.move(0, -lift))
        if self.needy:
            width = max(2, self.look.px(0.35))
            frame(surface, self.rect.move(0, -lift), self.look.palette.accent, width, self.look.px(0.7))

    def _made(self) -> pygame.Surface:
        look, palette, tally = self.look, self.look.palette, self.tally
        face = pygame.Surface(self.rect.size, pygame.SRCALPHA)
        whole = face.get_rect()
        card(face, whole, look)
        digit = look.text(str(tally.label), "small-read", palette.soft)
        face.blit(digit, (look.px(1.2), look.px(0.6)))
        foot = look.font("small").get_linesize() + look.px(0.8)
        ink = pygame.Rect(0, look.px(2), whole.width, whole.height - foot - look.px(3.4))
        ink = ink.inflate(-look.px(5), -look.px(0.6))
        if tally.newest is not None:
            specimen(face, tally.newest, ink, look, palette.ink)
        words = f"{tally.right} of {tally.total}" if tally.total else "none yet"
        colour = palette.right if tally.right == tally.total else palette.misread
        if not tally.total:
            colour = palette.soft
        text = look.fitted(words, "small", colour, whole.width - look.px(1))
        rail = pygame.Rect(look.px(1.2), whole.bottom - foot - look.px(0.6), 0, max(3, look.px(0.5)))
        rail.width = whole.width - 2 * look.px(1.2)
        rounded(face, rail, palette.track, rail.height // 2)
        if tally.total and tally.right:
            rail.width = round(rail.width * tally.right / tally.total)
            rounded(face, rail, colour, rail.height // 2)
        face.blit(text, text.get_rect(midbottom=(whole.centerx, whole.bottom - look.px(0.3))))
        return face


class Teach(TeachPage):
    """The hub.

    Args:
        school: what can be learned here; None: the stage's.
    """

    title = "Teach"

    def __init__(self, school: School | None = None) -> None:
        super().__init__()
        self._given = school
        self.study: Study | None = None

    @property
    def school(self) -> School | None:
        return self._given or self.stage.school

    def title_text(self) -> str:
        player = self.stage.player
        return f"Teach the net {player.name}’s hand" if player else "Teach the net your hand"

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.player_id is None:
            return (), (who_plays(self),)
        right = []
        if self.school is not None:
            ready = self.study is not None and len(self.study) > 0
            course = self.school.course
            words = "Learn now"
            if course is not None and not course.seen:
                words = "Watch it learn" if course.running else "What it learned"
            learn = partial(self._go, Open("learn", self.school, Open("free_draw")))
            right.append(Key(words, learn, primary=True, enabled=ready))
        left = [Key("Write a lesson", self._lesson)]
        if self.school is not None:
            everyone = partial(self._go, Open("learn_shared", self.school, Open("free_draw")))
            left.append(Key("Learn from everyone", everyone))
        return left, right

    def fetch(self) -> None:
        player, reader = self.player_id, self.stage.reader
        if player is not None and reader is not None:
            samples = self.stage.store.samples
            self.job(lambda: study(reader, samples, player), self._studied, key="teach-study")

    def _studied(self, found: Study) -> None:
        self.study = found
        self.again()

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        if look.portrait:
            hand = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.46))
            doors = pygame.Rect(inner.left, hand.bottom + look.px(2), inner.width, 0)
            doors.height = inner.bottom - doors.top
        else:
            width = round(inner.width * 0.62)
            hand = pygame.Rect(inner.left, inner.top, width, inner.height)
            doors = pygame.Rect(hand.right + look.px(4), inner.top, 0, inner.height)
            doors.width = inner.right - doors.left
            if look.taste.left_handed:
                hand.right, doors.left = inner.right, inner.left
        self._hand(ground, hand)
        self._lay_doors(ground, doors)

    def _hand(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        top = self._heading(ground, area, "How well it reads you")
        if self.study is None:
            self.words(ground, pygame.Rect(area.left, top, area.width, 0), "Looking at your digits …")
            return
        tallies = [self.study.tally(label) for label in range(10)]
        needy = lesson_order(tallies)[0]
        words = "Tap a digit to write it; the red one is next."
        if not len(self.study):
            words = "Tap a digit and write it: then the net has something to learn from."
        note = look.lines(words, "small", area.width)
        foot = look.font("small").get_linesize() * len(note) + look.px(1)
        gap = look.px(1.2)
        width = (area.width - 4 * gap) // 5
        height = (area.bottom - foot - top - gap) // 2
        for tally in tallies:
            row, column = divmod(tally.label, 5)
            rect = pygame.Rect(area.left + column * (width + gap), top + row * (height + gap), width, height)
            go = partial(self._open_lesson, tally.label)
            self.widgets.append(HandCard(rect, look, tally, tally.label == needy, go))
        y = area.bottom - foot + look.px(1)
        for line in note:
            ground.blit(look.text(line, "small", palette.soft), (area.left, y))
            y += look.font("small").get_linesize()

    def _lay_doors(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        top = self._heading(ground, area, "Look and change")
        pending = self.study.pending if self.study else 0
        doors = [
            Door("My samples", "every digit it has kept", Open("sample_wall")),
            Door("Please check", "corrections that look odd", Open("review"), pending),
            Door("Look inside", "mix-ups, a map, the layers", Open("inside")),
        ]
        if self.school is not None:
            doors += [
                Door("Family tree", "its past, and the way back", Open("family", self.school)),
                Door("Forgetting lab", "learning without rehearsal", Open("forgetting_lab", self.school)),
            ]
        height = max(44, min(look.px(8.6), (area.bottom - top) // len(doors)))
        for number, door in enumerate(doors):
            rect = pygame.Rect(area.left, top + number * height, area.width, height - look.px(0.4))
            row = DoorRow(rect.inflate(look.px(3.2), 0), look, door, partial(self._go, door.screen))
            row.enabled = door.screen.screen != "review" or pending > 0
            self.widgets.append(row)

    def _heading(self, ground: pygame.Surface, area: pygame.Rect, words: str) -> int:
        look = self.look
        text = look.shrunk(words, "h2", look.palette.ink, area.width)
        ground.blit(text, area.topleft)
        y = area.top + look.font("h2").get_linesize() + look.px(0.6)
        rule(ground, look, area.left, area.right, y)
        return y + look.px(1.4)

    def _go(self, screen: Open) -> None:
        self.ask(screen)

    def _lesson(self) -> None:
        if self.study is not None:
            order = lesson_order([self.study.tally(label) for label in range(10)])
            self.ask(Open("lesson", order[0], order[1:]))

    def _open_lesson(self, label: int) -> None:
        self.ask(Open("lesson", label))
