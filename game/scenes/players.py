"""Players: choose who plays, add a player, change a name, colour, hand or pen, or delete a player."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

import pygame

from data.errors import StoreError, StoreRefusedError
from data.records import Hand, Player
from game.scenes.match.plan import players
from game.scenes.page import Page
from game.scenes.profile import COLOURS, PEN_WORDS, bead, let_play, next_colour, pen_of
from game.scenes.scene import Scene
from game.settings import PENS
from game.stage import Open, Pop
from game.ui.fields import TextField
from game.ui.layout import Column, inset
from game.ui.lists import Pick, Picks
from game.ui.rows import Swatch
from game.ui.sheet import heading, paragraph
from game.ui.widgets import Choice, Key

if TYPE_CHECKING:
    from data.store import Store

#: Beside the form, for the first player.
FIRST = "The game saves your answers and your writing under your name. All of it stays on this computer."
LOST = "All answers, handwriting and progress are deleted too. This cannot be undone."
_HANDS = (Hand.RIGHT, Hand.LEFT)


class Purpose(Enum):
    """What the page is for now."""

    CHOOSING = auto()
    ADDING = auto()
    DELETING = auto()  # asks whether to


@dataclass(frozen=True, slots=True)
class Profile:
    """What the form shows, with the names of a player's record. ``colour`` is one of `COLOURS`, or ``""``."""

    name: str = ""
    colour: str = ""
    hand: Hand = Hand.RIGHT
    pen_width: float = PENS["medium"]


