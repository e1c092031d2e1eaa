"""When a reading is taken, the learned rest, and plausible claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.play.answer import (
    Seen,
    Take,
    is_right,
    learned_patience,
    learned_rest,
    offered,
    plausible,
    take,
)

PAUSES = st.lists(st.floats(0.0, 5.0), max_size=100)


def decide(seen: Seen, rested: float, **more: bool) -> Take:
    return take(seen, 12, rested=rested, rest_right=0.3, rest_other=0.9, patience=4.0, **more)


@pytest.mark.parametrize(
    ("seen", "rested", "more", "expected"),
    [
        (Seen("12", True), 0.29, {}, Take.WAIT),
        (Seen("12", True), 0.30, {}, Take.ANSWER),
        (Seen("13", True), 0.89, {}, Take.WAIT),
        (Seen("13", True), 0.90, {}, Take.ANSWER),
        (Seen("1", True), 3.99, {}, Take.WAIT),  # the 2 may still come
        (Seen("1", True), 4.00, {}, Take.ANSWER),
        (Seen("7", True), 3.99, {}, Take.WAIT),  # that it is wrong is not told before
        (Seen("1", False), 3.99, {}, Take.WAIT),
        (Seen("1", False), 4.00, {}, Take.ASK),
        (Seen("1", True), 0.0, {"entered": True}, Take.ANSWER),
        (Seen("123", True), 0.90, {}, Take.ANSWER),
        (Seen("012", True), 0.5, {}, Take.WAIT),
        (Seen("12", False), 0.89, {}, Take.WAIT),
        (Seen("12", False), 0.90, {}, Take.ASK),
        (Seen("", True), 3.99, {}, Take.WAIT),
        (Seen("", True), 4.00, {}, Take.ASK),
        (Seen("12", True), 9.0, {"wait_for_enter": True}, Take.WAIT),
        (Seen("12", True), 0.0, {"wait_for_enter": True, "entered": True}, Take.ANSWER),
        (Seen("7", True), 0.0, {"entered": True}, Take.ANSWER),
        (Seen("7", False), 0.0, {"entered": True}, Take.ASK),
    ],
)
def test_what_is_done_with_a_reading(
    seen: Seen, rested: float, more: dict[str, bool], expected: Take
) -> None:
    assert decide(seen, rested, **more) is expected


def test_something_else_never_waits_less_than_the_right_answer() -> None:
    for text in ("1", "13"):
        seen = Seen(text, True)
        assert take(seen, 12, rested=0.4, rest_right=0.5, rest_other=0.2, patience=0.3) is Take.WAIT


@given(
    st.text("0123456789", min_size=1, max_size=4),
    st.integers(0, 9999),
    st.floats(0, 9),
    st.booleans(),
    st.floats(1.0, 8.0),
)
def test_the_answer_changes_when_a_reading_is_taken_and_never_what_is_taken(
    text: str, answer: int, rested: float, sure: bool, patience: float
) -> None:
    outcome = take(Seen(text, sure), answer, rested=rested, rest_right=0.3, rest_other=0.9, patience=patience)
    short = len(text) < len(str(answer))
    right = sure and text == str(answer)
    after = 0.3 if right else max(0.9, patience) if short else 0.9
    assert outcome is ((Take.ANSWER if sure else Take.ASK) if rested >= after else Take.WAIT)
    assert is_right(text, answer) == (text == f"{answer}")


def test_a_typed_number_is_right_by_its_value_and_a_written_one_as_it_is_written() -> None:
    assert is_right("042", 42, typed=True) and not is_right("042", 42)
    assert not is_right("420", 42, typed=True)


@given(PAUSES, st.none() | st.floats(0.15, 0.6))
def test_the_learned_rest_stays_in_its_range(pauses: list[float], before: float | None) -> None:
    assert 0.15 <= learned_rest(pauses, before) <= 0.6


@given(st.floats(0.15, 0.5))
def test_the_learned_rest_comes_to_lie_just_above_a_steady_players_pauses(pause: float) -> None:
    assert learned_rest([pause] * 60) == pytest.approx(1.1 * pause, abs=0.03)
    assert learned_rest([]) == pytest.approx(0.4)
    assert learned_rest([], before=0.25) == pytest.approx(0.25)


def test_the_learned_rest_goes_by_nine_pauses_in_ten_and_by_what_was_learned_before() -> None:
    mostly = [0.2] * 54 + [0.5] * 6
    assert learned_rest(mostly) == pytest.approx((60 * 1.1 * 0.5 + 5 * 0.4) / 65)
    assert learned_rest([0.2] * 55 + [0.5] * 5) == pytest.approx((60 * 1.1 * 0.2 + 5 * 0.4) / 65)
    assert learned_rest([0.9] * 9 + mostly) == learned_rest(mostly), "the latest sixty count"
    assert learned_rest([0.2] * 5) == pytest.approx((5 * 1.1 * 0.2 + 5 * 0.4) / 10)
    assert learned_rest([0.2] * 5, before=0.5) == pytest.approx((5 * 1.1 * 0.2 + 20 * 0.5) / 25)


@given(PAUSES, st.floats(0.0, 1.0))
def test_longer_pauses_never_make_the_rest_shorter(pauses: list[float], more: float) -> None:
    assert learned_rest([p + more for p in pauses]) >= learned_rest(pauses)


@given(PAUSES, st.none() | st.floats(1.0, 8.0))
def test_the_patience_stays_in_its_range(pauses: list[float], before: float | None) -> None:
    assert 1.0 <= learned_patience(pauses, before) <= 8.0


@given(st.lists(st.floats(0.0, 20.0), max_size=100), st.floats(0.0, 5.0), st.none() | st.floats(1.0, 8.0))
def test_longer_pauses_never_make_the_patience_shorter(
    pauses: list[float], more: float, before: float | None
) -> None:
    longer = learned_patience([p + more for p in pauses], before)
    assert longer >= learned_patience(pauses, before) - 1e-9


@given(st.floats(0.2, 5.0))
def test_a_steady_hand_is_given_half_as_long_again_as_it_needs(pause: float) -> None:
    wanted = min(8.0, max(1.0, 1.5 * pause))
    assert learned_patience([pause] * 60) == pytest.approx(wanted, abs=0.25)
    assert learned_patience([pause] * 60, before=2.0) > 1.05 * pause


def test_the_patience_goes_by_nine_pauses_in_ten_and_grows_sooner_than_it_shrinks() -> None:
    assert learned_patience([]) == 4.0
    assert learned_patience([], before=2.5) == 2.5
    assert learned_patience([0.4] * 5) == pytest.approx((1.5 * 0.4 + 4.0) / 2)
    assert learned_patience([0.4] * 20, before=3.0) == pytest.approx((1.5 * 0.4 + 3.0) / 2)
    assert learned_patience([3.6]) == pytest.approx((1.5 * 3.6 + 4.0) / 2), "a long one counts at once"
    assert learned_patience([3.6], before=1.0) == pytest.approx((1.5 * 3.6 + 1.0) / 2)
    assert learned_patience([60.0]) == pytest.approx((8.0 + 4.0) / 2), "who was called away is not that slow"
    few = [0.5] * 27 + [5.0] * 2
    assert learned_patience(few) == learned_patience([0.5] * 29), "one in ten may be longer"
    assert learned_patience([5.0] * 9 + [0.5] * 60) == learned_patience([0.5] * 60), "the latest sixty count"


def scores(**likely: float) -> tuple[float, ...]:
    return tuple(likely.get(f"d{digit}", 0.0) for digit in range(10))


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("17", True),  # a candidate
        ("77", True),  # by the product of the glyphs' own scores
        ("11", False),
        ("1", False),  # another number of digits that no candidate has
        ("777", False),
    ],
)
def test_a_claim_is_plausible_by_the_scores_alone(claim: str, expected: bool) -> None:
    seen = Seen(
        "71", True, candidates=(("71", 0.9), ("17", 0.02)), scores=(scores(d7=0.98), scores(d1=0.9, d7=0.05))
    )
    assert plausible(seen, claim) is expected


def test_two_numbers_are_offered_for_digit_like_ink_only() -> None:
    candidates = (("71", 0.5), ("11", 0.3), ("77", 0.1))
    assert offered(Seen("71", False, True, candidates)) == ("71", "11")
    assert offered(Seen("71", False, False, candidates)) == ()
    assert offered(None) == ()
