"""Mix-ups: how often each digit of a player's is read as each other one."""

from __future__ import annotations

from collections import Counter

import pygame

from data.records import NOT_A_DIGIT
from game.scenes.teach.study import Study
from game.ui.label_pad import printed
from game.ui.look import Look
from game.ui.sheet import rounded
from game.ui.theme import mix


def draw_confusion(surface: pygame.Surface, area: pygame.Rect, look: Look, study: Study) -> None:
    """A row a digit written, a column a digit read: right in teal on the diagonal, mixed up in violet."""
    palette = look.palette
    pairs = Counter(zip((sample.label for sample in study.samples), study.read, strict=True))
    labels = list(range(NOT_A_DIGIT + 1))
    small = look.font("small")
    head = small.get_linesize()
    gap = max(1, look.px(0.3))
    pitch = min((area.width - 2 * head) // (len(labels) + 1), (area.height - 2 * head) // (len(labels) + 1))
    block = pygame.Rect(0, 0, pitch * (len(labels) + 1), pitch * (len(labels) + 1))
    block.midtop = (area.left + head + (area.width - head) // 2, area.top + head)
    _titles(surface, block, look, head)
    for row, written in enumerate(labels):
        total = sum(pairs[written, read] for read in labels)
        for column, read in enumerate(labels):
            count = pairs[written, read]
            cell = pygame.Rect(
                block.left + (column + 1) * pitch, block.top + (row + 1) * pitch, pitch - gap, pitch - gap
            )
            colour = palette.right if written == read else palette.misread
            share = count / total if total else 0.0
            face = mix(palette.track, colour, 0.2 + 0.8 * share) if count else palette.track
            rounded(surface, cell, face, max(1, look.px(0.3)))
            if count and pitch > head:
                text = look.text(str(count), "small", palette.sheet if share > 0.3 else palette.ink)
                surface.blit(text, text.get_rect(center=cell.center))
    for place, label in enumerate(labels, 1):
        text = look.text(printed(label), "small-read", palette.ink)
        middle = place * pitch + (pitch - gap) // 2
        surface.blit(text, text.get_rect(center=(block.left + middle, block.top + pitch // 2)))
        surface.blit(text, text.get_rect(center=(block.left + pitch // 2, block.top + middle)))


def _titles(surface: pygame.Surface, block: pygame.Rect, look: Look, head: int) -> None:
    read = look.text("the net reads", "small", look.palette.soft)
    surface.blit(read, read.get_rect(midbottom=(block.centerx + head, block.top)))
    wrote = pygame.transform.rotate(look.text("you wrote", "small", look.palette.soft), 90)
    surface.blit(wrote, wrote.get_rect(midright=(block.left, block.centery + head)))


def mix_ups(study: Study, most: int = 3) -> list[str]:
    """The commonest mix-ups in words, the worst first: ``"1 read as 7: 3 times"``."""
    pairs = Counter(
        (sample.label, read)
        for sample, read in zip(study.samples, study.read, strict=True)
        if read != sample.label
    )
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return [
        f"{printed(label)} read as {printed(read)}: {'once' if count == 1 else f'{count} times'}"
        for (label, read), count in ordered
    ]
