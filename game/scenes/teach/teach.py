"""Teach: how well the network reads a player's handwriting, and what can be done so that it reads better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from data.records import RunKind
from game.scenes.page import Page
from game.scenes.profile import who_plays
from game.scenes.scene import Scene
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.study import EACH, WANTED, Study, Tally, lesson_order, study
from game.stage import Open
from game.ui.layout import columns, inset, rows, split
from game.ui.look import Look, ease_out
from game.ui.sheet import card, frame, paragraphs, put, rounded, rule
from game.ui.thumbnail import specimen
from game.ui.widgets import Key, Widget


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen that can be opened from here. ``count`` is shown beside its name, unless it is 0."""

    name: str
    about: str
    screen: Open
    count: int = 0


class DestinationRow(Widget):
    """A line that opens a screen."""

    def __init__(
        self, rect: pygame.Rect, look: Look, destination: Destination, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, action)
        self.destination = destination

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        share = 1.0 if self.pressed else self._hover
        if share:
            rounded(surface, self.rect, palette.chosen, look.px(0.7))
        left, right = self.rect.left + look.px(1.6), self.rect.right - look.px(1.6)
        colour = palette.ink if self.enabled else palette.disabled
        name = look.text(self.destination.name, "body", colour)
        place = name.get_rect(midleft=(left, self.rect.centery))
        about_room = right - left
        if self.rect.height >= look.font("body").get_linesize() + look.font("small").get_linesize():
            place.bottom = self.rect.centery + look.px(0.3)
            about = look.fitted(
                self.destination.about,
                "small",
                palette.soft if self.enabled else palette.disabled,
                about_room,
            )
            surface.blit(about, (left, self.rect.centery + look.px(0.2)))
        surface.blit(name, place)
        if share:
            width = round(place.width * ease_out(share))
            surface.fill(palette.accent, (left, place.bottom - look.px(0.3), width, max(2, look.px(0.25))))
        if self.destination.count:
            count = look.text(str(self.destination.count), "h2", palette.misread)
            put(surface, count, midright=(right, self.rect.centery))


class DigitCard(Widget):
    """One digit as the player writes it: the newest sample of it, and how many are read correctly."""

    def __init__(
        self, rect: pygame.Rect, look: Look, tally: Tally, needy: bool, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, action)
        self.tally, self.needy = tally, needy
        self._face = self._made()

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
        ink = ink.inflate(-look.px(6.6), -look.px(0.6))  # a 7 keeps off the printed digit
        if tally.newest is not None:
            specimen(face, tally.newest, ink, look, palette.ink)
        words = f"{tally.right} of {tally.total}"
        if not tally.total:
            words = look.first_fit("small", whole.width - look.px(1), "none yet", "none")
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
        put(face, text, midbottom=(whole.centerx, whole.bottom - look.px(0.3)))
        return face


