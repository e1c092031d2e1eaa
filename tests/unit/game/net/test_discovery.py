"""Hosts are found on this network, if it can be spoken to at all."""

from __future__ import annotations

import pytest

from game.net import protocol as p
from game.net.discovery import Announcement, Search, shown


def test_a_host_is_found_and_gone_again() -> None:
    try:
        search = Search()
        announcement = Announcement("Class 4b", 47190, ["127.0.0.1"])
    except OSError:
        pytest.skip("no network that can be spoken to")
    try:
        found = [one for one in search.wait(5.0) if one.port == 47190]
        if not found:
            pytest.skip("multicast does not come back on this network")
        assert (found[0].name, found[0].address, found[0].version) == ("Class 4b", "127.0.0.1", p.VERSION)
    finally:
        announcement.close()
        search.close()


@pytest.mark.parametrize(
    ("name", "text"),
    [(None, ""), (b"Class\x00\n4b\xe2\x80\xae", "Class4b"), (b"x" * 99, "x" * 40), (b"\xff", "\ufffd")],
)
def test_a_name_from_the_network_is_cleaned(name: bytes | None, text: str) -> None:
    assert shown(name) == text
