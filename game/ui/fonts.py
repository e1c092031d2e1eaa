"""The two typefaces, loaded from their packages' own files (both under the SIL Open Font Licence)."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pygame

FILES = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "serif-bold": ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
    "sans": ("fontpkg_abeezee", "ABeeZee-Regular.ttf"),
}


@lru_cache(maxsize=8)
def path(face: str) -> Path:
    """The file of a face in :data:`FILES`.

    Raises:
        FileNotFoundError: the font's package is not installed.
    """
    package, name = FILES[face]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            f"The font package {package} is missing; install the game's requirements again."
        )
    return Path(spec.origin).parent / "files" / name


@lru_cache(maxsize=48)
def font(face: str, size: int) -> pygame.Font:
    """A face at a size in pixels; pygame's font module must be initialised."""
    return pygame.Font(path(face), size)
