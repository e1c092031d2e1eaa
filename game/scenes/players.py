"""Players: choose who plays; add one; change a name, colour, hand or pen; delete one, after asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pygame

from game.scenes.match.plan import players
from game.scenes.page import Page
from game.scenes.profile import Profile, lay_profile
from game.scenes.scene import Scene
from game.scenes.who import bead, next_colour, take
from game.settings import PENS
from game.stage import Open, Pop
from game.ui.fields import TextField
from game.ui.lists import Pick, Picks
from game.ui.sheet import margin
from game.ui.widgets import Key

if TYPE_CHECKING:
    from data.records import Player

#: For whoever is the first, beside the form.
FIRST = "Under your name the game keeps what you answer and how you write. All of it stays on this machine."


class Players(Scene):
    """Profiles on the left, the one in use on the right; or a new one.

    Args:
        new: begin with a new player, as after the first walk.
        onward: the screen to go to from here; None: back to the one below.
    """

    def __init__(self, new: bool = False, onward: Open | None = None) -> None:
        super().__init__()
        self._onward = onward
        self.new = new
        self.profile = Profile()
        self.asking = False  # whether to delete
        self._refused = ""
        self._shown: int | None = None

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.stage.store is None:
            return (), ()
        if self.new:
            left = [Key("Cancel", self._cancel)] if players(self.stage) else [Key("Not now", self._leave)]
            return left, (
                Key("Add", self._add, "tick", primary=True, enabled=bool(self.profile.name.strip())),
            )
        if self.asking:
            return (Key("Keep", self._keep),), (Key("Delete for good", self._delete, "cross", primary=True),)
        left = [Key("New player", self._begin, "plus")]
        if self.stage.player is not None:
            left.append(Key("Delete", self._ask, "cross"))
        return left, (Key("Done", self.back, "tick", primary=True),)

    def layout(self) -> None:
        everybody = players(self.stage)
        if not everybody and self.stage.store is not None:
            self.new = True
        making = self.new and self.stage.store is not None
        page = Page(self, "New player" if making else "Players", *self._keys())
        look, area, ground = self.look, page.area, page.ground
        self._follow(everybody)
        if look.portrait:
            left = pygame.Rect(area.left, area.top, area.width, round(area.height * 0.45))
            right = pygame.Rect(area.left, left.bottom, area.width, area.bottom - left.bottom)
        else:
            left = pygame.Rect(area.left, area.top, round(area.width * 0.38), area.height)
            right = pygame.Rect(left.right, area.top, area.right - left.right, area.height)
            if look.taste.left_handed:
                left.left, right.left = area.right - left.width, area.left
            x = left.right if not look.taste.left_handed else left.left
            margin(ground, look, x, area.top, area.bottom)
        left, right = left.inflate(-look.px(5), -look.px(6)), right.inflate(-look.px(9), -look.px(7))
        self._list(left, everybody)
        if self.new and not everybody:
            self._say(ground, left, "Who are you?", FIRST)
        if self.stage.store is None:
            self._say(ground, right, "Nothing is kept on this machine now, so nobody can join.")
        elif self.asking and self.stage.player is not None:
            self._say(
                ground,
                right,
                f"Delete {self.stage.player.name}?",
                "All answers, handwriting and progress go with it. This cannot be undone.",
            )
        else:
            self._profile(ground, right)
        self.widgets += page.buttons

    def _follow(self, everybody: list[Player]) -> None:
        """Show the profile in use, unless a new one is being made."""
        if self.new:
            if not self.profile.colour:
                self.profile = replace(self.profile, colour=next_colour(everybody))
            return
        player = self.stage.player
        if player is not None and player.id != self._shown:
            self._shown, self.profile = player.id, Profile.of(player)

    def _list(self, area: pygame.Rect, everybody: list[Player]) -> None:
        player = self.stage.player
        rows = [
            Pick(
                one.name,
                "playing" if player is not None and one.id == player.id else "",
                bead(one.colour, self.look.palette),
            )
            for one in everybody
        ]
        ids = [one.id for one in everybody]
        chosen = ids.index(player.id) if player is not None and player.id in ids and not self.new else None
        if rows:
            self.widgets.append(
                Picks(area, self.look, rows, chosen, lambda row: self._choose(everybody[row]))
            )

    def _profile(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        widgets, y = lay_profile(
            look,
            ground,
            area,
            self.profile,
            named=self._named,
            done=self._add if self.new else self.back,
            chosen=self._chosen,
        )
        self.widgets += widgets
        if self.new and isinstance(widgets[0], TextField):
            self.form.type_on(widgets[0])
        if self._refused:
            for line in look.lines(self._refused, "body", area.width):
                picture = look.text(line, "body", look.palette.accent)
                ground.blit(picture, (area.left, y))
                y += picture.get_height()

    def _say(self, ground: pygame.Surface, area: pygame.Rect, headline: str, words: str = "") -> None:
        look, y = self.look, area.top
        for text, role, ink in ((headline, "h2", look.palette.ink), (words, "body", look.palette.soft)):
            for line in look.lines(text, role, area.width):
                picture = look.text(line, role, ink)
                ground.blit(picture, (area.left, y))
                y += picture.get_height()
            y += look.px(1)

    def stocked(self) -> None:
        self.again()

    # What can be done

    def _do(self, act: Callable[[], None]) -> None:
        """Change the store; what it refuses is said on the page."""
        from data.errors import StoreError

        self._refused = ""
        try:
            act()
        except StoreError as error:
            self._refused = str(error)
        self.again()

    def _named(self, name: str) -> None:
        had, self._refused = bool(self.profile.name.strip()), ""
        self.profile = replace(self.profile, name=name)
        if self.new and had != bool(name.strip()):
            self.again()
        elif not self.new:
            self._change(name=name)

    def _chosen(self, profile: Profile, /, **changes: object) -> None:
        # The name may have been written on since the form was laid out.
        self.profile = replace(profile, name=self.profile.name)
        self._change(**changes)

    def _change(self, **changes: object) -> None:
        """Keep a change of the profile in use; a new one is kept when it is added."""
        player = self.stage.player
        if self.new or player is None:
            self.again()
            return

        def act() -> None:
            take(self.stage, self.stage.store.players.change(player.id, **changes))

        self._do(act)

    def _choose(self, player: Player) -> None:
        self.new = self.asking = False
        self._refused = ""
        take(self.stage, player)
        self.again()

    def _begin(self) -> None:
        self.new, self.profile = True, Profile()
        self._shown, self._refused = None, ""
        self.attach(self.stage)

    def _cancel(self) -> None:
        self.new, self._refused = False, ""
        self.again()

    def _add(self) -> None:
        from data.records import Hand

        def act() -> None:
            wanted = self.profile
            player = self.stage.store.players.add(
                wanted.name, wanted.colour, hand=Hand(wanted.hand), pen_width=PENS[wanted.pen]
            )
            self.new = False
            take(self.stage, player)
            self._leave()

        if self.profile.name.strip():
            self._do(act)

    def _ask(self) -> None:
        self.asking = True
        self.again()

    def _keep(self) -> None:
        self.asking = False
        self.again()

    def _delete(self) -> None:
        player = self.stage.player

        def act() -> None:
            if player is not None:
                self.stage.store.players.delete(player.id)
                if self.stage.school is not None:
                    self.stage.school.part_with(player)
                take(self.stage, next(iter(players(self.stage)), None))
                self._shown = None
            self.asking = False

        self._do(act)

    def back(self) -> None:
        if self.asking:
            self._keep()
        elif self.new and self.stage.store is not None and players(self.stage):
            self._cancel()
        else:
            self._leave()

    def _leave(self) -> None:
        self.ask(self._onward or Pop())
