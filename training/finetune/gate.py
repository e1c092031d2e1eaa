"""The gate: whether a candidate may replace the model in use. Pure: numbers in, a decision out.

It asks two questions, both about digits that the fitting of the judged layer did not see. Is the candidate
better for the player? That is judged by the gain in log score, cross-validated, with every sample weighted by
how many like it the player writes (Bayesian bootstrap: Rubin, "The Bayesian bootstrap", 1981). Is it no worse
for everyone else? That is judged by a paired test of non-inferiority on the frozen part of the replay set,
with limits for each digit and for confident mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.decide import is_sure, right
from recognizer.reading import NOT_A_DIGIT
from recognizer.reason import Code, Reason
from training.datasets import Labels

Shares = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits that a candidate must keep. Losses are net: broken minus fixed.

    Attributes:
        least: from fewer samples of the player's own nothing can be judged.
        sure: the candidate counts as better from this P(better) on. A few samples seem to agree more than
            they do: of n samples, 1 - (1 - ``sure``) (1 - ``few`` / n) is wanted.
        worst_surprise: the log loss of a sample is cut here, so that one mistaken label does not decide.
        margin: the share of the frozen digits that may be lost, at most, with 95 % certainty.
        digit_margin: the share of each digit's frozen samples that may be lost; of each source's, half as
            many. Two samples of a digit may always be lost.
        sure_margin: the share of the frozen digits that may become wrong and sure, net.
        allowance: unusual handwriting cannot be read without misreading some of what others write. For each
            nat of log score that the player gains, this share of the frozen digits may be lost if that is
            more than the limits above; ten times this share of any one digit.
        own_digit_margin: the share of the player's samples of a digit that may be lost; always one.
        own_margin: the share of the player's samples that may become wrong and sure, net; and the share of
            held-out samples that may be lost compared with the head in use. Always one of each.
        draws, seed: of the bootstrap.
    """

    least: int = 20
    sure: float = 0.9
    few: float = 12.0
    worst_surprise: float = 3.0
    margin: float = 0.003
    digit_margin: float = 0.01
    sure_margin: float = 0.002
    allowance: float = 0.05
    own_digit_margin: float = 0.2
    own_margin: float = 0.02
    draws: int = 4000
    seed: int = 0


@dataclass(frozen=True)
class Paired:
    """The same digits as read before and after.

    Attributes:
        labels: ``[n]``, 0 to 10.
        before, after: calibrated probabilities ``[n, 11]``.
        sure_before, sure_after: the confidence from which each reader is sure.
        weights: ``[n]``, how many that the player wrote each stands for; None: all weigh the same.
        groups: ``[n]``, such as sources, each judged by itself too; None: one group.
    """

    labels: Labels
    before: Shares
    after: Shares
    sure_before: float
    sure_after: float
    weights: NDArray[np.float64] | None = None
    groups: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Decision:
    """``passed``, and why; ``figures`` are JSON values."""

    passed: bool
    reason: Reason
    figures: Mapping[str, Any] = field(default_factory=dict)


def judge(own: Paired, frozen: Paired, rules: Rules | None = None, present: Paired | None = None) -> Decision:
    """The decision on a candidate.

    Args:
        own: samples of the player (or of all players) as the base and the candidate, cross-validated, read
            them.
        frozen: digits that no fitting saw.
        present: the player's held-out samples as the head in use, if any, and the candidate read them.
    """
    rules = rules or Rules()
    figures = {"own": _own_figures(own, rules), "frozen": _frozen_figures(frozen)}
    mine = figures["own"]
    allowed = rules.allowance * max(0.0, mine["gain"])
    refusals = [_not_better(own, mine, rules), _worse(figures["frozen"], rules, allowed)]
    if present is not None and len(present.labels):
        lost = int(right(present.before, present.labels).sum() - right(present.after, present.labels).sum())
        figures["present"] = {"samples": len(present.labels), "lost": lost}
        if lost > max(1.0, rules.own_margin * len(present.labels)):
            refusals.append(Reason(Code.TEST_WORSE))
    for refusal in refusals:
        if refusal:
            return Decision(False, refusal, figures)
    count = {"samples": mine["samples"]}
    if mine["fixed"] or mine["broken"]:
        better = Reason(Code.BETTER, {"fixed": mine["fixed"], "broken": mine["broken"], **count})
    else:
        better = Reason(Code.SURER, count)
    return Decision(True, better, figures)


def wrong_and_sure(shares: Shares, labels: Labels, threshold: float) -> Flags:
    """Whether each is read as another digit with confidence."""
    flags: Flags = is_sure(shares, threshold) & (shares[:, :NOT_A_DIGIT].argmax(axis=1) != labels)
    return flags


def p_better(own: Paired, rules: Rules) -> float:
    """How likely the candidate has a better mean log score on all that the player writes."""
    gain = _gain(own, rules)
    rng = np.random.default_rng(rules.seed)
    drawn = rng.standard_exponential((rules.draws, len(gain)))
    if own.weights is not None:
        drawn *= own.weights
    return float(np.mean(drawn @ gain > 0))


