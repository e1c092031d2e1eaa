"""The protocol: what is said comes back the same, and nothing else gets in."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.net import protocol as p
from game.play import scoring

CLIENT = list(get_args(p.FromClient))
HOST = list(get_args(p.FromHost))

points = st.lists(
    st.tuples(st.integers(-8000, 8000), st.integers(-8000, 8000), st.integers(0, 60_000)),
    min_size=1,
    max_size=40,
).map(lambda spots: sorted(spots, key=lambda spot: spot[2]))

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "version": st.integers(0, 1000),
    "code": st.from_regex(r"\A[0-9]{4,6}\Z"),
    "name": st.text(max_size=60),
    "room": st.text(max_size=60),
    "token": st.text(max_size=64),
    "key": st.text(max_size=64),
    "text": st.from_regex(r"\A[0-9]{0,6}\Z"),
    "given": st.from_regex(r"\A[0-9]{0,6}\Z"),
    "read": st.from_regex(r"\A[0-9]{0,6}\Z"),
    "points": points.map(p.packed),
    "level": st.integers(1, 10),
    "teams": st.integers(2, 8),
    "length": st.integers(0, 600),
    "left_ms": st.integers(-1, 10**6),
}


def messages(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Messages of one kind: most fields drawn by their limits, the others left at what they are."""
    hints = {field.name: field for field in msgspec.structs.fields(kind)}
    drawn = {}
    for name, field in hints.items():
        if name in VALUES:
            drawn[name] = VALUES[name]
        elif field.type is bool:
            drawn[name] = st.booleans()
        elif field.type is int or getattr(field.type, "__origin__", None) is int:
            drawn[name] = st.integers(0, 999)
        elif isinstance(field.type, type) and issubclass(field.type, p.StrEnum | p.IntEnum):
            drawn[name] = st.sampled_from(list(field.type))
    required = {name for name, field in hints.items() if field.required}
    extra = {
        "round": st.integers(0, 1000),
        "seat": st.integers(0, 999),
        "stroke": st.integers(0, 999),
        "sent": st.integers(0, 10**12),
        "host": st.integers(0, 10**12),
        "rules": st.builds(p.Rules, level=st.integers(1, 10)),
        "rows": st.lists(st.builds(p.Row, seat=st.integers(0, 39), name=st.text(max_size=24)), max_size=3),
        "first": st.lists(st.builds(p.Row, seat=st.integers(0, 39), name=st.text(max_size=24)), max_size=3),
        "best": st.lists(st.builds(p.BoardLine, place=st.integers(1, 9), points=st.integers()), max_size=3),
        "pieces": st.lists(st.builds(p.Piece, seat=st.integers(0, 39), points=VALUES["points"]), max_size=3),
        "verdicts": st.lists(
            st.builds(p.Verdict, round=st.integers(0, 99), outcome=st.sampled_from(p.Outcome)), max_size=3
        ),
        "pupils": st.lists(
            st.builds(p.Pupil, seat=st.integers(0, 39), name=st.text(max_size=24)), max_size=3
        ),
    }
    for name in required - set(drawn):
        drawn[name] = extra[name]
    return st.fixed_dictionaries(drawn).map(lambda values: kind(**values))


@pytest.mark.parametrize("kind", CLIENT)
@given(data=st.data())
def test_what_a_client_says_is_heard(kind: type[Any], data: st.DataObject) -> None:
    message = data.draw(messages(kind))
    assert p.decode_from_client(p.encode(message)) == message


@pytest.mark.parametrize("kind", HOST)
@given(data=st.data())
def test_what_a_host_says_is_heard(kind: type[Any], data: st.DataObject) -> None:
    message = data.draw(messages(kind))
    assert p.decode_from_host(p.encode(message)) == message


