"""The family tree: a player's models, each under what it was learned on; use another one, or go back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import pygame

from game.learning.course import Model, School
from game.scenes.page import Key
from game.scenes.teach.learn import go_back
from game.scenes.teach.page import TeachPage
from game.scenes.teach.reasons import in_words
from game.stage import Open
from game.ui.bars import percent
from game.ui.icons import icon
from game.ui.look import Look
from game.ui.sheet import disc, rounded
from game.ui.widgets import Widget

_MARKS = {"published": "tick", "refused": "cross", "damaged": "misread"}


class ModelRow(Widget):
    """One model. Those that passed the gate can be pressed to be used."""

    def __init__(
        self, rect: pygame.Rect, look: Look, model: Model, depth: int, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look)
        self.model, self.depth, self.action = model, depth, action
        self.enabled = model.state == "published" and model.fits and not model.in_use

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on it
        self.action()

    @property
    def knot(self) -> tuple[int, int]:
        """Where the tree's line ends at this row."""
        return self.rect.left + self.look.px(2 + 4 * self.depth), self.rect.centery

    def draw(self, surface: pygame.Surface) -> None:
        look, palette, model = self.look, self.look.palette, self.model
        x, y = self.knot
        if model.in_use or self._hover or self.pressed:
            row = self.rect.copy()
            row.left, row.width = x + look.px(1.4), self.rect.right - x - look.px(1.4)
            rounded(surface, row, palette.chosen, look.px(0.7))
        colour = palette.accent if model.in_use else palette.soft
        dot = disc(max(4, look.px(0.9)), colour)
        surface.blit(dot, dot.get_rect(center=(x, y)))
        left, right = x + look.px(2.6), self.rect.right - look.px(1.6)
        note = "in use" if model.in_use else "tap to use" if self.enabled and self._hover else ""
        if note:
            text = look.text(note, "small", palette.accent if model.in_use else palette.soft)
            surface.blit(text, text.get_rect(midright=(right, y)))
            right -= text.get_width() + look.px(2)
        name = look.fitted(_name(model), "body", palette.ink, right - left)
        about = look.fitted(_about(model), "small", palette.soft, right - left)
        surface.blit(name, name.get_rect(bottomleft=(left, y + look.px(0.4))))
        surface.blit(about, (left, y + look.px(0.4)))
        if model.id is not None and left + name.get_width() + look.px(4) < right:
            mark_colour = palette.right if model.state == "published" else palette.wrong
            mark = icon(_MARKS[model.state], look.px(2.2), mark_colour)
            surface.blit(
                mark, mark.get_rect(midleft=(left + name.get_width() + look.px(1.2), y - look.px(1.2)))
            )


class Family(TeachPage):
    """Newest at the bottom; what does not fit is left out from the oldest on."""

    title = "Family tree"
    waiting = "Looking for nets …"

    def __init__(self, school: School) -> None:
        super().__init__()
        self.school = school
        self.models: list[Model] | None = None

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.models is None:
            return (), ()
        # From the player's own models first, then from those that were learned from everyone.
        own = any(model.in_use and model.id is not None for model in self.models)
        own = own or bool(self.models[0].created)
        log = Key("Log", lambda: self.ask(Open("history")))
        return (Key("Go back one", self._roll_back, icon="undo", enabled=own),), (log,)

    def fetch(self) -> None:
        player, school = self.stage.player, self.school
        if player is not None and self.player_id is not None:
            self.job(lambda: school.family(player), self._found, key="family")

    def _found(self, models: list[Model]) -> None:
        self.models = models
        self.again()

    @property
    def has_come(self) -> bool:
        return self.models is not None

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        assert self.models is not None
        top = self.words(
            ground,
            inner,
            "Each learned on top of the one above it. A cross: it was no better, and is not used.",
        )
        height = max(46, look.px(7.4))
        room = max(2, (inner.bottom - top) // height)
        # The shared model, and of the others the newest.
        shown = self.models if len(self.models) <= room else [self.models[0], *self.models[1 - room :]]
        depths = _depths(shown)
        rows: dict[str | None, ModelRow] = {}
        for number, (model, depth) in enumerate(zip(shown, depths, strict=True)):
            rect = pygame.Rect(inner.left, top + number * height, inner.width, height - look.px(0.4))
            rows[model.id] = ModelRow(rect, look, model, depth, partial(self._use, model.id))
        for row in rows.values():
            if row.model.id is not None:
                self._branch(ground, rows.get(row.model.parent, rows[None]).knot, row.knot)
        self.widgets += rows.values()

    def _branch(self, ground: pygame.Surface, above: tuple[int, int], knot: tuple[int, int]) -> None:
        width = max(2, self.look.px(0.3))
        colour = self.look.palette.edge
        ground.fill(colour, (above[0] - width // 2, above[1], width, knot[1] - above[1]))
        ground.fill(colour, (above[0] - width // 2, knot[1] - width // 2, knot[0] - above[0], width))

    def _use(self, model: str | None) -> None:
        player, school = self.stage.player, self.school
        if player is None:
            return

        def work() -> list[Model]:
            school.use(player, model)
            return school.family(player)

        self.job(work, self._found)

    def _roll_back(self) -> None:
        player, school = self.stage.player, self.school
        if player is None:
            return

        shared = self.models is not None and self.models[0].in_use and bool(self.models[0].created)

        def work() -> tuple[str, list[Model]]:
            told = school.go_back_for_everyone() if shared else go_back(school, player)
            return told, school.family(player)

        self.job(work, self._rolled_back)

    def _rolled_back(self, came: tuple[str, list[Model]]) -> None:
        self.stage.tell(came[0])
        self._found(came[1])


def _depths(models: Sequence[Model]) -> list[int]:
    """How deep each stands under the shared model; at most four, so that words fit."""
    depth: dict[str | None, int] = {None: 0}
    for model in models:
        if model.id is not None:
            depth[model.id] = min(4, depth.get(model.parent, 0) + 1)
    return [depth[model.id] for model in models]


def _name(model: Model) -> str:
    if model.id is None:
        return "The shared net"
    if not model.created:
        return "A net that cannot be read"
    return _when(model)


def _when(model: Model) -> str:
    moment = datetime.fromisoformat(model.created).astimezone()
    return f"{moment.day} {moment:%B}, {moment:%H:%M}"


def _about(model: Model) -> str:
    if model.id is None and not model.created:
        return "what everybody starts with"
    if model.id is None:
        return f"learned from everyone on {_when(model)}; {model.samples} samples"
    if model.state != "published":
        return in_words(model.reason)
    words = [f"{model.samples} samples"] if model.samples else []
    if model.before is not None and model.after is not None:
        words.append(f"reads {percent(model.after)} of your digits, {percent(model.before)} before")
    if not model.fits:
        words.append("made for another shared net: let it learn again")
    return "; ".join(words)