class Players(Scene):
    """Everybody on the left, the profile in use on the right; or a new one.

    Args:
        new: begin with a new player, as after the welcome.
        onward: the screen to go to from here; None: back to the one below.
    """

    def __init__(self, new: bool = False, onward: Open | None = None) -> None:
        super().__init__()
        self._onward = onward
        self.purpose = Purpose.ADDING if new else Purpose.CHOOSING
        self.profile = Profile()
        self.refused = ""  # why the store did not take the last change
        self._shown: int | None = None  # the id of the player whose profile that is
        self._called = ""  # what that player was called before a name was typed

    def layout(self) -> None:
        store, everybody = self.stage.store, players(self.stage)
        if not everybody and store is not None:
            self.purpose = Purpose.ADDING
        self._follow(everybody)
        adding = self.purpose is Purpose.ADDING and store is not None
        page = Page(self, "New player" if adding else "Players", *self._keys(everybody))
        left, right = page.split(0.38, below=0.45)
        left, right = inset(self.look, left, 5, 6), inset(self.look, right, 9, 7)
        self._list(left, everybody)
        if self.purpose is Purpose.ADDING and not everybody:
            heading(page.ground, self.look, left, "Who are you?", FIRST)
        if store is None:
            heading(
                page.ground,
                self.look,
                right,
                "Nothing can be saved on this computer right now, so nobody can be added.",
            )
        elif self.purpose is Purpose.DELETING and self.stage.player is not None:
            heading(page.ground, self.look, right, f"Delete {self.stage.player.name}?", LOST)
        else:
            self._form(page, right)
        self.widgets += page.buttons

    def _keys(self, everybody: Sequence[Player]) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.stage.store is None:
            return (), ()
        if self.purpose is Purpose.ADDING:
            left = [Key("Cancel", self._stop) if everybody else Key("Not now", self._leave)]
            named = bool(self.profile.name.strip())
            return left, [Key("Add", self._add, "tick", primary=True, enabled=named)]
        if self.purpose is Purpose.DELETING:
            return [Key("Keep", self._stop)], [Key("Delete for good", self._delete, "cross", primary=True)]
        left = [Key("New player", self._begin, "plus")]
        if self.stage.player is not None:
            left.append(Key("Delete", self._ask, "cross"))
        return left, [Key("Done", self.back, "tick", primary=True)]

    def _follow(self, everybody: list[Player]) -> None:
        """Show the profile in use, unless a new one is being made."""
        player = self.stage.player
        if self.purpose is Purpose.ADDING:
            if not self.profile.colour:
                self.profile = replace(self.profile, colour=next_colour(everybody))
        elif player is not None and player.id != self._shown:
            self._shown, self._called = player.id, player.name
            self.profile = Profile(player.name, player.colour, player.hand, player.pen_width)

    def _list(self, area: pygame.Rect, everybody: list[Player]) -> None:
        if not everybody:
            return
        palette, player = self.look.palette, self.stage.player
        ids = [one.id for one in everybody]
        playing = ids.index(player.id) if player is not None and player.id in ids else None
        rows = [
            Pick(one.name, "playing" if number == playing else "", bead(one.colour, palette))
            for number, one in enumerate(everybody)
        ]
        chosen = playing if self.purpose is not Purpose.ADDING else None
        self.widgets.append(Picks(area, self.look, rows, chosen, lambda row: self._choose(everybody[row])))

    def _form(self, page: Page, area: pygame.Rect) -> None:
        """The profile's name, colour, hand and pen."""
        look, profile = self.look, self.profile
        width, adding = min(area.width, look.px(64)), self.purpose is Purpose.ADDING
        column = Column(pygame.Rect(area.topleft, (width, area.height)), gap=look.px(2.2))
        name = TextField(
            column.take(look.target(9.5)),
            look,
            "Name",
            profile.name,
            lambda name: self._change(name=name),
            done=self._add if adding else self.back,
            hint="Type your name",
        )
        self.widgets.append(name)
        if adding:
            self.form.type_on(name)
        gap = look.px(0.8)
        side = min(look.target(6), (width - 7 * gap) // 8)
        row = column.take(side)
        for number, code in enumerate(COLOURS):
            rect = pygame.Rect(row.left + number * (side + gap), row.top, side, side)
            choose = partial(self._change, colour=code)
            self.widgets.append(Swatch(rect, look, bead(code, look.palette), code == profile.colour, choose))
        pens = list(PENS)
        hand, pen = _HANDS.index(profile.hand), pens.index(pen_of(profile.pen_width))
        for label, words, index, action in (
            ("I write with my", ("Right hand", "Left hand"), hand, lambda i: self._change(hand=_HANDS[i])),
            ("Pen", PEN_WORDS, pen, lambda i: self._change(pen_width=PENS[pens[i]])),
        ):
            column.top = paragraph(page.ground, look, label, "small", look.palette.soft, column.rest)
            self.widgets.append(Choice(column.take(look.target(6)), look, words, index, action))
        below = pygame.Rect(area.left, column.top, area.width, 0)
        paragraph(page.ground, look, self.refused, "body", look.palette.accent, below)

    def store_opened(self) -> None:
        self.again()

    # What can be done

    def _do(self, act: Callable[[Store], None]) -> None:
        """Change the store; what it refuses is said on the page."""
        self.refused = ""
        try:
            if self.stage.store is not None:
                act(self.stage.store)
        except StoreError as error:
            self.refused = str(error)
        self.again()

    def _change(self, **changes: Any) -> None:
        """Change what the form shows. A profile in use is kept at once, a new one when it is added."""
        self.profile = replace(self.profile, **changes)
        player = self.stage.player
        if self.purpose is Purpose.ADDING or player is None:
            self.refused = ""
            self.again()
        else:
            self._do(lambda store: self._keep(store, player.id, changes))

    def _keep(self, store: Store, player: int, changes: dict[str, Any]) -> None:
        """Keep changes. Of a name that is refused nothing stays: half of it is nobody's name."""
        try:
            let_play(self.stage, store.players.change(player, **changes))
        except StoreRefusedError:
            if "name" in changes:
                let_play(self.stage, store.players.change(player, name=self._called))
            raise

    def _choose(self, player: Player) -> None:
        let_play(self.stage, player)
        self._stop()

    def _begin(self) -> None:
        self.profile, self._shown = Profile(), None
        self.purpose, self.refused = Purpose.ADDING, ""
        self.again()

    def _stop(self) -> None:
        """Neither add nor delete anybody."""
        self.purpose, self.refused = Purpose.CHOOSING, ""
        self.again()

    def _add(self) -> None:
        profile = self.profile

        def add(store: Store) -> None:
            pen = profile.pen_width
            player = store.players.add(profile.name, profile.colour, hand=profile.hand, pen_width=pen)
            self.purpose = Purpose.CHOOSING
            let_play(self.stage, player)
            self._leave()

        if profile.name.strip():
            self._do(add)

    def _ask(self) -> None:
        self.purpose = Purpose.DELETING
        self.again()

    def _delete(self) -> None:
        player = self.stage.player

        def delete(store: Store) -> None:
            self.purpose = Purpose.CHOOSING
            if player is None:
                return
            store.players.delete(player.id)
            if self.stage.trainer is not None:
                self.stage.trainer.part_with(player)
            let_play(self.stage, next(iter(players(self.stage)), None))
            self._shown = None

        self._do(delete)

    def back(self) -> None:
        adding = self.purpose is Purpose.ADDING and bool(players(self.stage))
        if adding or self.purpose is Purpose.DELETING:
            self._stop()
        else:
            self._leave()

    def _leave(self) -> None:
        self.ask(self._onward or Pop())
