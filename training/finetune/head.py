"""One personal fine-tune, from samples to a judged head. It knows no store and no files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.decide import softmax
from recognizer.head import About, Head, Linear, trunk_of
from recognizer.ink import Ink
from recognizer.networks import CLASSES
from recognizer.reader import Reader
from training.datasets import Floats, Images, Labels
from training.finetune import fit_head, gate
from training.finetune.fit_head import Examples, FitSettings, Rehearsal
from training.finetune.rehearsal import Replay
from training.train.calibrate import calibrate

#: The most glyphs to put through the networks: with many samples, each is varied less often.
MOST_PICTURES = 6000
# Samples to vary and put through the networks between two reports of progress.
_AT_ONCE = 10
#: Roughly the share of its time that each step of a fine-tune takes.
_SHARES = {"features": 0.45, "trials": 0.40, "fit": 0.1, "check": 0.05}

TellProgress = Callable[[str, float, Mapping[str, Any]], None]
"""Progress: the step, the share of everything that is done (0 to 1), and figures to show."""


@dataclass(frozen=True)
class Samples:
    """What a player wrote: ``inks`` (None for pictures), ``images`` uint8 ``[n, 28, 28]``, ``labels`` and
    ``weights`` (``1 / kept_rate``)."""

    inks: Sequence[Ink | None]
    images: Images
    labels: Labels
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Present:
    """The head in use, and the player's held-out samples as features ``[n, F]`` with their labels."""

    head: Head
    features: Floats
    labels: Labels


@dataclass(frozen=True)
class Workbench:
    """A base with the digits to rehearse and to judge on, for any number of fine-tunes."""

    reader: Reader
    replay: Replay
    fitted: Rehearsal

    @classmethod
    def of(cls, reader: Reader) -> Workbench:
        """For a reader whose bundle has a replay set.

        Raises:
            CommandError: it has none.
        """
        replay = Replay.of(reader.bundle)
        base = reader.with_head(None)
        return cls(base, replay, Rehearsal.of(replay.fit.features, replay.linear))


@dataclass(frozen=True)
class Result:
    """A judged head; ``decision`` is the gate's."""

    head: Head
    decision: gate.Decision


