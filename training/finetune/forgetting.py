"""The forgetting lab: the same fine-tune with rehearsal switched off, step by step, for people to watch.

It learns samples of one digit only, as if a player corrected that digit again and again. With rehearsal that
is safe; without it the other digits are forgotten.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from recognizer.decide import right, softmax
from recognizer.head import Linear
from recognizer.networks import CLASSES
from training.finetune import fit_head
from training.finetune.fit_head import FitSettings
from training.finetune.head import Samples, TellProgress, Workbench, examples_of

#: Steps of Adam (Kingma and Ba, 2015), so small that digit after digit is seen to be forgotten. At ten times
#: the rate everything is lost within six steps.
STEPS, RATE = 240, 5e-3
_MOMENTUM, _SCALE = 0.9, 0.999


def lab(workbench: Workbench, samples: Samples, seed: int, tell: TellProgress) -> dict[str, Any]:
    """What happens to the network's knowledge when it learns only these samples.

    Returns:
        Lists with a value for each of ``steps``, from 0: ``own``, the share of the player's samples read
        correctly; ``known``, the share of others' digits; ``per_digit``, the same for each digit 0 to 9.
        ``with_rehearsal``: ``own`` and ``known`` at the end of a real fine-tune.
    """
    settings = FitSettings()
    examples = examples_of(
        workbench.reader, samples, settings, seed, lambda share: tell("features", share * 0.5, {})
    )
    features = examples.features.reshape(-1, examples.features.shape[2]).astype(np.float64)
    targets = np.eye(CLASSES)[np.repeat(examples.labels, examples.features.shape[1])]
    layer = workbench.replay.linear
    flat = np.concatenate([layer.weights, layer.bias[None]]).astype(np.float64)
    mean, square = np.zeros_like(flat), np.zeros_like(flat)
    story: dict[str, Any] = {
        "steps": [],
        "own": [],
        "known": [],
        "per_digit": {str(d): [] for d in range(10)},
    }
    for step in range(STEPS + 1):
        weights, bias = flat[:-1], flat[-1]
        point = _measured(workbench, examples, Linear(weights.astype(np.float32), bias.astype(np.float32)))
        story["steps"].append(step)
        for name in ("own", "known"):
            story[name].append(point[name])
        for digit, share in point["per_digit"].items():
            story["per_digit"][digit].append(share)
        tell("forget", 0.5 + 0.45 * step / STEPS, {"curve": {"step": step, **point}})
        error = (softmax(features @ weights + bias) - targets) / len(features)
        slope = np.concatenate([features.T @ error, error.sum(axis=0, keepdims=True)])
        mean = _MOMENTUM * mean + (1 - _MOMENTUM) * slope
        square = _SCALE * square + (1 - _SCALE) * slope**2
        so_far = mean / (1 - _MOMENTUM ** (step + 1)), square / (1 - _SCALE ** (step + 1))
        flat = flat - RATE * so_far[0] / (np.sqrt(so_far[1]) + 1e-8)
    rehearsed = fit_head.fit(workbench.replay.linear, examples, workbench.fitted, settings)
    point = _measured(workbench, examples, rehearsed)
    story["with_rehearsal"] = {"own": point["own"], "known": point["known"]}
    return story


def _measured(workbench: Workbench, examples: fit_head.Examples, layer: Linear) -> dict[str, Any]:
    check = workbench.replay.check
    known = right(layer.logits(check.features), check.labels)
    own = right(layer.logits(examples.plain), examples.labels)
    per_digit = {
        str(digit): float(known[check.labels == digit].mean())
        for digit in range(10)
        if (check.labels == digit).any()
    }
    return {"own": float(own.mean()), "known": float(known.mean()), "per_digit": per_digit}
