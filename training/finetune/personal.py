"""A player's own head from their samples in the store: made, judged, kept, put to use, and logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.moment import now, to_text
from data.records import Player, Run, RunState, Sample, Split
from recognizer import heads
from recognizer.head import Head, HeadError
from recognizer.reader import Reader
from training.finetune import head as personal
from training.finetune.head import Bench, Present, Told
from training.finetune.held_out import Held
from training.finetune.store_samples import as_samples, habits_of, samples_of
from training.finetune.workspace import Place


def learn_hand(
    place: Place, player: Player, found: Sequence[Sample], log: Run, seed: int, tell: Told
) -> tuple[Run, dict[str, Any]]:
    """Makes a head, keeps it, puts it to use if it passes the gate, and says so in the log.

    Returns:
        The run as it ended, and what changed on the player's held-out samples (`held_out.flips`), with
        ``in_play``: how many of them the head reads rightly beside what the other samples tell of the hand.
    """
    bench = Bench.of(Reader.of(place.base))
    aside = Held.of(bench.reader, samples_of(place.store, player, Split.HELD_OUT))
    present = _present(place, player)
    result = personal.finetune(
        bench,
        as_samples(found),
        player=player.id,
        created=to_text(now()),
        present=Present(present, aside.features, aside.labels) if present else None,
        seed=seed,
        tell=tell,
        show=lambda step, layer: {"curve": {"step": step, **aside.point(bench, layer)}},
    )
    flips = aside.flips(present.linear if present else bench.replay.linear, result.head.linear)
    temperature = result.head.about.temperature
    flips["in_play"] = aside.in_play(result.head.linear, temperature, habits_of(found))
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


def _present(place: Place, player: Player) -> Head | None:
    """The head in use, if it can be built upon; one for another trunk is left where it is."""
    try:
        head = heads.in_use(place.models, player.id)
    except HeadError:
        return None
    return head if head is not None and head.fits(place.base) else None
