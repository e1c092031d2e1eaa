"""The gate: what is surely better passes, what forgets does not, and one mistaken label decides nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from recognizer.decide import right
from recognizer.reason import Code, Reason
from training.finetune.gate import Paired, Rules, Shares, judge, p_better, wrong_and_sure

LABELS = np.arange(2000) % 10


def shares(labels: np.ndarray, wrong: list[int] | np.ndarray, confidence: float = 0.97) -> Shares:
    """Probabilities that give each its label, but those at ``wrong`` the next digit."""
    read = labels.copy()
    read[wrong] = (read[wrong] + 1) % 10
    result = np.full((len(labels), 11), (1 - confidence) / 10)
    result[np.arange(len(labels)), read] = confidence
    return result


def own(before: list[int], after: list[int], count: int = 50, **more: np.ndarray) -> Paired:
    labels = LABELS[:count]
    return Paired(labels, shares(labels, before), shares(labels, after), 0.8, 0.8, **more)


def frozen(before: list[int], after: list[int], **more: np.ndarray) -> Paired:
    return Paired(LABELS, shares(LABELS, before), shares(LABELS, after), 0.8, 0.8, **more)


STEADY = frozen([3, 44], [3, 44])
#: No gain buys any loss.
STRICT = Rules(allowance=0.0)


def test_what_fixes_much_and_breaks_nothing_passes() -> None:
    decision = judge(own([1, 2, 3, 4, 5], []), STEADY)
    assert decision.passed
    assert decision.figures["own"]["fixed"] == 5 and decision.figures["own"]["broken"] == 0
    assert decision.reason == Reason(Code.BETTER, {"fixed": 5, "broken": 0, "samples": 50})


def test_what_changes_nothing_is_refused() -> None:
    decision = judge(own([1, 2], [1, 2]), STEADY)
    assert not decision.passed and decision.reason.code is Code.MAYBE_LUCK


def test_what_is_worse_for_the_hand_is_refused() -> None:
    assert not judge(own([1], [2, 13, 24, 5]), STEADY).passed


def test_what_forgets_others_is_refused() -> None:
    forgetful = frozen([3, 44], [3, 44, *range(100, 130)])
    decision = judge(own([1, 2, 3, 4, 5], []), forgetful)
    assert not decision.passed and decision.reason.code is Code.FORGETS


def test_only_a_hand_that_differs_in_kind_may_cost_some_of_what_others_write() -> None:
    sevens = [int(place) for place in np.flatnonzero(LABELS == 7)[:8]]
    in_kind = own([*range(1, 50, 10), *range(7, 50, 10)], [])
    assert judge(in_kind, frozen([], sevens)).passed
    assert not judge(own([1], []), frozen([], sevens)).passed
    assert not judge(in_kind, frozen([], [*sevens, *range(100, 180)])).passed


def test_what_forgets_one_digit_is_refused_even_if_it_gains_elsewhere() -> None:
    sevens = [int(place) for place in np.flatnonzero(LABELS == 7)[:8]]
    others = [int(place) for place in np.flatnonzero(LABELS == 2)[:9]]
    decision = judge(own([1, 2, 3, 4, 5], []), frozen(others, sevens), Rules(margin=0.01, allowance=0.0))
    assert not decision.passed and decision.reason == Reason(Code.FORGETS_DIGIT, {"digit": 7})


def test_what_forgets_one_source_is_refused() -> None:
    """Half a percent of its 300 digits: one may be lost, two may not, whatever the other source gains."""
    small = (np.arange(2000) < 300).astype(np.int64)
    better, rules = own([1, 2, 3, 4, 5], []), Rules(margin=0.01, allowance=0.0)
    assert judge(better, frozen([1000, 1111], [10], groups=small), rules).passed
    decision = judge(better, frozen([1000, 1111, 1222], [10, 121], groups=small), rules)
    assert not decision.passed and decision.reason.code is Code.FORGETS_SOURCE


def test_what_may_be_lost_is_lost_with_little_certainty_only() -> None:
    """Six against two of 2000 lie below the margin, and may well be more: the bound written out anew."""
    before, after = [200, 301], [402, 503, 604, 705, 806, 907]
    decision = judge(own([1, 2, 3, 4, 5], []), frozen(before, after), STRICT)
    lost = np.zeros(2000)
    lost[before], lost[after] = -1, 1
    assert lost.mean() == decision.figures["frozen"]["loss"] == pytest.approx(0.002)
    bound = lost.mean() + norm.ppf(0.95) * lost.std() / np.sqrt(2000)
    assert decision.figures["frozen"]["loss_at_most"] == pytest.approx(bound, rel=1e-3)
    assert not decision.passed
    assert decision.reason == Reason(Code.FORGETS, {"lost": pytest.approx(0.0043, abs=5e-5)})


def test_of_a_digit_of_which_there_are_few_two_may_be_lost() -> None:
    labels = LABELS.copy()
    labels[(labels == 7) & (np.arange(2000) >= 200)] = 1
    sevens = np.flatnonzero(labels == 7)
    assert len(sevens) == 20
    for lost, passed in ((2, True), (3, False)):
        few = Paired(labels, shares(labels, []), shares(labels, sevens[:lost]), 0.8, 0.8)
        assert judge(own([1, 2, 3, 4, 5], []), few, STRICT).passed is passed


def surer(wrong_before: list[int], wrong: list[int], count: int) -> Paired:
    """A candidate that is sure of everything, where the base is sure of nothing."""
    labels = LABELS[:count]
    return Paired(labels, shares(labels, wrong_before, 0.6), shares(labels, wrong, 0.99), 0.8, 0.8)


def test_what_is_surer_of_most_but_reads_fewer_is_refused() -> None:
    decision = judge(surer([], [3], 50), STEADY)
    assert decision.figures["own"]["p_better"] > 0.9
    assert not decision.passed and decision.reason == Reason(Code.READS_FEWER)


def test_of_the_players_own_samples_one_may_become_wrong_and_sure() -> None:
    assert judge(surer([3], [3], 20), STEADY).passed
    decision = judge(surer([3, 14], [3, 14], 20), STEADY)
    assert not decision.passed and decision.reason == Reason(Code.SURE_MISTAKES)


def test_of_each_of_the_players_digits_one_may_be_lost() -> None:
    fixed = [0, 1, 2, 4, 5, 6, 7, 8, 9, 11]
    assert judge(own(fixed, [3], 40), STEADY).passed
    decision = judge(own(fixed, [3, 13], 40), STEADY)
    assert not decision.passed and decision.reason == Reason(Code.DIGIT_WORSE, {"digit": 3})


def test_what_gets_sure_of_its_mistakes_is_refused() -> None:
    labels = LABELS
    mistakes = list(range(0, 100, 9))
    cautious = Paired(labels, shares(labels, mistakes, 0.6), shares(labels, mistakes, 0.99), 0.8, 0.8)
    decision = judge(own([1, 2, 3, 4, 5], []), cautious, STRICT)
    assert not decision.passed and decision.reason == Reason(Code.SURE_MISTAKES_ELSEWHERE)


def test_a_step_back_from_the_model_in_use_is_refused() -> None:
    decision = judge(own([1, 2, 3, 4, 5], []), STEADY, present=own([], [1, 2, 3]))
    assert not decision.passed and decision.reason == Reason(Code.TEST_WORSE)
    assert judge(own([1, 2, 3, 4, 5], []), STEADY, present=own([1], [])).passed
    assert judge(own([1, 2, 3, 4, 5], []), STEADY, present=own([], [1], 20)).passed, "one may be chance"
    assert not judge(own([1, 2, 3, 4, 5], []), STEADY, present=own([], [1, 2], 20)).passed


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, Rules().least - 1), st.sets(st.integers(0, 18)), st.floats(0.5, 0.8), st.floats(0.8, 0.999)
)
def test_from_few_samples_nothing_passes_whatever_they_say(
    count: int, wrong: set[int], before: float, after: float
) -> None:
    labels = LABELS[:count]
    mended = [place for place in sorted(wrong) if place < count]
    few = Paired(labels, shares(labels, mended, before), shares(labels, [], after), 0.8, 0.8)
    decision = judge(few, STEADY)
    assert not decision.passed and decision.reason == Reason(Code.TOO_FEW, {"samples": count})


@pytest.mark.parametrize("count", [20, 30, 40, 60])
def test_from_small_counts_what_is_no_better_seldom_passes(count: int) -> None:
    """Candidates that are as likely to mend a digit as to lose one: of 400, at most one in ten passes."""
    rng, passed, tries = np.random.default_rng(count), 0, 400
    for _ in range(tries):
        changed = np.flatnonzero(rng.random(count) < 0.3)
        mended = rng.random(len(changed)) < 0.5
        passed += judge(own(changed[mended].tolist(), changed[~mended].tolist(), count), STEADY).passed
    assert passed <= tries * (1 - Rules().sure)


def test_who_is_read_well_already_needs_no_model() -> None:
    labels = LABELS[:50]
    surely = Paired(labels, shares(labels, [], 0.9), shares(labels, [], 0.99), 0.8, 0.8)
    decision = judge(surely, STEADY)
    assert not decision.passed and decision.reason == Reason(Code.READS_ALREADY, {"samples": 50})
    assert judge(surer([], [], 50), STEADY).passed, "who is always asked gains by surer readings"


def test_weights_decide_which_stream_it_is_better_for() -> None:
    # One frequent digit fixed against two rare ones broken.
    weights = np.ones(50)
    weights[1] = 40.0
    assert p_better(own([1], [22, 23], weights=weights), Rules()) > 0.5
    assert p_better(own([1], [22, 23]), Rules()) < 0.5


def test_one_mistaken_label_does_not_outweigh_many_gains() -> None:
    labels = LABELS[:50]
    before, after = shares(labels, [], 0.7), shares(labels, [], 0.95)
    before[7], after[7] = 1e-9, 1e-12
    paired = Paired(labels, before, after, 0.8, 0.8)
    assert p_better(paired, Rules()) > 0.9


def test_not_a_digit_must_win_over_all_to_be_right() -> None:
    sign = np.array([10, 10])
    probabilities = np.zeros((2, 11))
    probabilities[0, 10], probabilities[0, 3] = 0.6, 0.4
    probabilities[1, 10], probabilities[1, 3] = 0.1, 0.9
    assert right(probabilities, sign).tolist() == [True, False]
    assert wrong_and_sure(probabilities, sign, 0.8).tolist() == [False, True]
    assert right(probabilities, np.array([3, 4])).tolist() == [True, False], "a digit must win over digits"


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 49)), st.sets(st.integers(0, 49)))
def test_nothing_passes_that_reads_fewer_of_the_players_samples(before: set[int], after: set[int]) -> None:
    decision = judge(own(sorted(before), sorted(after)), STEADY)
    assert not (decision.passed and len(after) > len(before))


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 1999), max_size=30), st.sets(st.integers(0, 1999), max_size=30))
def test_nothing_passes_that_may_lose_more_than_the_margin(before: set[int], after: set[int]) -> None:
    decision = judge(own([1, 2, 3, 4, 5], []), frozen(sorted(before), sorted(after)), STRICT)
    lost = (len(after) - len(before)) / len(LABELS)
    assert decision.figures["frozen"]["loss_at_most"] >= lost
    if decision.passed:
        assert lost <= Rules().margin
