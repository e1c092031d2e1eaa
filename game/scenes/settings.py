"""The settings of this computer. Each choice works at once and is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pygame

from game import log
from game.scenes.page import Page
from game.scenes.profile import PEN_WORDS
from game.scenes.scene import Scene
from game.settings import BOARDS, PENS
from game.ui.layout import inset, mirrored, rows, split
from game.ui.sheet import margin, rule
from game.ui.widgets import Choice, Key, button_row


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting: its label, its name in `Settings`, its values and the words for them."""

    label: str
    name: str
    values: tuple[Any, ...]
    words: tuple[str, ...]


_SETTINGS = (
    _Setting("Screen", "fullscreen", (False, True), ("Window", "Full screen")),
    _Setting("Sound", "sound", (True, False), ("On", "Off")),
    _Setting("Pen", "pen", tuple(PENS), PEN_WORDS),
    _Setting("I write with my", "left_handed", (False, True), ("Right hand", "Left hand")),
    _Setting("Board", "board", BOARDS, ("Paper", "Slate")),
    _Setting("Text size", "projector", (False, True), ("Normal", "Large")),
    _Setting("Animation", "reduced_motion", (False, True), ("Normal", "Less")),
    _Setting("My answer counts", "wait_for_enter", (False, True), ("By itself", "After Done")),
    _Setting("Wait before it counts", "rest_wrong_ms", (600, 900, 1400), ("Short", "Normal", "Long")),
)


class SettingsScene(Scene):
    """A ruled page with a line for each setting: its label before the margin line, its values after it."""

    def layout(self) -> None:
        look, page = self.look, Page(self, "Settings")
        labels = max(look.font("body").size(setting.label)[0] for setting in _SETTINGS) + look.px(6)
        left, right = split(look, page.area, labels / page.area.width)
        margin(page.ground, look, max(left.left, right.left), page.area.top, page.area.bottom)
        lines = rows(inset(look, page.area, 0, 4), len(_SETTINGS), most=look.px(12), centred=True)
        for setting, row in zip(_SETTINGS, lines, strict=True):
            self._label(page.ground, left.clip(row), setting)
            self._values(page.ground, right.clip(row), setting)
        report = Key("Copy a report", self._copy_report)
        self.widgets += [*button_row(look, mirrored(look, page.beside_title), (), (report,)), *page.buttons]

    def _label(self, ground: pygame.Surface, area: pygame.Rect, setting: _Setting) -> None:
        """Before the margin line, and close to it."""
        look, gap = self.look, self.look.px(2.4)
        label = look.text(setting.label, "body", look.palette.ink)
        place = label.get_rect(midright=(area.right - gap, area.centery))
        if look.taste.left_handed:
            place.left = area.left + gap
        ground.blit(label, place)

    def _values(self, ground: pygame.Surface, area: pygame.Rect, setting: _Setting) -> None:
        """The words to choose from, after the margin line."""
        look = self.look
        area = mirrored(look, area)
        area = pygame.Rect(area.left + look.px(2), area.top, area.width - look.px(5), area.height)
        ruled = mirrored(look, area)
        rule(ground, look, ruled.left, ruled.right, area.bottom - 1)
        value = getattr(self.stage.settings, setting.name)
        chosen = setting.values.index(value) if value in setting.values else len(setting.values) // 2
        height = min(area.height - look.px(1.2), look.px(6))
        widest = max(look.font("body").size(word)[0] for word in setting.words) + look.px(2)
        width = max(look.px(30) * len(setting.words) // 2 + look.px(12), widest * len(setting.words))
        rect = pygame.Rect(area.left, area.centery - height // 2, min(area.width, width), height)

        def choose(index: int) -> None:
            self.stage.change(replace(self.stage.settings, **{setting.name: setting.values[index]}))

        self.widgets.append(Choice(mirrored(look, rect), look, setting.words, chosen, choose))

    def _copy_report(self) -> None:
        """Copy what helps somebody to find a fault."""
        try:
            pygame.scrap.put_text(log.report())
        except pygame.error:
            self.stage.tell(f"Copying does not work on this computer. The report is in {log.path()}.")
        else:
            self.stage.tell("The report is copied. Paste it into a message.")
