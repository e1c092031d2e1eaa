"""One sample of the wall: what it is, how that is known, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import LabelSource, Sample, Split
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.close_up import CloseUp, said_by_key
from game.scenes.teach.pupil import in_background, pupil_of
from game.stage import Pop
from game.ui.events import KeyEvent
from game.ui.keypad import spoken
from game.ui.widgets import Key

_SOURCES = {
    LabelSource.CORRECTED: "You said so when you corrected the net.",
    LabelSource.CONFIRMED: "It was part of a right answer.",
    LabelSource.LESSON: "You wrote it in a lesson.",
    LabelSource.IMPORTED: "It came from a file.",
}


class SampleCard(Scene):
    """A page for one sample, to relabel or delete it."""

    def __init__(self, sample: Sample) -> None:
        super().__init__()
        self.sample = sample
        self._asks_to_confirm = False  # before deleting

    def layout(self) -> None:
        page = Page(self, f"This is {spoken(self.sample.label)}", *self._keys())
        close_up = CloseUp(self.look, page, self._say)
        close_up.draw(self.sample)
        question = "Delete it for good?" if self._asks_to_confirm else "Something else?"
        self.widgets += close_up.ask(question, *self._facts(), lit=self.sample.label)
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self._asks_to_confirm:
            return (Key("Keep", self._keep),), (Key("Delete for good", self._delete, "cross", primary=True),)
        return (Key("Delete", self._ask_to_delete, icon="cross"),), ()

    def key(self, event: KeyEvent) -> None:
        label = said_by_key(event)
        if label is not None:
            self._say(label)
        else:
            super().key(event)

    def _facts(self) -> list[str]:
        sample = self.sample
        if sample.read is None:
            read = ""
        elif sample.misread:
            read = f"The net read {spoken(sample.read)}."
        else:
            read = "The net read it correctly."
        kept = "It is a test digit." if sample.split is Split.HELD_OUT else "The net may learn from it."
        return [_SOURCES[sample.source], read, kept]

    def _say(self, label: int) -> None:
        pupil, number = pupil_of(self.stage), self.sample.id
        if pupil is not None and label != self.sample.label:
            samples = pupil.store.samples
            in_background(self.stage, lambda: samples.relabel(number, label), self._changed)

    def _changed(self, sample: Sample) -> None:
        self.sample = sample
        self.again()

    def _ask_to_delete(self) -> None:
        self._asks_to_confirm = True
        self.again()

    def back(self) -> None:
        if self._asks_to_confirm:
            self._keep()
        else:
            super().back()

    def _keep(self) -> None:
        self._asks_to_confirm = False
        self.again()

    def _delete(self) -> None:
        pupil, number = pupil_of(self.stage), self.sample.id
        if pupil is not None:
            samples = pupil.store.samples
            in_background(self.stage, lambda: samples.delete(number), lambda _: self.ask(Pop()))
