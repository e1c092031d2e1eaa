"""A room beside the window: the real host as a process, with a pad that joins over a socket."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from game.host_process import HostProcess
from game.log import HOST_NAME, NAME
from game.net import protocol as p
from game.session.hosted_room import Closed, RoomStage, RoomView

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0


@pytest.fixture
def hosts() -> Iterator[list[HostProcess]]:
    opened: list[HostProcess] = []
    yield opened
    for one in opened:
        one.close()
        one.wait()


def until(room: HostProcess, seen: Callable[[], bool]) -> None:
    """Let the window look at its room until something is seen."""
    end = time.monotonic() + PATIENCE_S
    while not (room.update() and seen()):
        assert time.monotonic() < end, room.state
        time.sleep(0.01)


def opened(room: HostProcess) -> RoomView:
    until(room, lambda: isinstance(room.state, RoomView))
    state = room.state
    assert isinstance(state, RoomView)
    return state


def port_of(view: RoomView) -> int:
    return int(view.addresses[0].rpartition(":")[2])


def test_the_teachers_link_opens_the_room_with_its_key(tmp_path: Path, hosts: list[HostProcess]) -> None:
    room = HostProcess.of(tmp_path)
    hosts.append(room)
    assert room.teachers_link == ""
    view = opened(room)
    page, _, secret = room.teachers_link.partition("#")
    code, _, key = secret.partition(".")
    assert (page, code) == (f"{view.addresses[0]}/teacher/", view.code)
    address = f"127.0.0.1:{port_of(view)}"
    with urllib.request.urlopen(f"http://{address}/teacher/") as answer:
        assert b"teacher.js" in answer.read()
    with connect(f"ws://{address}/socket", compression=None, proxy=None) as screen:
        screen.send(p.encode(p.Watch(p.VERSION, code, key)).decode())
        told = p.decode_from_host(screen.recv())
        assert isinstance(told, p.Room) and told.orders


def test_a_pad_joins_is_seen_plays_and_is_told_when_the_window_goes(
    tmp_path: Path, hosts: list[HostProcess]
) -> None:
    room = HostProcess.of(tmp_path)
    hosts.append(room)
    view = opened(room)
    address = f"127.0.0.1:{port_of(view)}"
    with urllib.request.urlopen(f"http://{address}/r/{view.code}") as answer:
        assert json.load(answer)["code"] == view.code
    with connect(f"ws://{address}/socket", compression=None, proxy=None) as pad:
        pad.send(p.encode(p.Join(p.VERSION, view.code, "Mina")).decode())
        welcome = p.decode_from_host(pad.recv())
        assert isinstance(welcome, p.Welcome)
        assert welcome.room == room.name != "", "so that two hosts on a network can be told apart"
        until(room, lambda: [seat.name for seat in room.state.seats] == ["Mina"])  # type: ignore[union-attr]
        room.start()
        until(room, lambda: room.state.stage is RoomStage.PLAYING)  # type: ignore[union-attr]
        until(room, lambda: bool(room.state.seats[0].question))  # type: ignore[union-attr]
        room.close()
        with pytest.raises(ConnectionClosedError) as ended:
            while True:
                pad.recv(timeout=PATIENCE_S)
        assert ended.value.rcvd is not None and ended.value.rcvd.code == p.Reason.STOPPED
    room.wait()
    assert room._process.returncode == 0
    assert (tmp_path / HOST_NAME).is_file() and not (tmp_path / NAME).exists()


def test_a_port_in_use_is_no_hindrance_and_a_host_that_falls_is_seen(
    tmp_path: Path, hosts: list[HostProcess]
) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("0.0.0.0", 4719))
            taken.listen()
        except OSError:
            pass  # something else has it already: that will do
        room = HostProcess.of(tmp_path)
        hosts.append(room)
        view = opened(room)
        assert port_of(view) != 4719
    if hasattr(signal, "SIGKILL"):
        os.kill(room._process.pid, signal.SIGKILL)
        until(room, lambda: room.state == Closed(""))


def test_a_host_that_cannot_open_a_room_says_why(tmp_path: Path, hosts: list[HostProcess]) -> None:
    folder = tmp_path / "file"
    folder.touch()
    room = HostProcess.of(folder)
    hosts.append(room)
    until(room, lambda: isinstance(room.state, Closed))
    state = room.state
    assert isinstance(state, Closed) and state.said.startswith("Nothing can be saved in")
