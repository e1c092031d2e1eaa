"""Free draw: write anything, and see what the network makes of it while the pen still moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pygame

from game.scenes.free_draw.correction import Correction, Corrections, corrected, least_sure, thanks
from game.scenes.free_draw.explanations import Explanations
from game.scenes.free_draw.insight import Insight, examine
from game.scenes.free_draw.net_view import DigitTile, NetView, accent_means
from game.scenes.profile import KnownHandwriting
from game.scenes.scene import Scene
from game.settings import PENS
from game.ui.bars import ReadingMarks, dashed_ring
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import KeyEvent
from game.ui.icons import icon
from game.ui.layout import mirrored
from game.ui.look import Look
from game.ui.sheet import abreast, desk, put, sheet, squared, squares
from game.ui.widgets import Button
from recognizer.reading import State

if TYPE_CHECKING:
    from data.records import Sample

_READ = "free-draw-read"
_PEN_WEIGHTS = {"fine": 0.13, "medium": 0.21, "broad": 0.32}


class FreeDraw(Scene):
    """A sheet on the left, what the network sees on the right; below the sheet in a narrow window."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing()
        self.canvas: Canvas | None = None
        self.insight = Insight()
        self._marks = ReadingMarks()
        self._tiles: list[DigitTile] = []  # the digits' small pictures
        self._picked: int | None = None  # index of the digit that was tapped, until the ink changes
        self._view: NetView | None = None
        self._asked_version = -1  # of the ink, which the reader has been given
        self._handwriting = KnownHandwriting()
        self._explanations = Explanations(self._show)
        self._correcting: int | None = None  # index of the digit in question
        self._correction: Correction | None = None
        self._corrections = Corrections()

    # Layout

    def layout(self) -> None:
        look = self.look
        outer, gap = look.px(4), look.px(3)
        area = pygame.Rect(outer, look.px(12), look.size[0] - 2 * outer, look.size[1] - look.px(26.5))
        if look.portrait:
            panel = pygame.Rect(area.left, area.bottom - look.px(62), area.width, look.px(62))
            page = pygame.Rect(area.left, area.top, area.width, panel.top - gap - area.top)
        else:
            width = max(round(area.width * (0.4 if look.stacked else 73 / 152)), look.px(46))
            panel = pygame.Rect(area.right - width, area.top, width, area.height)
            page = pygame.Rect(area.left, area.top, panel.left - gap - area.left, area.height)
            panel, page = mirrored(look, panel), mirrored(look, page)
        self.ground = desk(look)
        sheet(self.ground, page, look)
        sheet(self.ground, panel, look)
        grid = squares(self.ground, page.inflate(-look.px(5.5), -look.px(5.5)), look)
        self._lay_canvas(squared(grid, look))
        self._view = NetView(look, panel)
        self._tiles = []
        self._lay_bar(area)
        self._ask_what(panel)
        self._title()
        self._show()
        self._marks.show(self._canvas, self.insight.reading, self.stage.clock() - 1)
        self._explanations.again()

    def _lay_canvas(self, rect: pygame.Rect) -> None:
        if self.canvas is None:
            self.canvas = Canvas(self.look, rect, self.drawing)
        else:
            self.canvas.place(self.look, rect)
        self.canvases = [self.canvas]

    def _ask_what(self, panel: pygame.Rect) -> None:
        """While the player corrects a digit, the panel asks what it is, and the canvas takes no strokes."""
        self._correction = None
        if self._correcting is not None and self._correcting >= len(self.insight.digits):
            self._correcting = None
        self.drawing.open = self._correcting is None
        if self._correcting is not None:
            self._correction = Correction(
                self.look,
                panel,
                self._canvas,
                self.insight,
                self._correcting,
                choose=self._choose_digit,
                say=self._say,
            )
            self.widgets += self._correction.widgets

    def _title(self) -> None:
        look = self.look
        assert self.ground is not None
        text = look.text("Free draw", "page", look.palette.ink)
        side, middle = look.target(6.4), look.px(6.2)
        place = text.get_rect(midleft=(look.px(4) + side + look.px(2.6), middle))
        self.title_rect = self.ground.blit(text, mirrored(look, place))

    def _lay_bar(self, area: pygame.Rect) -> None:
        look = self.look
        side = look.target(6.4)
        place = mirrored(look, pygame.Rect(area.left, look.px(6.2) - side // 2, side, side))
        self._back = Button(place, look, "", self.back, icon="back")
        drawing, more = self.drawing, (self._correct, self._toggle_layers, self._toggle_why)
        tools = (drawing.undo, drawing.redo, drawing.clear, self._next_pen)
        self._bar = FreeDrawBar(look, area.left, area.right, tools, more)
        self.widgets = [self._back, *self._bar.buttons]

    # Time

    def update(self, now: float) -> bool:
        canvas, reader = self._canvas, self.stage.reader
        if self._correcting is not None and canvas.version != self.insight.version:
            self._leave_correcting()
        if reader is not None and canvas.version != self._asked_version:
            version, ink = canvas.version, canvas.ink
            self._asked_version, self._picked = version, None
            self._explanations.new_ink(self.stage)
            known = self._handwriting.of(self.stage)
            self.stage.worker.submit(
                lambda: examine(reader, ink, version, known()), self._examined, key=_READ
            )
        waiting = self._explanations.follow(self.stage, canvas, self.insight, now)
        moving = self._view.update(now) if self._view is not None else False
        return self._marks.update(now) | moving | waiting

    def _examined(self, insight: Insight) -> None:
        if insight.version <= self.insight.version and insight.version != self._canvas.version:
            return
        self.insight = insight
        self._marks.show(self._canvas, insight.reading, self.stage.clock())
        self._show()

    def _show(self) -> None:
        """Bring panel and buttons up to date."""
        if self._view is not None:
            threshold = self.stage.reader.manifest.threshold if self.stage.reader else None
            shown, now = self._explanations, self.stage.clock()
            layers = shown.layers if shown.wants_layers else None
            chosen = self._chosen
            why = None if chosen is None else next(iter(shown.whys[chosen:]), None)
            self._view.show(
                self.insight, threshold, layers, now, show_layers=shown.wants_layers, chosen=chosen, why=why
            )
            self._lay_tiles(self._view)
        self._enable()
        bar = self._bar
        bar.why.lit, bar.layers.lit = self._explanations.wants_why, self._explanations.wants_layers
        bar.correct.lit = self._correcting is not None
        bar.correct.enabled = self._can_correct
        self.changed = True

    @property
    def _chosen(self) -> int | None:
        """Index of the digit that is shown large: the one that was tapped, else the one written last."""
        digits = self.insight.digits
        if self._picked is not None and self._picked < len(digits):
            return self._picked
        return max(range(len(digits)), key=lambda index: max(digits[index].pieces), default=None)

    def _lay_tiles(self, view: NetView) -> None:
        """Show the digits' small pictures; widgets change only where their number does."""
        hidden = self._correcting is not None or self._explanations.wants_layers
        digits = () if hidden else self.insight.digits
        places = view.places(len(digits))
        if [tile.rect for tile in self._tiles] != places:
            others = [widget for widget in self.widgets if widget not in self._tiles]
            self._tiles = [
                DigitTile(place, self.look, partial(self._pick, number))
                for number, place in enumerate(places)
            ]
            self.rearrange([*others, *self._tiles])
        first = len(digits) - len(places)
        for number, tile in enumerate(self._tiles):
            tile.picture, tile.chosen = self.insight.pictures[first + number], first + number == self._chosen

    def _pick(self, number: int) -> None:
        """Show the digit of this tile large."""
        self._picked = len(self.insight.digits) - len(self._tiles) + number
        self._show()

    def _enable(self) -> None:
        drawing, bar = self.drawing, self._bar
        bar.undo.enabled, bar.redo.enabled = drawing.can_undo, drawing.can_redo
        bar.clear.enabled = bool(self._canvas.strokes)

    @property
    def _can_correct(self) -> bool:
        """Whether what is on the sheet has been read, and can be kept."""
        return bool(self.insight.digits) and bool(self._canvas.strokes) and self.stage.store is not None

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        canvas = self._canvas
        self._enable()
        whys = self._explanations.whys if self._explanations.wants_why and not canvas.writing else ()
        self.canvases = [] if whys else [canvas]
        super().draw(surface)
        self.canvases = [canvas]
        if whys:
            canvas.draw_ink(surface, 70)
            for why in whys:
                why.heat.draw(surface, canvas)
            words, right = "what decided it", canvas.rect.right
            if self.look.taste.left_handed:  # away from the title
                right = canvas.rect.left + self.look.font("small").size(words)[0] + self.look.px(2)
            accent_means(surface, self.look, words, (right, self._back.rect.bottom))
        if self.insight.digits and canvas.strokes and self._correcting is None:
            self._draw_cuts(surface)
        if canvas.strokes:
            rings = not canvas.writing and self._correcting is None
            self._marks.draw(surface, self.look, self.look.palette.ink, rings=rings)
            if self.insight.version == canvas.version:
                self._corrections.draw(surface, self.look, canvas, self.insight.digits)
        if self._correction is not None:
            self._correction.draw(surface)
        elif self._view is not None:
            self._view.draw(surface)
        self._bar.draw_pen(surface, self.stage.settings.pen)
        self._bar.draw_reads(
            surface,
            self.insight,
            awake=self.stage.reader is not None,
            empty=not canvas.strokes,
            said=self._corrections.text(self.insight.digits),
        )

    def _draw_cuts(self, surface: pygame.Surface) -> None:
        """Dotted lines between the digits, corners around the chosen one, a ring around the pen's tip."""
        look, canvas, palette = self.look, self._canvas, self.look.palette
        boxes = [canvas.around(digit.pieces) for digit in self.insight.digits]
        known = sorted((box for box in boxes if box is not None), key=lambda box: box.centerx)
        thick = max(2, look.px(0.3))
        for one, other in pairwise(known):
            x = (one.right + other.left) // 2
            for y in range(canvas.rect.top + look.px(2), canvas.rect.bottom - look.px(2), look.px(1.1)):
                surface.fill(palette.soft, (x, y, thick, thick))
        chosen = boxes[self._chosen] if self._chosen is not None else None
        if chosen is not None and not self._explanations.wants_why:
            box = chosen.inflate(look.px(4.4), look.px(4.4)).clip(canvas.rect)
            long = min(look.px(2.4), box.width // 3, box.height // 3)
            for x in (box.left, box.right - long):
                for y in (box.top, box.bottom - thick):
                    surface.fill(palette.ink, (x, y, long, thick))
            for x in (box.left, box.right - thick):
                for y in (box.top, box.bottom - long):
                    surface.fill(palette.ink, (x, y, thick, long))
        if canvas.writing:
            tip = canvas.ink.strokes[-1].points[-1]
            ring = pygame.Rect(0, 0, look.px(4), look.px(4)).move_to(center=canvas.to_window(tip.x, tip.y))
            dashed_ring(surface, ring, palette.soft, max(2, look.px(0.25)))

    # What can be done

    @property
    def _canvas(self) -> Canvas:
        assert self.canvas is not None
        return self.canvas

    def key(self, event: KeyEvent) -> None:
        control = bool(event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META))
        shift = bool(event.mod & pygame.KMOD_SHIFT)
        match event.key:
            case pygame.K_z if control and shift:
                self.drawing.redo()
            case pygame.K_y if control:
                self.drawing.redo()
            case pygame.K_z | pygame.K_u | pygame.K_BACKSPACE:
                self.drawing.undo()
            case pygame.K_DELETE | pygame.K_c:
                self.drawing.clear()
            case pygame.K_p:
                self._next_pen()
            case pygame.K_w:
                self._toggle_why()
            case pygame.K_l:
                self._toggle_layers()
            case pygame.K_k:
                self._correct()
            case _ if self._correcting is not None and event.digit:
                self._say(int(event.digit))
            case _:
                super().key(event)

    def back(self) -> None:
        if self._correcting is not None:
            self._leave_correcting()
        else:
            super().back()

    def _correct(self) -> None:
        if self._correcting is not None:
            self._leave_correcting()
        elif self._can_correct and self.insight.version == self._canvas.version:
            self._choose_digit(least_sure(self.insight.digits))

    def _choose_digit(self, index: int) -> None:
        self._correcting = index
        self.again()

    def _leave_correcting(self) -> None:
        self._correcting = None
        self.again()

    def _say(self, label: int) -> None:
        """The digit in question is this one: keep it, off the frame loop."""
        stage, index, insight = self.stage, self._correcting, self.insight
        if index is None or stage.reader is None or stage.store is None:
            return
        player, samples = stage.player, stage.store.samples
        player_id = player.id if player else None
        new = corrected(insight, index, label, player_id=player_id, bundle=stage.reader.id)
        self._corrections.note(insight.digits[index].glyph, label)
        stage.worker.submit(lambda: samples.add(new), self._kept, failed=self._not_kept)
        self._leave_correcting()

    def _kept(self, sample: Sample) -> None:
        self._handwriting.forget()  # the new sample is one more to know it by
        self.stage.tell(thanks(sample))

    def _not_kept(self, error: Exception) -> None:
        self.stage.tell(f"This could not be kept: {error}")

    def store_opened(self) -> None:
        self._handwriting.forget()  # the player was not known until now

    def _next_pen(self) -> None:
        names = list(PENS)
        name = names[(names.index(self.stage.settings.pen) + 1) % len(names)]
        self.stage.change(replace(self.stage.settings, pen=name))

    def _toggle_why(self) -> None:
        self._explanations.toggle_why()
        self._show()

    def _toggle_layers(self) -> None:
        self._explanations.toggle_layers()
        self._show()


class FreeDrawBar:
    """The buttons below the sheet; mirrored for the left-handed. In a narrow window their labels are shorter.

    Args:
        tools: what undo, redo, clear and the pen's button do.
        more: what “Correct it”, “Layers” and “Why?” do.
    """

    def __init__(
        self,
        look: Look,
        left: int,
        right: int,
        tools: Sequence[Callable[[], None]],
        more: Sequence[Callable[[], None]],
    ) -> None:
        self.look = look
        self._labels = not look.stacked
        self._height = look.target(8)
        self._gap = look.px(2) if self._labels else look.px(1.4)
        self._top = look.size[1] - look.px(11) - (self._height - look.px(8)) // 2
        x = self._lay_tools(left, tools)
        room = self._lay_more(right, more) - x
        self._reads = mirrored(look, pygame.Rect(x, self._top, room, self._height))
        for button in self.buttons:
            button.rect = mirrored(look, button.rect)

    @property
    def buttons(self) -> list[Button]:
        """All of them, in tab order."""
        return [self.undo, self.redo, self.clear, self.pen, self.why, self.layers, self.correct]

    def _lay_tools(self, x: int, acts: Sequence[Callable[[], None]]) -> int:
        """Lay them out from the left. Returns where the next one would begin."""
        look, wide = self.look, self.look.px(16) if self._labels else self._height
        buttons = []
        kinds = (("Undo", "undo", wide), ("", "redo", self._height), ("Clear", "clear", wide))
        for (label, name, width), act in zip((*kinds, ("", "disc", self._height)), acts, strict=True):
            rect = pygame.Rect(x, self._top, width, self._height)
            buttons.append(Button(rect, look, label if self._labels else "", act, icon=name))
            x += width + self._gap
        self.undo, self.redo, self.clear, self.pen = buttons
        return x

    def _lay_more(self, right: int, acts: Sequence[Callable[[], None]]) -> int:
        """Lay them out up to the right edge. Returns where the next one would end."""
        look, labels = self.look, self._labels
        buttons: list[Button] = []
        kinds = (("Correct it" if labels else "Correct", None), ("Layers", "layers"), ("Why?", "why"))
        for (label, name), act in zip(kinds, acts, strict=True):
            shown = name if labels else None
            width = max(self._height, look.font("body").size(label)[0] + look.px(8.4 if shown else 4))
            right -= width
            rect = pygame.Rect(right, self._top, width, self._height)
            buttons.append(Button(rect, look, label, act, icon=shown))
            right -= self._gap
        self.correct, self.layers, self.why = buttons
        return right

    def draw_pen(self, surface: pygame.Surface, pen: str) -> None:
        """The pen's dot on its button, as wide as the pen."""
        dot = icon("disc", self.look.px(4), self.look.palette.ink, _PEN_WEIGHTS[pen])
        sunk = self.look.px(0.55) if self.pen.pressed else 0
        surface.blit(dot, dot.get_rect(center=self.pen.rect.center).move(0, sunk))

    def draw_reads(
        self, surface: pygame.Surface, insight: Insight, *, awake: bool, empty: bool, said: str
    ) -> None:
        """The number, in the middle of the bar. Below it: what the player said it is, or what would be read
        if somebody else had written it.

        Args:
            awake: the network is loaded.
            empty: nothing is written.
            said: by the player; ``""`` if nothing was.
        """
        reading = insight.reading
        look, palette, area = self.look, self.look.palette, self._reads
        if not awake:
            parts = [look.text("The net wakes up…", "body", palette.soft)]
        elif empty or reading.state is State.EMPTY:
            parts = [_lines(look, "Write a number.", area.width - look.px(2))]
        elif reading.sure:
            parts = [look.text("reads", "body", palette.soft), look.text(reading.text, "h1", palette.ink)]
        else:
            mark = icon("unsure", look.px(4.6), palette.soft, 0.07)
            parts = [mark, look.text("can’t read that", "h2", palette.soft)]
        gap = look.px(1.2)
        width = sum(part.get_width() for part in parts) + gap * (len(parts) - 1)
        if width > area.width and len(parts) > 1:
            room = area.width - look.px(2)
            number = look.shrunk(reading.text, "h1", palette.ink, room)
            parts = [number if reading.sure else look.fitted("can’t read", "body", palette.soft, room)]
            width = parts[0].get_width()
        why = None
        if said and said != reading.text and not empty:
            why = look.text(f"you said {said}", "small", palette.misread)
        elif insight.stranger and reading.sure and awake and not empty:
            why = look.text(
                f"it knows your writing; others would get {insight.stranger}", "small", palette.soft
            )
            if why.get_width() > area.width:
                why = look.text("it knows your writing", "small", palette.soft)
        middle = area.centery - (why.get_height() // 2 if why else 0)
        abreast(surface, parts, gap, (area.centerx, middle))
        if why:
            low = max(part.get_height() for part in parts) // 2 + middle
            put(surface, why, midtop=(area.centerx, low - look.px(1)))


def _lines(look: Look, words: str, width: int) -> pygame.Surface:
    """Words in as many lines as the width asks for, each one centred."""
    lines = [look.text(line, "body", look.palette.soft) for line in look.even_lines(words, "body", width)]
    step = look.font("body").get_linesize()
    size = max(line.get_width() for line in lines), step * len(lines)
    picture = pygame.Surface(size, pygame.SRCALPHA)
    for number, line in enumerate(lines):
        put(picture, line, midtop=(size[0] // 2, number * step))
    return picture
