from __future__ import annotations

import numpy as np
import pygame
import pytest

from game.ui.sound import RATE, WAVES, Sound


@pytest.mark.parametrize("name", WAVES)
def test_sounds_are_short_quiet_and_end_in_silence(name: str) -> None:
    samples = WAVES[name]()
    assert len(samples) / RATE < 0.25
    assert np.abs(samples).max() <= 0.9
    loudest = np.sqrt(np.convolve(samples**2, np.full(RATE // 20, 20 / RATE)).max())
    assert 20 * np.log10(loudest) <= -17
    assert abs(samples[-1]) < 0.01
    assert np.array_equal(samples, WAVES[name]())


def test_sound_plays_only_when_on() -> None:
    sound = Sound()
    try:
        assert sound.start() is None
        sound.play("right")
        assert pygame.mixer.get_busy()
        pygame.mixer.stop()
        sound.on = False
        sound.play("right")
        assert not pygame.mixer.get_busy()
    finally:
        pygame.mixer.quit()


def test_no_device_is_reported_and_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    sound = Sound()
    notice = sound.start()
    assert notice is not None and notice.startswith("No sound:")
    sound.play("right")
