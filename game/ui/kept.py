"""Drawn pictures that are kept to be drawn again. Their number is limited by the memory they take.

A picture's size grows with the window, and a window that is resized leaves pictures of every size behind.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

import pygame

Arguments = ParamSpec("Arguments")


class Weighed(Protocol):
    """What can be kept besides a surface."""

    @property
    def surface(self) -> pygame.Surface: ...


Picture = TypeVar("Picture", bound=pygame.Surface | Weighed)


def kept(most: int) -> Callable[[Callable[Arguments, Picture]], Callable[Arguments, Picture]]:
    """Keeps what a function draws, by its arguments, which must be hashable: the latest ``most`` bytes.

    What is kept is handed out again: do not draw on it.
    """

    def decorate(draw: Callable[Arguments, Picture]) -> Callable[Arguments, Picture]:
        pictures: OrderedDict[object, Picture] = OrderedDict()
        size = 0

        @wraps(draw)
        def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Picture:
            nonlocal size
            key = (args, tuple(kwargs.items()))
            if key in pictures:
                pictures.move_to_end(key)
                return pictures[key]
            picture = draw(*args, **kwargs)
            pictures[key] = picture
            size += _bytes(picture)
            while size > most:
                _, oldest = pictures.popitem(last=False)
                size -= _bytes(oldest)
            return picture

        return drawn

    return decorate


def _bytes(picture: pygame.Surface | Weighed) -> int:
    surface = picture if isinstance(picture, pygame.Surface) else picture.surface
    width, height = surface.get_size()
    # What SDL and Python need beside the pixels counts too: most pictures are small.
    return width * height * surface.get_bytesize() + 500
