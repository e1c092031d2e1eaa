"""The game's loop: input → scene → update → draw → flip. How to add a screen: see `game.scenes.scene`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pygame

from data.errors import StoreDamagedError, StoreError
from game.input import Input
from game.memory import free_dropped, give_back_pictures, keep_what_is_there
from game.notices import Notices
from game.readers import Readers, ReaderSlot
from game.scenes.scene import Scene
from game.second_press import SecondPress
from game.settings import Settings
from game.stack import Stack
from game.stage import Open, Parts, Stage
from game.ui import fonts, forms
from game.ui.events import KeyEvent, PointerEvent
from game.ui.look import Look, Taste
from game.ui.sound import Sound
from game.ui.theme import BOARDS
from game.window import Window
from game.worker import Worker

if TYPE_CHECKING:
    from data.store import Store
    from game.session.store import Store as AnswerStore

# Device events are collected this often, so that each position of the pen gets its true time. Seconds.
_PUMP_S = 0.004
# The worker's thread lets the loop go on after this time. Python's own 5 ms is a third of a frame.
_SWITCH_S = 0.0005

_NONE = Parts()


class Clock(Protocol):
    """Tells the time in seconds, and waits between frames."""

    def now(self) -> float: ...

    def wait(self, seconds: float) -> None: ...


class RealClock:
    def now(self) -> float:
        return time.perf_counter()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


class App:
    """The game in its window.

    Args:
        settings: to begin with.
        first: makes the first scene.
        make: makes each scene that is asked for: `game.routes.scene`.
        slot: loaded in the background after the first frame.
        parts: what scenes find on the stage from the beginning.
        late_parts: opens these in the background instead, after the first frame.
        clock: real, or a test's.
        keep: writes changed settings; may raise OSError, which is shown to the player.
        notices: sentences to show at the start.

    Attributes:
        failure: why the game cannot go on: one sentence for the terminal.
        frame_s: how long the last drawn frame took, input to flip, without the limiter's wait.

    Raises:
        pygame.error: there is no display.
    """

    def __init__(
        self,
        settings: Settings,
        first: Callable[[], Scene],
        make: Callable[[Open], Scene],
        slot: ReaderSlot,
        *,
        parts: Parts = _NONE,
        late_parts: Callable[[], Parts] | None = None,
        clock: Clock | None = None,
        keep: Callable[[Settings], None] = lambda _: None,
        notices: Sequence[str] = (),
    ) -> None:
        self.clock = clock or RealClock()
        self.worker = Worker()
        self.slot = slot
        self.failure: str | None = None
        self.frame_s = 0.0
        self.frames = 0
        self._handed_out = 0
        self._keep = keep
        self._late_parts = late_parts
        # A store that has failed and is tried again, with what sessions write to.
        self._resting_store: tuple[Store, AnswerStore | None] | None = None
        self._said_of_store: set[str] = set()
        self._input = Input()
        self._second = SecondPress()
        self._pending: list[pygame.event.Event] = []  # pygame's events since the last frame
        self._early: list[PointerEvent | KeyEvent] = []  # and what they mean
        self._notices = Notices(notices)
        self._readers = Readers(slot, self.worker, self._tell_if)
        self._running = True
        self._stale = True  # the picture must be drawn again
        sys.setswitchinterval(_SWITCH_S)
        give_back_pictures()
        self._window = Window(settings)
        self.stage = Stage(
            look=_look(self._window.size, settings),
            settings=settings,
            clock=self.clock.now,
            worker=self.worker,
            sound=Sound(settings.sound),
            reader_for=self._readers.of,
            change=self._change,
            tell=self.tell,
            untell=self.untell,
        )
        self._supply(parts)
        self._stack = Stack(self.stage, first(), make)

    # The loop

    def run(self) -> str | None:
        """Play until the player leaves. Returns :attr:`failure`."""
        frame = self._window.frame_s
        try:
            while self.loop_once():
                self._rest_until(self.clock.now() + frame - self.frame_s)
        finally:
            self.close()
        return self.failure

    def loop_once(self) -> bool:
        """One frame; False when the game is over. While the store fails, play goes on without it."""
        try:
            return self._frame()
        except StoreError as error:
            self._store_failed(error)
            return self._running

    def _frame(self) -> bool:
        began = time.perf_counter()
        self._collect()
        heard = self._handle_events()
        self.worker.deliver()
        delivered, self._handed_out = self.worker.handed_out > self._handed_out, self.worker.handed_out
        self._perform()
        if not self._running:
            return False
        self._use_reader()
        now = self.clock.now()
        moving = self.scene.tick(now) | self._stack.moving(now) | self._notices.passing(now)
        if heard or delivered or moving or self._stale:
            self._stale = False
            self._draw(now)
            self._window.show()
            self.frames += 1
            if self.frames == 1:
                self._after_first_frame()
        self._perform()
        self.frame_s = time.perf_counter() - began
        return self._running

    def _perform(self) -> None:
        window = self._window.surface if self.frames else None
        if self._stack.perform(window, self.clock.now()):
            self._stale = True
            free_dropped()
            self._try_store_again()
        self._running &= not self._stack.over

    def _use_reader(self) -> None:
        """Give scenes the player's reader. In the middle of an answer it does not change."""
        stage = self.stage
        if stage.trainer is not None and stage.trainer.update():
            self._stale = True
        reader = self._readers.of(stage.player.id if stage.player is not None else None)
        if reader is not None and (stage.reader is None or not self.scene.mid_answer):
            stage.reader = reader

    @property
    def scene(self) -> Scene:
        return self._stack.scene

    @property
    def surface(self) -> pygame.Surface:
        """The window's pixels, as last drawn."""
        return self._window.surface

    @property
    def told(self) -> list[str]:
        """The sentence that is shown, and those that wait."""
        return list(self._notices.sentences)

    def tell(self, sentence: str) -> None:
        """Show the player one sentence for a while."""
        self._notices.tell(sentence)
        self._stale = True

    def _tell_if(self, notice: str | None) -> None:
        if notice:
            self.tell(notice)

    def untell(self, sentence: str) -> None:
        """Take back a sentence that is no longer true."""
        self._notices.untell(sentence)
        self._stale = True

    def close(self) -> None:
        """Leave: wait for the running job, then close the window."""
        self._stack.close()
        self.worker.close()
        if self.stage.trainer is not None:
            self.stage.trainer.close()
        forms.close()
        fonts.font.cache_clear()  # fonts die with pygame
        pygame.quit()

    def _after_first_frame(self) -> None:
        self._readers.load(self._not_loaded)
        if self._late_parts is not None:
            self.worker.submit(self._late_parts, self._take_late_parts, failed=self._late_parts_failed)
        self.worker.submit(self.stage.sound.start, self._tell_if)
        self.worker.submit(forms.prepare, lambda _: None)

    def _take_late_parts(self, parts: Parts) -> None:
        keep_what_is_there()
        self._supply(parts)
        self._tell_if(parts.notice)
        self.scene.store_opened()

    def _supply(self, parts: Parts) -> None:
        stage = self.stage
        stage.store, stage.answer_store, stage.player = parts.store, parts.answer_store, parts.player
        stage.trainer, stage.bookmark, stage.host = parts.trainer, parts.bookmark, parts.host

    def _store_failed(self, error: StoreError) -> None:
        """Play on without the store, which has failed under a screen.

        It is tried again with the next screen, unless its file is damaged.
        """
        stage = self.stage
        if stage.store is not None and isinstance(error, StoreDamagedError):
            self.tell(f"{error} Play goes on, but nothing more is saved.")
        elif stage.store is not None:
            self._resting_store = stage.store, stage.answer_store
            self._tell_once(f"{error} Play goes on. Nothing is saved until the store can be used again.")
        stage.store = stage.answer_store = None
        self._restyle()

    def _try_store_again(self) -> None:
        """Where the store has failed before: look, off the frame loop, whether it can be used again."""
        if self._resting_store is not None:
            store, _ = self._resting_store
            self.worker.submit(
                store.check_usable, lambda _: self._take_store_again(), failed=lambda _: None, key="store"
            )

    def _take_store_again(self) -> None:
        if self._resting_store is None:
            return
        (self.stage.store, self.stage.answer_store), self._resting_store = self._resting_store, None
        self._tell_once("The store can be used again: from now on, everything is saved.")
        self.scene.store_opened()

    def _tell_once(self, sentence: str) -> None:
        """A store that comes and goes must not fill the screen with the same sentences."""
        if sentence not in self._said_of_store:
            self._said_of_store.add(sentence)
            self.tell(sentence)

    def _late_parts_failed(self, error: Exception) -> None:
        self.tell(f"{error} You can play, but nothing will be saved.")

    def _not_loaded(self, error: Exception) -> None:
        self.failure = str(error)
        self._running = False

    # Input

    def _collect(self) -> None:
        events = pygame.event.get()
        self._pending += events
        self._early += self._input.translate(events, self.clock.now(), self._window.seen)

    def _rest_until(self, end: float) -> None:
        """Wait for the next frame, and collect events meanwhile."""
        while (left := end - self.clock.now()) > 0:
            self.clock.wait(min(left, _PUMP_S))
            self._collect()

    def _handle_events(self) -> bool:
        raws, self._pending = self._pending, []
        events, self._early = self._early, []
        for raw in raws:
            if raw.type == pygame.QUIT:
                self._running = False
            elif raw.type == pygame.VIDEORESIZE:
                self._resized()
            elif raw.type in (pygame.VIDEOEXPOSE, pygame.WINDOWEXPOSED):
                self._stale = True
            elif raw.type == pygame.WINDOWFOCUSLOST:
                events += self._input.release(self.clock.now())
                self._window.lost()
            elif raw.type == pygame.WINDOWFOCUSGAINED:
                self._window.found()
            if not (
                self._notices.takes_raw(raw) or self._second.takes_raw(raw, self.clock.now(), self.scene)
            ):
                self.scene.raw(raw)
        if self._window.left(self.clock.now()):
            self.scene.left()
        for event in events:
            if isinstance(event, PointerEvent):
                if not (self._notices.takes(event) or self._second.takes(event, self.scene)):
                    self.scene.pointer(event)
            elif event.key == pygame.K_q and event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
                self._running = False
            elif event.key == pygame.K_F11:
                self._change(replace(self.stage.settings, fullscreen=not self.stage.settings.fullscreen))
            else:
                self.scene.key(event)
        return bool(events) or bool(raws)

    # The window

    def _resized(self) -> None:
        settings = self._window.resized(self.stage.settings)
        if settings != self.stage.settings:
            self.stage.settings = settings
            self._keep_settings()
        self._restyle()

    def _change(self, settings: Settings) -> None:
        """Keep new settings and show them at once."""
        before, self.stage.settings = self.stage.settings, settings
        self.stage.sound.on = settings.sound
        if before.fullscreen != settings.fullscreen:
            self._window.switch(settings, self.clock.now())
        self._keep_settings()
        self._restyle()

    def _keep_settings(self) -> None:
        try:
            self._keep(self.stage.settings)
        except OSError as error:
            self.tell(f"The settings could not be saved: {error.strerror or error}.")

    def _restyle(self) -> None:
        self._window.fit()
        self.stage.look = _look(self._window.size, self.stage.settings)
        self._stack.restyle()
        self._stale = True
        free_dropped()

    def _draw(self, now: float) -> None:
        surface = self._window.surface
        self._stack.draw(surface, now)
        self._notices.draw(surface, self.stage.look, self.scene.notice_room(), now)


def _look(size: tuple[int, int], settings: Settings) -> Look:
    taste = Taste(
        palette=BOARDS[settings.board],
        left_handed=settings.left_handed,
        projector=settings.projector,
        reduced_motion=settings.reduced_motion,
        pen=settings.pen_width,
    )
    return Look(size, taste)