def _gain(own: Paired, rules: Rules) -> NDArray[np.float64]:
    """What each sample gains in log score, in nats."""
    return _surprise(own.before, own.labels, rules) - _surprise(own.after, own.labels, rules)


def _surprise(shares: Shares, labels: Labels, rules: Rules) -> NDArray[np.float64]:
    likely = np.maximum(shares[np.arange(len(labels)), labels], 1e-12)
    result: NDArray[np.float64] = np.minimum(-np.log(likely), rules.worst_surprise)
    return result


def _figures(read: Paired) -> dict[str, Any]:
    before, after = right(read.before, read.labels), right(read.after, read.labels)

    def share(flags: Flags) -> float:
        return float(np.average(flags, weights=read.weights))

    return {
        "samples": len(read.labels),
        "accuracy_before": share(before),
        "accuracy_after": share(after),
        "fixed": int((after & ~before).sum()),
        "broken": int((before & ~after).sum()),
        "wrong_and_sure_before": share(wrong_and_sure(read.before, read.labels, read.sure_before)),
        "wrong_and_sure_after": share(wrong_and_sure(read.after, read.labels, read.sure_after)),
        "per_digit": _per_digit(read.labels, before, after),
    }


def _own_figures(own: Paired, rules: Rules) -> dict[str, Any]:
    return {
        **_figures(own),
        "p_better": round(p_better(own, rules), 4),
        "gain": float(np.average(_gain(own, rules), weights=own.weights)),
    }


def _frozen_figures(frozen: Paired) -> dict[str, Any]:
    figures = _figures(frozen)
    fixed, broken, count = figures["fixed"], figures["broken"], figures["samples"]
    loss = (broken - fixed) / count
    spread = np.sqrt(max(fixed + broken - (broken - fixed) ** 2 / count, 0.0)) / count
    lost = right(frozen.before, frozen.labels) * 1.0 - right(frozen.after, frozen.labels)
    groups = frozen.groups if frozen.groups is not None else np.zeros(count, np.int64)
    return {
        **figures,
        "loss": loss,
        # One-sided, 95 %.
        "loss_at_most": float(loss + 1.645 * spread),
        "loss_by_group": {str(group): float(lost[groups == group].mean()) for group in np.unique(groups)},
    }


def _per_digit(labels: Labels, before: Flags, after: Flags) -> dict[str, list[float]]:
    """By label: samples, share right before, share right after."""
    return {
        str(label): [
            int((labels == label).sum()),
            float(before[labels == label].mean()),
            float(after[labels == label].mean()),
        ]
        for label in np.unique(labels)
    }


def _not_better(own: Paired, figures: Mapping[str, Any], rules: Rules) -> Reason | None:
    if len(own.labels) < rules.least:
        return Reason(Code.TOO_FEW, {"samples": len(own.labels)})
    sure = own.before.max(axis=1) >= own.sure_before
    if bool(np.all(right(own.before, own.labels) & sure)):
        return Reason(Code.READS_ALREADY, {"samples": len(own.labels)})
    wanted = 1 - (1 - rules.sure) * (1 - rules.few / len(own.labels))
    if figures["p_better"] < wanted:
        return Reason(Code.MAYBE_LUCK, {"likely": figures["p_better"], "wanted": wanted})
    if figures["accuracy_after"] < figures["accuracy_before"]:
        return Reason(Code.READS_FEWER)
    more = figures["wrong_and_sure_after"] - figures["wrong_and_sure_before"]
    if more > max(rules.own_margin, 1 / len(own.labels)) + 1e-9:
        return Reason(Code.SURE_MISTAKES)
    for label, (count, before, after) in figures["per_digit"].items():
        if (before - after) * count > max(1.0, rules.own_digit_margin * count) + 1e-9:
            return Reason(Code.DIGIT_WORSE, {"digit": int(label)})
    return None


def _worse(figures: Mapping[str, Any], rules: Rules, allowed: float) -> Reason | None:
    if figures["loss_at_most"] > max(rules.margin, allowed):
        return Reason(Code.FORGETS, {"lost": figures["loss_at_most"]})
    for loss in figures["loss_by_group"].values():
        if loss > max(rules.digit_margin / 2, allowed):
            return Reason(Code.FORGETS_SOURCE, {"lost": loss})
    for label, (count, before, after) in figures["per_digit"].items():
        if before - after > max(rules.digit_margin, 2 / count, 10 * allowed) + 1e-9:
            return Reason(Code.FORGETS_DIGIT, {"digit": int(label)})
    if figures["wrong_and_sure_after"] - figures["wrong_and_sure_before"] > max(rules.sure_margin, allowed):
        return Reason(Code.SURE_MISTAKES_ELSEWHERE)
    return None
