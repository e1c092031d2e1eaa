"""A player's own head from their samples in the store: made, judged, kept, put to use, and logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.moment import now, to_text
from data.records import Player, Run, RunState, Sample, Split
from recognizer import heads
from recognizer.head import Head, HeadError, Linear
from recognizer.reader import Reader
from training import personal
from training.held_out import Held, Knowing
from training.personal import Bench, Present, Told
from training.place import Place
from training.stored import as_samples, habits_of, samples_of


def learn_hand(
    place: Place, player: Player, found: Sequence[Sample], log: Run, seed: int, tell: Told
) -> tuple[Run, dict[str, Any]]:
    """Makes a head, keeps it, puts it to use if it passes the gate, and says so in the log.

    Returns:
        The run as it ended, and what changed on the player's held-out samples (`held_out.flips`).
    """
    bench = Bench.of(Reader.of(place.base))
    aside = Held.of(bench.reader, samples_of(place.store, player, Split.HELD_OUT))
    present = _present(place, player)
    before, habits = _before(bench, present, found), habits_of(found)

    def show(step: int, layer: Linear) -> dict[str, Any]:
        by = replace(before, layer=layer, habits=habits) if step else before
        return {"curve": {"step": step, **aside.point(bench, by)}}

    result = personal.finetune(
        bench,
        as_samples(found),
        player=player.id,
        created=to_text(now()),
        present=Present(present, aside.features, aside.labels) if present else None,
        seed=seed,
        tell=tell,
        show=show,
    )
    flips = aside.flips(before, Knowing(result.head.linear, result.head.about.temperature, habits))
    figures = {**result.verdict.figures, **flips, "head": result.head.id}
    # Cancelled from here on would be neither here nor there: what follows takes milliseconds.
    heads.keep(place.models, result.head)
    state = RunState.PUBLISHED if result.verdict.passed else RunState.REFUSED
    if result.verdict.passed:
        heads.select(place.models, player.id, result.head.id)
    ended = place.store.runs.finish(
        log.id, state, reason=result.verdict.reason, result_bundle=result.head.id, figures=figures
    )
    return ended, flips


def _before(bench: Bench, present: Head | None, found: Sequence[Sample]) -> Knowing:
    """What the player was read with before anything was learned from these samples: the head in use and the
    samples that it was made of; a stranger's reading, where there is none."""
    if present is None:
        return Knowing(bench.replay.linear, bench.reader.temperature)
    old = habits_of([sample for sample in found if to_text(sample.at) <= present.about.created])
    return Knowing(present.linear, present.about.temperature, old)


def _present(place: Place, player: Player) -> Head | None:
    """The head in use, if it can be built upon; one for another trunk is left where it is."""
    try:
        head = heads.in_use(place.models, player.id)
    except HeadError:
        return None
    return head if head is not None and head.fits(place.base) else None
