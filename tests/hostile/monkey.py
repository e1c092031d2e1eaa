"""A monkey that plays: seeded events of every kind into the real app, on every screen.

    python -m tests.hostile.monkey --events 100000 --seed 1

The app runs headless, on a clock of its own. It is begun on the screen of each picture in turn
(`tests.shots.render.shots`), every other time as far on as it is there, so that all are reached; from there
the monkey goes where its events lead.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from data.store import Store, store_file
from game.app import App
from game.memory import keep_what_is_there
from game.readers import ReaderSlot
from game.settings import Settings
from game.stage import Parts
from game.store_adapter import StoreAdapter
from game.ui.handwriting import write
from recognizer.slot import Slot
from tests.bench.figures import show, spread_ms
from tests.fakes import FakeClock, screen
from tests.hand import Hand
from tests.shots.render import shots
from tests.shots.shot import Shot

#: Events between two fresh starts of the app.
STAY = 250
_FRAME_S = 1 / 60
_KEYS = (
    *(pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_TAB, pygame.K_BACKSPACE, pygame.K_DELETE, pygame.K_SPACE),
    *(pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_p, pygame.K_z, pygame.K_F11),
    *range(pygame.K_0, pygame.K_9 + 1),
)
_LETTERS = "a9 é×٧\u202e\U0001f600\u0301~/%\0"
_SIZES = (
    (1, 1),
    (30, 900),
    (320, 200),
    (639, 479),
    (640, 480),
    (720, 1280),
    (1280, 720),
    (1600, 300),
    (1920, 1080),
)


def memory_mb() -> float:
    """What this process holds now, in MB (10⁶ bytes); 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0.0
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass
class Seen:
    """What came of it.

    Attributes:
        events: how many were sent.
        scenes: how many frames each scene was shown for.
        frames: seconds of each drawn frame.
        memory: MB held after each start of the app.
    """

    events: int = 0
    scenes: Counter[str] = field(default_factory=Counter)
    frames: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, object]:
        return {
            "events": self.events,
            "starts": len(self.memory),
            "scenes": len(self.scenes),
            "memory_start_mb": round(self.memory[0]),
            "memory_end_mb": round(self.memory[-1]),
            "memory_peak_mb": round(max(self.memory)),
            "memory_mb": [round(held) for held in self.memory[:: max(1, len(self.memory) // 12)]],
            **spread_ms(self.frames),
        }


class Monkey:
    """Sends events to one app.

    Args:
        clock: the app's.
    """

    def __init__(self, app: App, clock: FakeClock, chance: random.Random, seen: Seen) -> None:
        self._app, self._clock, self._chance, self._seen = app, clock, chance, seen
        self._fingers: set[int] = set()
        self._left = False
        self._acts: list[tuple[Callable[[], None], int]] = [
            (self._tap, 30),
            (self._number, 8),
            (self._scribble, 8),
            (self._key, 20),
            (self._letters, 5),
            (self._mouse, 10),
            (self._touch, 10),
            (self._wheel, 2),
            (self._resize, 2),
            (self._focus, 2),
            (self._rest, 3),
        ]

    def act(self) -> bool:
        """One frame, and what happens in it; False once the player has left."""
        acts, weights = zip(*self._acts, strict=True)
        for act in self._chance.choices(acts, weights, k=self._chance.choice((1, 1, 2, 4))):
            if not self._left:
                act()
        return self._frame()

    def _frame(self) -> bool:
        if self._left:
            return False
        self._clock.wait(_FRAME_S)
        self._app.worker.drain()
        drawn = self._app.frames
        self._left = not self._app.loop_once()
        if self._app.frames > drawn:
            self._seen.frames.append(self._app.frame_s)
        if not self._left:
            self._seen.scenes[type(self._app.scene).__name__] += 1
        return not self._left

    def _post(self, kind: int, **values: object) -> None:
        self._seen.events += 1
        pygame.event.post(pygame.event.Event(kind, **values))

    def _anywhere(self) -> tuple[int, int]:
        width, height = self._app.surface.get_size()
        return self._chance.randint(-20, width + 20), self._chance.randint(-20, height + 20)

    # What it does

    def _tap(self) -> None:
        parts = [part.rect.center for part in (*self._app.scene.widgets, *self._app.scene.canvases)]
        place = self._chance.choice(parts) if parts else self._anywhere()
        self._post(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
        self._post(pygame.MOUSEBUTTONUP, pos=place, button=1)

    def _number(self) -> None:
        if self._app.scene.canvases:
            canvas = self._chance.choice(self._app.scene.canvases)
            ink = write(str(self._chance.randrange(200)), self._chance, gap=0.34)
            height = 0.5 * self._chance.random() + 0.1
            x, y = ink.box.centre
            for stroke in ink.moved(-x * height, -y * height, height).strokes:
                self._drag([canvas.to_window(point.x, point.y) for point in stroke.points[::3]])

    def _scribble(self) -> None:
        x, y = self._anywhere()
        places = [(x, y)]
        for _ in range(self._chance.choice((1, 5, 20, 60))):
            x, y = x + self._chance.randint(-60, 60), y + self._chance.randint(-60, 60)
            places.append((x, y))
        self._drag(places)

    def _drag(self, places: Sequence[tuple[float, float]]) -> None:
        whole = [(round(x), round(y)) for x, y in places]
        self._post(pygame.MOUSEBUTTONDOWN, pos=whole[0], button=1)
        for place in whole[1:]:
            self._post(pygame.MOUSEMOTION, pos=place, buttons=(1, 0, 0))
        if self._chance.random() < 0.95:
            self._post(pygame.MOUSEBUTTONUP, pos=whole[-1], button=1)

    def _key(self) -> None:
        key, mod = (
            self._chance.choice(_KEYS),
            self._chance.choice((0, 0, 0, pygame.KMOD_CTRL, pygame.KMOD_SHIFT)),
        )
        text = chr(key) if 32 <= key < 127 else ""
        self._post(pygame.KEYDOWN, key=key, mod=mod, unicode=text, scancode=0)
        if text:
            self._post(pygame.TEXTINPUT, text=text)
        if self._chance.random() < 0.9:
            self._post(pygame.KEYUP, key=key, mod=mod, unicode=text, scancode=0)

    def _letters(self) -> None:
        letter = self._chance.choice(_LETTERS)
        kind = self._chance.choice((pygame.TEXTINPUT, pygame.TEXTINPUT, pygame.TEXTEDITING))
        more = {"start": 0, "length": 1} if kind == pygame.TEXTEDITING else {}
        self._post(kind, text=letter * self._chance.choice((1, 1, 40)), **more)

    def _mouse(self) -> None:
        kind = self._chance.choice((pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION))
        if kind == pygame.MOUSEMOTION:
            self._post(kind, pos=self._anywhere(), buttons=(self._chance.randrange(2), 0, 0))
        else:
            self._post(kind, pos=self._anywhere(), button=self._chance.randint(1, 3))

    def _touch(self) -> None:
        finger = self._chance.randrange(4)
        kind = pygame.FINGERMOTION if finger in self._fingers else pygame.FINGERDOWN
        if finger in self._fingers and self._chance.random() < 0.4:
            kind = pygame.FINGERUP
            self._fingers.discard(finger)
        elif kind == pygame.FINGERDOWN:
            self._fingers.add(finger)
        x, y = self._chance.random(), self._chance.random()
        self._post(
            kind, touch_id=1, finger_id=finger, x=x, y=y, dx=0.0, dy=0.0, pressure=self._chance.random()
        )

    def _wheel(self) -> None:
        self._post(pygame.MOUSEWHEEL, x=0, y=self._chance.choice((-3, 3)), flipped=False)

    def _resize(self) -> None:
        size = self._chance.choice(_SIZES)
        pygame.display.set_mode(size, pygame.RESIZABLE)
        self._post(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])

    def _focus(self) -> None:
        self._post(self._chance.choice((pygame.WINDOWFOCUSLOST, pygame.WINDOWFOCUSGAINED)))

    def _rest(self) -> None:
        for _ in range(self._chance.choice((10, 60, 240))):
            self._frame()


def play(events: int, seed: int, slot: ReaderSlot, folder: Path, only: Sequence[Shot] = ()) -> Seen:
    """Plays until so many events are sent. Returns what came of it. Whatever the app raises comes out of it.

    Args:
        folder: where the stores go.
        only: begin on these screens; else on all.
    """
    chance, seen = random.Random(seed), Seen()
    # Some pictures are of a test's own scene, which holds on to what the monkey deletes.
    beginnings = [shot for shot in only or shots() if type(shot.make()).__module__.startswith("game.")]
    chance.shuffle(beginnings)
    while seen.events < events:
        shot = beginnings[len(seen.memory) % len(beginnings)]
        before = f"seed {seed}, event {seen.events}, begun at {shot.name}"
        try:
            _one_start(shot, chance, seen, slot, folder / str(len(seen.memory)))
        except Exception as error:
            raise AssertionError(f"{before}: {error!r}") from error
        seen.memory.append(memory_mb())
    return seen


def _one_start(shot: Shot, chance: random.Random, seen: Seen, slot: ReaderSlot, folder: Path) -> None:
    clock = FakeClock()
    with ExitStack() as opened:
        store = player = None
        if shot.stock is not None:
            store = opened.enter_context(Store.open(store_file(folder), clock=clock))
            opened.callback(lambda: [file.unlink() for file in folder.iterdir()])
            player = shot.stock(store)
        app = App(
            replace(Settings(sound=False), **shot.settings),
            shot.make,
            screen,
            slot,
            parts=Parts(
                store,
                StoreAdapter(store) if store is not None else None,
                player,
                shot.trainer() if shot.trainer is not None else None,
            ),
            clock=clock,
        )
        opened.callback(app.close)
        hand = Hand(app, clock)
        hand.settle()
        if chance.random() < 0.5:
            shot.act(app.scene, hand)
        seen.scenes[type(app.scene).__name__] += 1
        monkey, end = Monkey(app, clock, chance, seen), seen.events + STAY
        while seen.events < end and monkey.act():
            pass
        pygame.event.clear()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.monkey", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--events", type=int, default=100_000, metavar="N", help="(else 100,000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed does the same")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    import tempfile

    slot = Slot()
    slot.load()
    keep_what_is_there()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seen = play(options.events, options.seed, slot, Path(folder))
    show({**seen.figures(), "seconds": round(time.monotonic() - began)}, options.json)
    if not options.json:
        print(", ".join(f"{name} {count}" for name, count in sorted(seen.scenes.items())), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
