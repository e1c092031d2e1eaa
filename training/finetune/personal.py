"""A player's own head from their samples in the store: made, judged, kept, put to use, and logged.

When a new shared model is published, each player's head is made again for it. If the gate refuses the new
head, the old one is set aside: it stays the player's choice, the game and ``models list`` say that it is not
in use, and it is used again as soon as the shared model that it was made for is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from data.columns import now, to_text
from data.records import Player, Run, RunKind, RunState, Sample, Split
from recognizer import heads
from recognizer.bundle import BundleError
from recognizer.head import Head, HeadError
from recognizer.reader import Reader
from training.command import CommandError
from training.finetune.head import Present, TellProgress, Workbench, finetune
from training.finetune.store_samples import HeldOut, as_samples, check, habits_of, samples_of
from training.finetune.workspace import Cancelled, Place, ProgressPrinter, conclude, logged

# Heads are made again after this share of the time that a shared fine-tune takes.
_BEFORE_HEADS = 0.9


def learn_handwriting(
    place: Place, player: Player, found: Sequence[Sample], log: Run, seed: int, tell: TellProgress
) -> tuple[Run, dict[str, Any]]:
    """Makes a head, keeps it, puts it to use if it passes the gate, and says so in the log.

    Returns:
        The run as it ended, and what changed on the player's held-out samples (see ``HeldOut.flips``), with
        ``in_play``: how many of them are read correctly with the head and the player's habits.
    """
    workbench = Workbench.of(Reader.of(place.base))
    aside = HeldOut.of(workbench.reader, samples_of(place.store, player, Split.HELD_OUT))
    present = _present(place, player)
    result = finetune(
        workbench,
        as_samples(found),
        player=player.id,
        created=to_text(now()),
        present=Present(present, aside.features, aside.labels) if present else None,
        seed=seed,
        tell=tell,
        show=lambda step, layer: {"curve": {"step": step, **aside.point(workbench, layer)}},
    )
    flips = aside.flips(present.linear if present else workbench.replay.linear, result.head.linear)
    temperature = result.head.about.temperature
    flips["in_play"] = aside.in_play(result.head.linear, temperature, habits_of(found))
    # What follows takes milliseconds: it is not worth stopping in the middle.
    heads.keep(place.models, result.head)
    if result.decision.passed:
        heads.select(place.models, player.id, result.head.id)
    made = result.head.id
    return conclude(place, log, result.decision, made, {**flips, "head": made}), flips


def _present(place: Place, player: Player) -> Head | None:
    """The head in use, if it was made for this base."""
    try:
        head = heads.in_use(place.models, player.id)
    except HeadError:
        return None
    return head if head is not None and head.fits(place.base) else None


def heads_for_new_base(place: Place, seed: int, printer: ProgressPrinter) -> None:
    """Fits and judges a new head for each player whose head in use was made for another base.

    If it is cancelled, what is published stays published, and the heads not made yet are set aside.
    """
    waiting = list(_stranded(place))
    for number, player in enumerate(waiting):

        def tell(_: str, done: float, __: object, number: int = number) -> None:
            done = (number + done) / len(waiting)
            printer.tell("refit", _BEFORE_HEADS + (1 - _BEFORE_HEADS) * done, {})

        try:
            state = _refitted(place, player, seed, tell)
        except Cancelled:
            printer.note("It was stopped: the other players' own models are set aside.")
            return
        except (CommandError, HeadError, BundleError) as error:
            printer.note(f"{player.name}'s own model is set aside: {error}")
            continue
        said = "was made anew" if state is RunState.PUBLISHED else "is set aside, as it would be no better"
        printer.note(f"{player.name}'s own model {said}.")


def _stranded(place: Place) -> Iterator[Player]:
    """Players whose head in use was made for another base."""
    for player in place.store.players.all():
        try:
            head = heads.in_use(place.models, player.id)
        except HeadError:
            continue
        if head is not None and not head.fits(place.base):
            yield player


def _refitted(place: Place, player: Player, seed: int, tell: TellProgress) -> RunState:
    samples = samples_of(place.store, player, Split.TRAIN)
    check(samples, player)
    log = place.store.runs.start(RunKind.PERSONAL, base_bundle=place.base.id, player_id=player.id)
    with logged(place.store, log):
        ended, _ = learn_handwriting(place, player, samples, log, seed, tell)
    return ended.state