class Teach(Scene):
    """The first screen of Teach, from which all others are opened."""

    def __init__(self) -> None:
        super().__init__()
        self.study: Study | None = None  # None until it is made

    @property
    def title(self) -> str:
        pupil = pupil_of(self.stage)
        return (
            f"Teach the net {pupil.player.name}’s writing"
            if pupil is not None
            else "Teach the net your writing"
        )

    def layout(self) -> None:
        look = self.look
        page = Page(self, self.title, *self._keys())
        if not show_placeholder(self, page, ""):
            gap = look.px(2 if look.portrait else 4)
            digits, destinations = split(look, inset(look, page.area, 6, 4), 0.62, 0.46, gap)
            self._lay_digits(page.ground, digits)
            self._lay_destinations(page.ground, destinations)
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if pupil_of(self.stage) is None:
            return (), (who_plays(self),)
        trainer = self.stage.trainer
        if trainer is None:
            return [Key("Write a lesson", self._lesson, primary=True)], ()
        words, ran = "Learn now", trainer.learning
        if ran is not None and not ran.seen:
            words = "Watch it learn" if ran.running else "What it learned"
        enough = self.study is not None and self.study.written == WANTED
        ready = enough or (ran is not None and not ran.seen)
        left = [
            Key("Write a lesson", self._lesson, primary=not ready),
            Key("Learn from everyone", self._learn_from_everyone),
        ]
        return left, [Key(words, partial(self.ask, Open("learn")), primary=ready, enabled=ready)]

    def fetch(self) -> None:
        pupil, reader = pupil_of(self.stage), self.stage.reader
        if pupil is not None and reader is not None:
            samples = pupil.store.samples
            in_background(
                self.stage, lambda: study(reader, samples, pupil.id), self._studied, key="teach-study"
            )

    def _studied(self, found: Study) -> None:
        self.study = found
        self.again()

    def _lay_digits(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        top = self._heading(ground, area, "How well it reads you")
        if self.study is None:
            rest = pygame.Rect(area.left, top, area.width, 0)
            paragraphs(ground, look, rest, "Looking at your digits…")
            return
        tallies = [self.study.tally(label) for label in range(10)]
        needy = lesson_order(tallies)[0]
        words = "Tap a digit to write it; the red one is next."
        if self.study.written < WANTED:
            words = f"Write {EACH} of each, then it can learn: {self.study.written} of {WANTED} done."
        note = look.lines(words, "small", area.width)
        foot = look.font("small").get_linesize() * len(note) + look.px(1)
        gap = look.px(1.2)
        grid = pygame.Rect(area.left, top, area.width, area.bottom - foot - top)
        boxes = [box for row in rows(grid, 2, gap) for box in columns(row, 5, gap)]
        for tally, box in zip(tallies, boxes, strict=True):
            go = partial(self.ask, Open("lesson", tally.label))
            self.widgets.append(DigitCard(box, look, tally, tally.label == needy, go))
        y = area.bottom - foot + look.px(1)
        for line in note:
            ground.blit(look.text(line, "small", palette.soft), (area.left, y))
            y += look.font("small").get_linesize()

    def _lay_destinations(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        top = self._heading(ground, area, "Look and change")
        pending = self.study.pending if self.study else 0
        destinations = [
            Destination("My samples", "every digit it has kept", Open("sample_wall")),
            Destination("Please check", "corrections that look odd", Open("review"), pending),
            Destination("Look inside", "mix-ups, a map, the layers", Open("inside")),
        ]
        if self.stage.trainer is not None:
            destinations += [
                Destination("Family tree", "earlier nets to go back to", Open("family")),
                Destination("Forgetting lab", "learning without revising", Open("forgetting_lab")),
            ]
        height = max(44, min(look.px(8.6), (area.bottom - top) // len(destinations)))
        for number, destination in enumerate(destinations):
            rect = pygame.Rect(area.left, top + number * height, area.width, height - look.px(0.4))
            row = DestinationRow(
                rect.inflate(look.px(3.2), 0), look, destination, partial(self.ask, destination.screen)
            )
            row.enabled = destination.screen.screen != "review" or pending > 0
            self.widgets.append(row)

    def _heading(self, ground: pygame.Surface, area: pygame.Rect, words: str) -> int:
        look = self.look
        text = look.shrunk(words, "h2", look.palette.ink, area.width)
        ground.blit(text, area.topleft)
        y = area.top + look.font("h2").get_linesize() + look.px(0.6)
        rule(ground, look, area.left, area.right, y)
        return y + look.px(1.4)

    def _learn_from_everyone(self) -> None:
        """Show a learning that runs, or that has ended and was not looked at yet. Otherwise ask first."""
        ran = self.stage.trainer.everyone if self.stage.trainer is not None else None
        asks_first = ran is None or ran.seen
        self.ask(Open("learn_shared") if asks_first else Open("learn", RunKind.SHARED))

    def _lesson(self) -> None:
        if self.study is not None:
            order = lesson_order([self.study.tally(label) for label in range(10)])
            self.ask(Open("lesson", order[0], order[1:]))
