"""The first start: write a 7, write 42, draw a star. It takes less than a minute."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import partial

import pygame

from game.scenes.match.pages import QuizPage
from game.scenes.scene import Scene
from game.stage import Open
from game.ui.bars import ReadingMarks
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import KeyEvent
from game.ui.handwriting import write
from game.ui.layout import mirrored
from game.ui.marks import Mark, boxes, draw_mark
from game.ui.sheet import margin
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Key, button_row
from recognizer.ink import Ink
from recognizer.reading import EMPTY, Reading

# Seconds that the pen rests before what is written counts, and that a finished step is shown.
REST_S, SHOW_S = 0.8, 1.7


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``text`` is what the network should read; ``""``: it should be unsure."""

    say: str
    text: str
    done: str
    why: str


STEPS = (
    Step("Write a 7", "7", "I read 7", "Just write. There is no button."),
    Step("Now write 42", "42", "I read 42", "I can read longer numbers too."),
    Step("Draw a star", "", "I can’t read that", "When I am not sure, I ask you. You lose nothing."),
)

#: For a star that was read as a digit.
FOOLED = "I can be wrong. You can always tell me what you wrote."


class Welcome(Scene):
    """Three steps, each done by doing it."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: QuizPage
        self.drawing = Drawing()
        self.canvas: Canvas | None = None
        self.step = 0
        self.reading: Reading = EMPTY
        self.done_at: float | None = None
        self.said = ""
        self._marks = ReadingMarks()
        self._asked = self._read = -1

    # Layout

    def layout(self) -> None:
        look = self.look
        self.frame = QuizPage(look)
        self.ground = self.frame.ground()
        margin(self.ground, look, self.frame.line, self.frame.sheet.top, self.frame.sheet.bottom)
        title = look.shrunk("Digit Duel", "page", look.palette.ink, look.size[0] // 2)
        place = title.get_rect(midleft=(self.frame.bar.left, self.frame.bar.centery))
        self.ground.blit(title, mirrored(look, place))
        if self.canvas is None:
            self.canvas = Canvas(look, self.frame.zone, self.drawing)
        else:
            self.canvas.place(look, self.frame.zone)
        self.canvases = [self.canvas]
        keys = [Key("Clear", self._clear, "clear")], [Key("Skip", self.finish, "skip")]
        self.widgets += button_row(look, self.frame.foot, *keys)

    # Time

    def update(self, now: float) -> bool:
        canvas, reader = self.canvas, self.stage.reader
        assert canvas is not None
        self.drawing.open = self.done_at is None
        if reader is not None and canvas.version != self._asked:
            self._asked, ink = canvas.version, canvas.ink
            take = partial(self._take, version=self._asked)
            self.stage.worker.submit(lambda: reader.read(ink), take, key="welcome-read")
        moving = self._marks.update(now)
        if self.done_at is not None:
            if now - self.done_at >= SHOW_S:
                self._next()
            return True
        rested = not canvas.writing and canvas.last_t is not None and now - canvas.last_t >= REST_S
        if rested and canvas.strokes and self._read == canvas.version:
            self._judge(now)
        return moving or bool(canvas.strokes)

    def _take(self, reading: Reading, version: int) -> None:
        assert self.canvas is not None
        self.reading, self._read = reading, version
        self._marks.show(self.canvas, reading, self.stage.clock())

    def _judge(self, now: float) -> None:
        """Say what was read; a step that is done is shown for a while."""
        step, reading = STEPS[self.step], self.reading
        if reading.sure and reading.text == step.text:
            self.done_at, self.said = now, step.done
            self.stage.sound.play("right")
        elif not step.text:
            self.done_at = now
            self.said = f"I thought you wrote {reading.text}!" if reading.sure else step.done
            self.stage.sound.play("unsure")
        else:
            said = f"I read {reading.text}. Try again?" if reading.sure else "I can’t read that. Try again?"
            if said != self.said:
                self.said, self.changed = said, True

    def _next(self) -> None:
        self.step += 1
        self.done_at, self.said, self.reading = None, "", EMPTY
        if self.step >= len(STEPS):
            self.step = len(STEPS) - 1
            self.finish()
            return
        self.stage.sound.play("page")
        self._clear()

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        look, frame = self.look, self.frame
        step, now = STEPS[self.step], self.stage.clock()
        marks = [Mark.RIGHT] * (self.step + (self.done_at is not None))
        side = look.px(4.4) * len(STEPS)
        area = pygame.Rect(frame.bar.right - side, frame.bar.top, side, frame.bar.height)
        left_handed = look.taste.left_handed
        boxes(surface, look, mirrored(look, area), marks, len(STEPS), from_right=not left_handed)
        headline = self._words(surface, step)
        if self.canvas is None or not self.canvas.strokes:
            self._example(surface, step)
        else:
            self._marks.draw(surface, look, look.palette.ink, rings=self.done_at is not None)
        if self.done_at is not None:
            fooled = Mark.MISREAD if self.reading.sure else Mark.UNSURE
            mark = Mark.RIGHT if step.text else fooled
            place = frame.margin.centerx, headline.centery
            draw_mark(surface, look, mark, place, look.px(8), now - self.done_at)

    def below(self, step: Step) -> str:
        """The words below the headline."""
        if self.done_at is None:
            return self.said or step.why
        return FOOLED if not step.text and self.reading.sure else step.why

    def _words(self, surface: pygame.Surface, step: Step) -> pygame.Rect:
        """Write the headline, and a line or two below it. Returns the headline's place."""
        look, frame, palette = self.look, self.frame, self.look.palette
        done = self.done_at is not None
        headline = self.said if done else step.say
        colour = palette.right if done and step.text else palette.ink
        small = look.stacked and not look.portrait
        picture = look.shrunk(headline, "h1" if small else "title", colour, frame.question.width)
        place = picture.get_rect(midleft=(frame.question.left, frame.centre_y))
        if look.stacked:
            place.top = frame.question.top + look.px(3)
        surface.blit(picture, place)
        words = self.below(step)
        y = place.bottom + look.px(1)
        for line in look.even_lines(words, "body", frame.question.width):
            text = look.text(line, "body", palette.soft)
            surface.blit(text, (frame.question.left, y))
            y += text.get_height()
        return place

    def _example(self, surface: pygame.Surface, step: Step) -> None:
        """An example to write over, in faint ink."""
        look, zone = self.look, self.frame.zone
        ink = write(step.text, random.Random(5), gap=0.3) if step.text else Ink.of([star()])
        room = pygame.Rect(0, 0, round(zone.width * 0.6), round(zone.height * 0.6))
        room.center = zone.center
        thumbnail(surface, ink, room, look, look.palette.rule, 1.6)

    # What can be done

    def key(self, event: KeyEvent) -> None:
        if event.key in (pygame.K_BACKSPACE, pygame.K_DELETE):
            self._clear()
        else:
            super().key(event)

    def back(self) -> None:
        self.finish()

    def finish(self) -> None:
        """Go on: to a new player's name and colour if they can be saved, else to the menu."""
        if not self.stage.settings.welcomed:
            self.stage.change(replace(self.stage.settings, welcomed=True))
        store = self.stage.store
        if store is None or self.stage.player is not None:
            self.ask(Open("menu", instead=True))
        else:
            self.ask(Open("players", True, Open("menu", instead=True), instead=True))

    def _clear(self) -> None:
        assert self.canvas is not None
        if self.done_at is None:
            self.stage.worker.cancel("welcome-read")
            self.drawing.new_sheet()
            self.said = ""
            self._take(EMPTY, self.canvas.version)


def star() -> list[tuple[float, float]]:
    """A star in one stroke, about one unit high."""
    tips = [(0.0, -0.5), (0.3, 0.42), (-0.47, -0.14), (0.47, -0.14), (-0.3, 0.42), (0.0, -0.5)]
    path: list[tuple[float, float]] = []
    for number in range(len(tips) - 1):
        (ax, ay), (bx, by) = tips[number], tips[number + 1]
        path += [(ax + (bx - ax) * i / 12, ay + (by - ay) * i / 12) for i in range(12)]
    return [*path, tips[0]]
