"""Settings: what belongs to this machine. Each choice holds at once and is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pygame

from game.scenes.scene import Hands, Scene, Shot
from game.settings import BOARDS, PENS
from game.ui.look import Look
from game.ui.sheet import desk, margin, rule, sheet
from game.ui.widgets import Button, Choice


@dataclass(frozen=True, slots=True)
class _Line:
    """One setting: the words for its values, in order."""

    label: str
    name: str
    values: tuple[Any, ...]
    words: tuple[str, ...]


_LINES = (
    _Line("Window", "fullscreen", (False, True), ("Window", "Full screen")),
    _Line("Sound", "sound", (True, False), ("On", "Off")),
    _Line("Pen", "pen", tuple(PENS), ("Fine", "Medium", "Broad")),
    _Line("I write with my", "left_handed", (False, True), ("Right hand", "Left hand")),
    _Line("Board", "board", BOARDS, ("Paper", "Slate")),
    _Line("Small print", "projector", (False, True), ("Normal", "Larger")),
    _Line("Motion", "reduced_motion", (False, True), ("Normal", "Reduced")),
    _Line("An answer counts", "wait_for_enter", (False, True), ("By itself", "On Enter")),
    _Line("Pen’s rest", "rest_wrong_ms", (600, 900, 1400), ("Short", "Normal", "Long")),
)


class SettingsScene(Scene):
    """A ruled page: a line a setting, its label in front of the margin's other side."""

    def layout(self) -> None:
        look = self.look
        outer = look.px(4)
        page = pygame.Rect(outer, look.px(12), look.size[0] - 2 * outer, look.size[1] - look.px(16))
        self.ground = desk(look)
        sheet(self.ground, page, look)
        side = look.target(6.4)
        back = Button(
            pygame.Rect(outer, look.px(6.2) - side // 2, side, side), look, "", self.back, icon="back"
        )
        self.widgets.append(back)
        title = look.text("Settings", "page", look.palette.ink)
        self.ground.blit(title, title.get_rect(midleft=(back.rect.right + look.px(2.6), back.rect.centery)))
        label_width = max(look.font("body").size(line.label)[0] for line in _LINES) + look.px(6)
        line_x = page.left + label_width
        margin(self.ground, look, line_x, page.top, page.bottom)
        inner = page.inflate(0, -look.px(4))
        height = min(look.px(12), inner.height // len(_LINES))
        top = inner.top + (inner.height - height * len(_LINES)) // 2
        for number, line in enumerate(_LINES):
            row = pygame.Rect(page.left, top + number * height, page.width, height)
            self._row(self.ground, look, row, line_x, line)

    def _row(self, ground: pygame.Surface, look: Look, row: pygame.Rect, line_x: int, line: _Line) -> None:
        label = look.text(line.label, "body", look.palette.ink)
        ground.blit(label, label.get_rect(midright=(line_x - look.px(2.4), row.centery)))
        rule(ground, look, line_x + look.px(2), row.right - look.px(3), row.bottom - 1)
        values = line.values
        value = getattr(self.stage.settings, line.name)
        chosen = values.index(value) if value in values else len(values) // 2
        height = min(row.height - look.px(1.2), look.px(6))
        widest = max(look.font("body").size(word)[0] for word in line.words) + look.px(2)
        width = max(look.px(30) * len(line.words) // 2 + look.px(12), widest * len(line.words))
        width = min(row.right - line_x - look.px(5), width)
        rect = pygame.Rect(line_x + look.px(2), row.centery - height // 2, width, height)
        self.widgets.append(Choice(rect, look, line.words, chosen, lambda index: self._set(line, index)))

    def _set(self, line: _Line, index: int) -> None:
        self.stage.change(replace(self.stage.settings, **{line.name: line.values[index]}))


def _focus(scene: SettingsScene, hands: Hands) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    for _ in range(4):
        hands.press(pygame.K_TAB)


SHOTS = [
    Shot("settings", SettingsScene),
    Shot("settings-focus", SettingsScene, _focus),
    Shot("settings-slate", SettingsScene, settings={"board": "slate"}),
]
