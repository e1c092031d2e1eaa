"""``main.py host`` with a certificate, as a process of its own."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import trustme

from game.net import protocol as p
from tests.started_host import StartedHost


def test_a_host_with_a_certificate_is_reached_by_https_alone(tmp_path: Path) -> None:
    authority = trustme.CA()
    made = authority.issue_cert("localhost", "127.0.0.1")
    made.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    made.private_key_pem.write_to_path(tmp_path / "key.pem")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    files = ["--cert", str(tmp_path / "cert.pem"), "--key", str(tmp_path / "key.pem")]
    with StartedHost(tmp_path, *files) as host:
        told = host.said
        assert all(one.startswith("https://") for one in (*told["addresses"], told["rooms"][0]["host"]))
        place = f"127.0.0.1:{told['port']}/r/{told['rooms'][0]['code']}"
        with urlopen(f"https://{place}", timeout=10, context=trusting) as answer:
            assert p.decode_door(answer.read()).version == p.VERSION
        with pytest.raises(URLError):  # a browser that does not know who has made the certificate
            urlopen(f"https://{place}", timeout=10, context=ssl.create_default_context())
        with pytest.raises(OSError):
            urlopen(f"http://{place}", timeout=10)
