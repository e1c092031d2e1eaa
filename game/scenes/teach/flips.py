"""What a fine-tune changed, as pictures: each held-out digit that is read otherwise now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pygame

from data.records import Sample
from game.learning.course import Flip
from game.ui.icons import icon
from game.ui.label_pad import printed
from game.ui.look import Look
from game.ui.sheet import card, frame
from game.ui.specimen import specimen


def draw_flips(
    ground: pygame.Surface,
    area: pygame.Rect,
    look: Look,
    flips: Sequence[Flip],
    pictures: Mapping[int, Sample],
) -> None:
    """How many were fixed and broken, and each of them; ``pictures`` by sample, as far as there are."""
    palette, top = look.palette, area.top
    counts = [
        ("tick", palette.right, "fixed", sum(flip.change == "fixed" for flip in flips)),
        ("cross", palette.wrong, "broken", sum(flip.change == "broken" for flip in flips)),
    ]
    x = area.left
    for name, colour, words, count in counts:
        mark = icon(name, look.px(2.6), colour)
        text = look.text(f"{count} {words}", "body", colour)
        ground.blit(mark, mark.get_rect(midleft=(x, top + text.get_height() // 2)))
        ground.blit(text, (x + mark.get_width() + look.px(0.9), top))
        x += mark.get_width() + text.get_width() + look.px(4)
    top += look.font("body").get_linesize() + look.px(1)
    gap = look.px(1.2)
    # As large as all of them fit, within reason.
    for units in (24, 20, 17, 15, 13):
        side = max(56, look.px(units))
        columns = max(1, (area.width + gap) // (side + gap))
        room = columns * max(1, (area.bottom - top + gap) // (side + gap))
        if room >= len(flips):
            break
    shown = flips[:room] if len(flips) <= room else flips[: room - 1]
    for number, flip in enumerate(shown):
        row, column = divmod(number, columns)
        rect = pygame.Rect(area.left + column * (side + gap), top + row * (side + gap), side, side)
        _draw_flip(ground, rect, look, flip, pictures.get(flip.sample))
    if len(shown) < len(flips):
        row, column = divmod(len(shown), columns)
        more = look.text(f"+ {len(flips) - len(shown)}", "h2", palette.soft)
        center = (area.left + column * (side + gap) + side // 2, top + row * (side + gap) + side // 2)
        ground.blit(more, more.get_rect(center=center))


def _draw_flip(
    ground: pygame.Surface, rect: pygame.Rect, look: Look, flip: Flip, sample: Sample | None
) -> None:
    palette = look.palette
    colour = {"fixed": palette.right, "broken": palette.wrong}.get(flip.change, palette.soft)
    card(ground, rect, look)
    frame(ground, rect, colour, max(2, look.px(0.35)), look.px(0.7))
    foot = look.font("small-read").get_linesize()
    if sample is not None:
        room = pygame.Rect(rect.left, rect.top + look.px(1), rect.width, rect.height - foot - look.px(2))
        specimen(ground, sample, room.inflate(-rect.width // 5, -look.px(0.6)), look, palette.ink)
    parts = [
        look.text(printed(flip.before), "small-read", palette.soft),
        icon("skip", max(12, look.px(1.8)), palette.soft),
        look.text(printed(flip.after), "small-read", colour),
    ]
    if flip.change != "changed":
        name = "tick" if flip.change == "fixed" else "cross"
        parts.append(icon(name, max(12, look.px(2)), colour))
    x = rect.centerx - (sum(part.get_width() for part in parts) + look.px(0.8) * (len(parts) - 1)) // 2
    for part in parts:
        ground.blit(part, part.get_rect(midleft=(x, rect.bottom - foot // 2 - look.px(0.6))))
        x += part.get_width() + look.px(0.8)
