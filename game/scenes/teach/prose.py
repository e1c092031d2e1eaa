"""Words on the sheet of a teaching screen."""

from __future__ import annotations

import pygame

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import pupil_of
from game.ui.look import Look

#: Headline and sentence for a guest.
NOBODY = (
    "Whose hand is it?",
    "The net keeps what it learns for players with a name.",
)


def inner_of(page: Page, look: Look) -> pygame.Rect:
    """The sheet without its margins."""
    return page.area.inflate(-look.px(6), -look.px(4))


def in_place_of(scene: Scene, page: Page, waiting: str) -> bool:
    """Fill the sheet where what belongs on it cannot be shown; False where it can.

    Args:
        waiting: what the page says until it has what it shows; ``""`` once it has.
    """
    inner = inner_of(page, scene.look)
    if pupil_of(scene.stage) is None:
        placard(page.ground, inner, scene.look, *NOBODY)
    elif waiting:
        paragraphs(page.ground, inner, scene.look, waiting)
    else:
        return False
    return True


def paragraphs(ground: pygame.Surface, area: pygame.Rect, look: Look, *blocks: str) -> int:
    """Paragraphs in soft print from the top of an area; gives where they end.

    Small print where they would run out over the area's foot; an area without a height has none.
    """
    y, gap = area.top, look.px(1.2)
    for role in ("body", "small"):
        broken = [look.lines(block, role, area.width) for block in blocks]
        line = look.font(role).get_linesize()
        if not area.height or sum(map(len, broken)) * line + (len(broken) - 1) * gap <= area.height:
            break
    for lines in broken:
        for words in lines:
            ground.blit(look.text(words, role, look.palette.soft), (area.left, y))
            y += line
        y += gap
    return y


def placard(ground: pygame.Surface, area: pygame.Rect, look: Look, headline: str, sentence: str) -> None:
    """A headline and a sentence in the middle of a sheet that has nothing else to show."""
    lines = look.even_lines(sentence, "body", min(area.width, look.px(90)))
    pictures = [
        look.shrunk(headline, "h1", look.palette.ink, area.width),
        *(look.text(line, "body", look.palette.soft) for line in lines),
    ]
    y = area.centery - sum(picture.get_height() for picture in pictures) * 2 // 3
    for picture in pictures:
        ground.blit(picture, picture.get_rect(midtop=(area.centerx, y)))
        y += picture.get_height() + (look.px(1) if picture is pictures[0] else 0)
