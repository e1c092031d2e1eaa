"""Sounds of paper, pencil and wood, made with NumPy. Under 250 ms, −18 dBFS, no melody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Wave = NDArray[np.float64]

RATE = 44_100
LEVEL = 10 ** (-18 / 20)


class Sound:
    """Plays the game's sounds by name: ``right``, ``wrong``, ``unsure``, ``misread``, ``page``, ``beat``.

    Attributes:
        on: the player's setting; may change at any time.
    """

    def __init__(self, on: bool = True) -> None:
        self.on = on
        self._sounds: dict[str, pygame.mixer.Sound] = {}

    def start(self) -> str | None:
        """Open the device and make the sounds; a sentence for the player where there is no device."""
        try:
            pygame.mixer.init(RATE, -16, 1, 512)
        except pygame.error as error:
            return f"No sound: the sound device cannot be opened ({error}). The game plays on silently."
        _, _, channels = pygame.mixer.get_init() or (RATE, -16, 1)
        for name, make in WAVES.items():
            self._sounds[name] = pygame.mixer.Sound(buffer=_samples(make(), channels))
        return None

    def play(self, name: str) -> None:
        """Play a sound now, if sound is on and there is a device."""
        if self.on and name in self._sounds:
            self._sounds[name].play()


def _samples(mono: Wave, channels: int) -> bytes:
    import numpy as np

    samples = np.rint(np.clip(mono, -1, 1) * 32767).astype("<i2")
    return np.repeat(samples, channels).tobytes()


def _levelled(mono: Wave) -> Wave:
    """The sound with its loudest 50 ms at −18 dBFS (RMS), and its end faded out."""
    import numpy as np

    window = RATE // 20
    loudness = np.sqrt(np.convolve(mono**2, np.full(window, 1 / window), "full").max())
    faded = mono * (LEVEL / loudness)
    ramp = min(len(faded), RATE // 200)
    faded[-ramp:] *= np.linspace(1, 0, ramp)
    return np.asarray(np.clip(faded, -0.9, 0.9), np.float64)


def _time(seconds: float) -> Wave:
    import numpy as np

    return np.arange(round(seconds * RATE)) / RATE


def _noise(seconds: float, low: float, high: float, seed: int) -> Wave:
    """Noise between two frequencies (Hz)."""
    import numpy as np

    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= np.exp(-((np.maximum(low - frequency, 0) / 200) ** 2))
    spectrum *= np.exp(-((np.maximum(frequency - high, 0) / 900) ** 2))
    return np.asarray(np.fft.irfft(spectrum, count), np.float64)


def _knock(seconds: float, pitch: float, decay: float) -> Wave:
    """A wooden bar, struck: a tone with its inharmonic partial, dying fast."""
    import numpy as np

    t = _time(seconds)
    tone = np.sin(2 * np.pi * pitch * t) + 0.35 * np.sin(2 * np.pi * pitch * 2.76 * t) * np.exp(-t * decay)
    return np.asarray(tone * np.exp(-t * decay) * np.minimum(1, t * 800), np.float64)


def _right() -> Wave:
    """A pencil's flick, and a soft wooden third under it."""
    t = _time(0.22)
    flick = _noise(0.22, 2500, 7000, 1) * (t < 0.07) * (t / 0.07)
    wood = _knock(0.22, 523, 26) + 0.8 * _knock(0.22, 659, 26)
    return _levelled(wood + 0.5 * flick / abs(flick).max())


def _wrong() -> Wave:
    """One low tap on paper."""
    import numpy as np

    t = _time(0.16)
    return _levelled(_knock(0.16, 140, 38) + 0.25 * _noise(0.16, 200, 1200, 2) * np.exp(-t * 60))


def _unsure() -> Wave:
    """Two quiet taps, the second higher."""
    import numpy as np

    first, second = _knock(0.1, 330, 48), _knock(0.13, 415, 48)
    return _levelled(np.concatenate([first, second])) * 0.7


def _misread() -> Wave:
    """A page's corner turning."""
    import numpy as np

    t = _time(0.23)
    swell = np.sin(np.pi * t / 0.23) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 34 * t))
    return _levelled(_noise(0.23, 1200, 5200, 3) * swell)


def _page() -> Wave:
    """A sheet sliding over another."""
    import numpy as np

    t = _time(0.2)
    return _levelled(_noise(0.2, 700, 3600, 4) * np.sin(np.pi * t / 0.2) ** 1.5) * 0.6


def _beat() -> Wave:
    """A fingertip on the desk: the clock's last seconds."""
    return _levelled(_knock(0.09, 196, 60)) * 0.6


#: What makes each sound: mono, at :data:`RATE`.
WAVES: dict[str, Callable[[], Wave]] = {
    "right": _right,
    "wrong": _wrong,
    "unsure": _unsure,
    "misread": _misread,
    "page": _page,
    "beat": _beat,
}
