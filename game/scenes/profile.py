"""What belongs to a player: colour, pen, how they write; and letting a player play from now on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from data.errors import StoreError
from game.settings import PENS
from game.stage import Open
from game.ui.theme import Colour, Palette, mix
from game.ui.widgets import Key
from recognizer.habits import MOST, STRANGER, Habits

if TYPE_CHECKING:
    from data.records import Player
    from game.scenes.scene import Scene
    from game.stage import Stage

#: Inks to choose from: dark enough to tell apart on paper, and none looks like the accent.
COLOURS = ("#1d2b4c", "#1f5138", "#0b5f73", "#4a45a0", "#7a1f5b", "#8a4b12", "#5b6b12", "#4b5569")

#: What the pens of `game.settings.PENS` are called, in their order.
PEN_WORDS = ("Thin", "Medium", "Thick")


def let_play(stage: Stage, player: Player | None) -> None:
    """Let this player play from now on, with their own right or left hand and pen; None: a guest."""
    stage.player = player
    settings = replace(stage.settings, player=player.id if player else 0)
    if player is not None:
        settings = replace(settings, left_handed=player.hand == "left", pen=pen_of(player.pen_width))
    stage.change(settings)


def who_plays(scene: Scene) -> Key:
    """The button for a guest on a page about a player: choose or add a player, then come back."""
    store = scene.stage.store
    somebody = store is not None and bool(store.players.all())
    words, ask = "Choose a player" if somebody else "New player", Open("players", not somebody)
    return Key(words, lambda: scene.ask(ask), primary=True, enabled=store is not None)


def pen_of(width: float) -> str:
    """The pen of `game.settings.PENS` that is nearest to a width."""
    return min(PENS, key=lambda name: abs(PENS[name] - width))


def bead(code: str, palette: Palette) -> Colour:
    """A player's colour, ``#rrggbb``, for the bead beside their name: on a slate a lighter one."""
    colour = int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)
    return mix(colour, palette.ink, 0.45) if palette.name == "slate" else colour


def next_colour(players: list[Player]) -> str:
    """A colour that no player has yet, if possible."""
    taken = {player.colour for player in players}
    return next((code for code in COLOURS if code not in taken), COLOURS[len(players) % len(COLOURS)])


class KnownHandwriting:
    """How the stage's player writes: looked up in the store by the first reading that needs it."""

    def __init__(self) -> None:
        self._found: list[Habits] = []  # one, once it has been looked up

    def of(self, stage: Stage) -> Callable[[], Habits]:
        """A function that gives the habits. Its first call asks the store: call it in a job."""
        found, player = self._found, stage.player

        def known() -> Habits:
            if not found:
                try:
                    found.append(habits(stage, player.id if player else None))
                except (StoreError, ValueError):  # the store is in trouble, or a row is damaged
                    return STRANGER
            return found[0]

        return known

    def forget(self) -> None:
        """Look them up again: somebody else may play, or there may be more samples."""
        self._found = []


def habits(stage: Stage, player: int | None) -> Habits:
    """How a player writes, as their samples show it; a guest is a stranger. Slow: for the worker."""
    if stage.store is None or player is None:
        return STRANGER
    return Habits.of(stage.store.samples.glyphs(player, MOST))