def examples_of(
    reader: Reader,
    samples: Samples,
    settings: FitSettings,
    seed: int,
    done: Callable[[float], None] = lambda _: None,
) -> Examples:
    """The samples and their variations, put through both networks."""
    rng = np.random.default_rng([seed, 3])
    copies = max(1, min(settings.copies, MOST_PICTURES // max(1, len(samples.labels)) - 1))
    settings = replace(settings, copies=copies)
    parts = []
    for at in range(0, len(samples.labels), _AT_ONCE):
        inks, images = samples.inks[at : at + _AT_ONCE], samples.images[at : at + _AT_ONCE]
        drawn, written, each = fit_head.varied(inks, images, settings, rng)
        parts.append(reader.infer(drawn, written)[1].reshape(len(images), each, -1))
        done(min(1.0, (at + _AT_ONCE) / len(samples.labels)))
    return Examples(np.concatenate(parts), samples.labels, samples.weights)


def finetune(
    workbench: Workbench,
    samples: Samples,
    *,
    player: int,
    created: str,
    present: Present | None = None,
    settings: FitSettings | None = None,
    rules: gate.Rules | None = None,
    seed: int = 0,
    tell: TellProgress = lambda *_: None,
    show: Callable[[int, Linear], Mapping[str, Any]] = lambda *_: {},
) -> Result:
    """Fits, calibrates and judges a head. The same input gives the same head.

    Args:
        present: the head in use, and samples to compare it on; None if the bundle's own layer is in use.
        show: figures of the layer at each step of the fit, for the live curve; step 0 is before the first.
    """
    settings = settings or FitSettings()
    begun = {name: sum(list(_SHARES.values())[:place]) for place, name in enumerate(_SHARES)}

    def done(step: str, share: float, shown: Mapping[str, Any] | None = None) -> None:
        tell(step, begun[step] + _SHARES[step] * min(share, 1.0), shown or {})

    linear = workbench.replay.linear
    examples = examples_of(workbench.reader, samples, settings, seed, lambda share: done("features", share))
    fair = _fair(examples)
    trial = fit_head.out_of_fold(
        linear, fair, workbench.fitted, settings, done=lambda share: done("trials", share)
    )
    kept = fit_head.believed(fair.labels, trial, settings)
    done("fit", 0.0, show(0, linear))
    layer = fit_head.fit(
        linear,
        fair.pick(kept) if kept.any() else fair,
        workbench.fitted,
        settings,
        watch=lambda step, layer: done("fit", step / settings.steps, show(step, layer)),
    )
    done("check", 0.0)
    temperature, threshold = _calibrated(workbench, examples, trial, kept, layer)
    candidate = Head(
        About(
            id=_name(created, layer),
            player=player,
            trunk=trunk_of(workbench.reader.bundle),
            bundle=workbench.reader.bundle.id,
            created=created,
            temperature=temperature,
            threshold=threshold,
            parent=present.head.id if present else None,
            training={
                "samples": len(examples.labels),
                "doubted": int((~kept).sum()),
                "per_digit": np.bincount(examples.labels, minlength=CLASSES).tolist(),
            },
        ),
        layer,
    )
    decision = judged(workbench, candidate, examples, trial, present, rules)
    done("check", 1.0)
    return Result(candidate.judged(decision.passed, decision.reason, decision.figures), decision)


def judged(
    workbench: Workbench,
    candidate: Head,
    examples: Examples,
    trial: Floats,
    present: Present | None = None,
    rules: gate.Rules | None = None,
) -> gate.Decision:
    """The gate's decision on a head. ``trial``: logits of its samples, by layers fitted without each."""
    check, reader = workbench.replay.check, workbench.reader
    now, sharpness, sure = reader.temperature, candidate.about.temperature, candidate.about.threshold
    linear = workbench.replay.linear
    # A label that neither the base nor the layers fitted without it believe says nothing about the head.
    settings, base = FitSettings(), linear.logits(examples.plain)
    judging = fit_head.believed(examples.labels, trial, settings) | fit_head.believed(
        examples.labels, base, settings
    )
    judging = judging if judging.any() else ~judging
    own = gate.Paired(
        examples.labels[judging],
        softmax(base[judging], now),
        softmax(trial[judging], sharpness),
        reader.threshold,
        sure,
        weights=examples.weights[judging],
    )
    frozen = gate.Paired(
        check.labels,
        softmax(linear.logits(check.features), now),
        softmax(candidate.linear.logits(check.features), sharpness),
        reader.threshold,
        sure,
        groups=check.sources,
    )
    return gate.judge(own, frozen, rules, _against(present, candidate) if present else None)


def _against(present: Present, candidate: Head) -> gate.Paired:
    """Both heads on samples that neither has learned from."""
    head = present.head
    return gate.Paired(
        present.labels,
        softmax(head.linear.logits(present.features), head.about.temperature),
        softmax(candidate.linear.logits(present.features), candidate.about.temperature),
        head.about.threshold,
        candidate.about.threshold,
    )


def _fair(examples: Examples) -> Examples:
    """The examples with its weights limited to 0.5 to 3 times their median, and scaled to a mean of 1."""
    weights = np.clip(examples.weights / np.median(examples.weights), 0.5, 3.0)
    return replace(examples, weights=weights * len(weights) / weights.sum())


def _calibrated(
    workbench: Workbench, examples: Examples, trial: Floats, kept: NDArray[np.bool_], layer: Linear
) -> tuple[float, float]:
    """Temperature and threshold: half by the player's samples out of fold, half by digits not fitted on."""
    own, labels = trial[kept], examples.labels[kept]
    apart = workbench.replay.apart
    often = max(1, len(apart.labels) // max(1, len(labels)))
    logits = np.concatenate([np.tile(own, (often, 1)), layer.logits(apart.features)])
    measure = calibrate(logits, np.concatenate([np.tile(labels, often), apart.labels]))
    # A threshold learned on a few samples may not fall far below the bundle's own. Nor may it rise above it:
    # then players would be asked more often after learning than before (on the calibration writers 2.2 % of
    # digits were unsure before, and 2.6 % instead of 1.2 % after).
    before = workbench.reader.threshold
    return measure.temperature, min(max(measure.threshold, before - 0.1), before)


def _name(created: str, layer: Linear) -> str:
    digest = hashlib.sha256(layer.weights.tobytes() + layer.bias.tobytes()).hexdigest()[:6]
    return f"head-{''.join(c for c in created[:19] if c.isdigit())}-{digest}"