@given(st.binary(max_size=200))
def test_bytes_that_are_no_message_are_refused_in_one_way(data: bytes) -> None:
    for decode in (p.decode_from_client, p.decode_from_host, p.decode_door):
        try:
            message = decode(data)
        except p.ProtocolError as error:
            assert error.reason is p.Reason.MALFORMED
        else:
            assert type(message) in (*CLIENT, *HOST, p.Door)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.sampled_from([kind.__struct_config__.tag for kind in CLIENT]),
    st.dictionaries(st.sampled_from(["round", "stroke", "points", "text", "seat", "code", "ask"]), anything),
)
def test_fields_of_a_wrong_kind_are_refused(tag: str, fields: dict[str, Any]) -> None:
    try:
        message = p.decode_from_client(json.dumps({"type": tag, **fields}))
    except p.ProtocolError:
        return
    assert p.decode_from_client(p.encode(message)) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"type":"ink"}',
        '{"type":"nothing"}',
        '{"type":"ink","r":1,"s":0,"p":[]}',
        '{"type":"ink","r":1,"s":0,"p":[1e99,0,0]}',
        '{"type":"ink","r":1,"s":0,"p":[NaN,0,0]}',
        '{"type":"ink","r":-1,"s":0,"p":[0,0,0]}',
        '{"type":"keys","round":1,"text":"１２"}',
        '{"type":"keys","round":1,"text":"1234567"}',
        '{"type":"join","version":1,"code":"../.."}',
        '{"type":"order","ask":"format"}',
        '{"type":"rules","level":11}',
        '{"type":"join","version":1,"code":"4719","name":"' + "x" * 61 + '"}',
        "[" * 5000,
        '{"type":"ping","sent":' + "9" * 400 + "}",
        '{"type":"ping","sent":1}' + " " * p.MOST_BYTES,
    ],
)
def test_a_message_that_breaks_a_limit_is_refused(text: str) -> None:
    with pytest.raises(p.ProtocolError) as caught:
        p.decode_from_client(text)
    assert caught.value.reason is p.Reason.MALFORMED


def test_what_a_later_version_adds_is_ignored() -> None:
    assert p.decode_from_client('{"type":"pass","round":3,"colour":"red"}') == p.Pass(3)


def test_a_type_has_its_class_in_words() -> None:
    assert json.loads(p.encode(p.WroteElse(3, "7"))) == {"type": "wrote-else", "round": 3, "text": "7"}
    assert json.loads(p.encode(p.Verdict(1, p.Outcome.WRONG, else_=True)))["else"] is True


@given(points)
def test_points_come_back(spots: list[p.Spot]) -> None:
    assert p.unpacked(p.packed(spots)) == spots


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60))
def test_points_from_anywhere_can_be_drawn(flat: list[int]) -> None:
    if len(flat) % 3:
        with pytest.raises(p.ProtocolError):
            p.unpacked(flat)
        return
    spots = p.unpacked(flat)
    assert all(abs(x) <= 4 * p.UNIT and abs(y) <= 4 * p.UNIT for x, y, _ in spots)
    times = [t for _, _, t in spots]
    assert times == sorted(times) and times[0] >= 0


@given(points, st.integers(2, 10))
def test_thinned_ink_keeps_its_ends(spots: list[p.Spot], most: int) -> None:
    thin = p.thinned(spots, most)
    assert len(thin) == min(most, len(spots))
    assert (thin[0], thin[-1]) == (spots[0], spots[-1])


def test_an_answer_of_two_digits_fits_in_two_kilobytes() -> None:
    """Three strokes, 120 points: two seconds of pen at 60 a second, a piece every 100 ms."""
    spots = [(-900 + 11 * at, -400 + 23 * (at % 40), 1800 + 17 * at) for at in range(120)]
    size = 0
    for stroke in range(3):
        whole = spots[40 * stroke : 40 * stroke + 40]
        for at in range(0, 40, 6):
            size += len(p.encode(p.Ink(12, stroke, p.packed(whole[at : at + 6]), up=at == 36)))
    assert size + len(p.encode(p.Done(12, 4000))) <= 2048


def test_outcomes_are_those_of_play() -> None:
    assert {one.name: one.value for one in p.Outcome} == {one.name: one.value for one in scoring.Outcome}


@pytest.mark.parametrize("kind", [p.Question, p.Sheet, p.Reading, p.Room, p.Row, p.Laid, p.Read])
def test_what_is_sent_while_a_round_is_open_has_no_place_for_an_answer(kind: type[Any]) -> None:
    names = {field.name for field in msgspec.structs.fields(kind)}
    assert not names & {"answer", "solved", "expected", "result", "digits"}
