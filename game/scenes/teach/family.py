"""The family tree: a player's models, each below the one it learned on top of. Use another, or go back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import pygame

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.sentences import go_back, why
from game.stage import Open
from game.ui.bars import percent
from game.ui.dates import minute_of
from game.ui.icons import icon
from game.ui.layout import inset
from game.ui.look import Look
from game.ui.sheet import disc, paragraphs, put, rounded
from game.ui.widgets import Key, Widget
from recognizer.family import Model, ModelKind, ModelState

_MARKS = {ModelState.PUBLISHED: "tick", ModelState.REFUSED: "cross", ModelState.DAMAGED: "misread"}


class ModelRow(Widget):
    """One model. A press puts it to use, if it passed the gate."""

    def __init__(
        self, rect: pygame.Rect, look: Look, model: Model, depth: int, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, action)
        self.model, self.depth = model, depth
        self.enabled = model.state is ModelState.PUBLISHED and model.fits and not model.in_use

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
        put(surface, disc(max(4, look.px(0.9)), colour), center=(x, y))
        left, right = x + look.px(2.6), self.rect.right - look.px(1.6)
        note = "in use" if model.in_use else "tap to use" if self.enabled and self._hover else ""
        if note:
            text = look.text(note, "small", palette.accent if model.in_use else palette.soft)
            put(surface, text, midright=(right, y))
            right -= text.get_width() + look.px(2)
        name = look.fitted(_name(model), "body", palette.ink, right - left)
        about = look.fitted(_about(model), "small", palette.soft, right - left)
        put(surface, name, bottomleft=(left, y + look.px(0.4)))
        surface.blit(about, (left, y + look.px(0.4)))
        if model.kind is ModelKind.PERSONAL and left + name.get_width() + look.px(4) < right:
            mark_colour = palette.right if model.state is ModelState.PUBLISHED else palette.wrong
            mark = icon(_MARKS[model.state], look.px(2.2), mark_colour)
            put(surface, mark, midleft=(left + name.get_width() + look.px(1.2), y - look.px(1.2)))


class Family(Scene):
    """Newest at the bottom. If there are too many, the oldest are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.models: list[Model] = []  # the shared one first; empty until they are fetched

    def layout(self) -> None:
        page = Page(self, "Family tree", *self._keys())
        if not show_placeholder(self, page, "" if self.models else "Looking for nets…"):
            self._lay_tree(page.ground, inset(self.look, page.area, 6, 4))
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if not self.models:
            return (), ()
        # First back through the player's own models, then through the shared ones.
        shared = self.models[0]
        further = not shared.in_use or shared.kind is ModelKind.SHARED
        log = Key("Log", partial(self.ask, Open("history")))
        return (Key("Go back one", self._go_back, icon="undo", enabled=further),), (log,)

    def fetch(self) -> None:
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is not None and trainer is not None:
            in_background(self.stage, lambda: trainer.family(pupil.player), self._found, key="family")

    def _found(self, models: list[Model]) -> None:
        self.models = models
        self.again()

    def _lay_tree(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        words = (
            "Each net learned on top of the one above it. A net with a cross was no better: it is not used."
        )
        top = paragraphs(ground, look, inner, words)
        height = max(46, look.px(7.4))
        room = max(2, (inner.bottom - top) // height)
        # The shared one, and the newest of the others.
        shown = self.models if len(self.models) <= room else [self.models[0], *self.models[1 - room :]]
        depths = _depths(shown)
        rows: dict[str, ModelRow] = {}
        for number, model in enumerate(shown):
            rect = pygame.Rect(inner.left, top + number * height, inner.width, height - look.px(0.4))
            rows[model.id] = ModelRow(rect, look, model, depths[model.id], partial(self._use, model))
        root, *branches = rows.values()
        for row in branches:
            self._branch(ground, rows.get(row.model.parent or "", root).knot, row.knot)
        self.widgets += rows.values()

    def _branch(self, ground: pygame.Surface, above: tuple[int, int], knot: tuple[int, int]) -> None:
        width = max(2, self.look.px(0.3))
        colour = self.look.palette.edge
        ground.fill(colour, (above[0] - width // 2, above[1], width, knot[1] - above[1]))
        ground.fill(colour, (above[0] - width // 2, knot[1] - width // 2, knot[0] - above[0], width))

    def _use(self, model: Model) -> None:
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is None or trainer is None:
            return

        def work() -> list[Model]:
            trainer.use(pupil.player, model)
            return trainer.family(pupil.player)

        in_background(self.stage, work, self._found)

    def _go_back(self) -> None:
        pupil, trainer, shared = pupil_of(self.stage), self.stage.trainer, self.models[0].in_use
        if pupil is None or trainer is None:
            return

        def work() -> tuple[str, list[Model]]:
            return go_back(trainer, pupil.player, everyone=shared), trainer.family(pupil.player)

        in_background(self.stage, work, self._gone_back)

    def _gone_back(self, came: tuple[str, list[Model]]) -> None:
        told, models = came
        self.stage.tell(told)
        self._found(models)


def _depths(models: Sequence[Model]) -> Mapping[str, int]:
    """How many steps each is below the first one, the shared model; at most four, so that the words fit."""
    depths = {models[0].id: 0}
    for model in models[1:]:
        depths[model.id] = min(4, depths.get(model.parent or "", 0) + 1)
    return depths


def _name(model: Model) -> str:
    if model.kind is not ModelKind.PERSONAL:
        return "The shared net"
    if not model.created:
        return "A net that cannot be read"
    return _when(model)


def _when(model: Model) -> str:
    return minute_of(datetime.fromisoformat(model.created))


def _about(model: Model) -> str:
    if model.kind is ModelKind.SHIPPED:
        return "everyone starts with it"
    if model.kind is ModelKind.SHARED:
        return f"learned from everyone on {_when(model)}; {model.samples} digits"
    if model.state is not ModelState.PUBLISHED:
        return why(model.reason)
    words = [f"{model.samples} digits"] if model.samples else []
    if model.accuracy is not None:
        before, after = model.accuracy
        words.append(f"reads {percent(after)} of your digits (before: {percent(before)})")
    if not model.fits:
        words.append("out of date: press Learn now")
    return "; ".join(words)
