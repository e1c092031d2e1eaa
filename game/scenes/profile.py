"""A player's profile: who plays, in which colour, with which pen; and taking a profile into use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from game.settings import PENS
from game.stage import Open
from game.ui.theme import Colour, Palette, mix
from game.ui.widgets import Key

if TYPE_CHECKING:
    from data.records import Player
    from game.scenes.scene import Scene
    from game.stage import Stage

#: Inks to choose from: all dark enough to be told apart on paper, none the accent.
COLOURS = ("#1d2b4c", "#1f5138", "#0b5f73", "#4a45a0", "#7a1f5b", "#8a4b12", "#5b6b12", "#4b5569")

#: What the pens of `game.settings.PENS` are called, in their order.
PEN_WORDS = ("Thin", "Medium", "Thick")


def take(stage: Stage, player: Player | None) -> None:
    """Let this player play from now on, with their hand and pen; None: a guest."""
    stage.player = player
    settings = replace(stage.settings, player=player.id if player else 0)
    if player is not None:
        settings = replace(settings, left_handed=player.hand == "left", pen=pen_of(player.pen_width))
    stage.change(settings)


def who_plays(scene: Scene) -> Key:
    """For a guest on a page about a player: choose one or become one, and come back here."""
    store = scene.stage.store
    somebody = store is not None and bool(store.players.all())
    words = "Choose a player" if somebody else "New player"
    return Key(
        words, lambda: scene.ask(Open("players", not somebody)), primary=True, enabled=store is not None
    )


def pen_of(width: float) -> str:
    """The pen of `game.settings.PENS` that is nearest to a width."""
    return min(PENS, key=lambda name: abs(PENS[name] - width))


def bead(code: str, palette: Palette) -> Colour:
    """A player's colour, ``#rrggbb``, for the bead beside their name: on a slate a lighter one."""
    colour = int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)
    return mix(colour, palette.ink, 0.45) if palette.name == "slate" else colour


def next_colour(players: list[Player]) -> str:
    """A colour that nobody has yet, if there is one."""
    taken = {player.colour for player in players}
    return next((code for code in COLOURS if code not in taken), COLOURS[len(players) % len(COLOURS)])
