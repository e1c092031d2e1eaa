"""Bundles: whole or not there, and refused with one sentence when anything about them is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recognizer import bundle
from recognizer.bundle import BundleError
from recognizer.fusion import Fusion
from recognizer.manifest import Manifest
from recognizer.places import PLACES_VERSION
from recognizer.raster import RASTER_VERSION

FILES = {"picture.keras": b"keras", "picture.tflite": b"reader", "layers.tflite": b"layers"}


def manifest(name: str = "first", **changes: Any) -> Manifest:
    return Manifest(id=name, created="2026-11-22", raster_version=RASTER_VERSION, **changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return bundle.publish(tmp_path, manifest(), FILES).folder


def change(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_what_is_published_is_read_back(tmp_path: Path) -> None:
    made = manifest(
        temperature=1.7,
        threshold=0.8,
        calibration={"bins": [0.1, 0.9]},
        segment_weights={"gap": -3.5},
        training={"mnist": 60000},
        writers=("a",),
        kept_out=("b", "ç"),
        figures={"mnist": {"accuracy": 0.99}},
        parent="earlier",
    )
    bundle.publish(tmp_path, made, {**FILES, "replay.npz": b"replay"})
    found = bundle.read(tmp_path / "first")
    assert found.manifest.kept_out == ("b", "ç")
    assert dict(found.manifest.calibration) == {"bins": [0.1, 0.9]}
    assert (found.manifest.temperature, found.manifest.threshold, found.manifest.parent) == (
        1.7,
        0.8,
        "earlier",
    )
    assert found.load("replay.npz") == b"replay"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first"]


Damage = Callable[[Path], object]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "a changed file": (lambda f: (f / "picture.tflite").write_bytes(b"other"), "damaged: picture.tflite"),
    "a missing file": (lambda f: (f / "layers.tflite").unlink(), "incomplete: layers.tflite is missing"),
    "a foreign file": (lambda f: (f / "evil.pkl").write_bytes(b""), "does not name: evil.pkl"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "has no manifest"),
    "no JSON": (lambda f: (f / "manifest.json").write_text("{"), "not JSON"),
    "no text": (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"), "not text"),
    "deep JSON": (lambda f: (f / "manifest.json").write_text("[" * 100_000), "not JSON"),
    "a list": (lambda f: (f / "manifest.json").write_text("[]"), "not a bundle's"),
    "a later format": (lambda f: change(f, format=99), "format"),
    "another raster": (lambda f: change(f, raster_version=RASTER_VERSION + 1), "rasters of version"),
    "other labels": (lambda f: change(f, labels=["a", "b"]), "other labels"),
    "a temperature of nought": (lambda f: change(f, temperature=0), "temperature"),
    "a temperature beyond all floats": (lambda f: change(f, temperature=10**400), "temperature"),
    "a NaN": (
        lambda f: (f / "manifest.json").write_text(
            (f / "manifest.json").read_text().replace('"threshold": 0.5', '"threshold": NaN')
        ),
        "not JSON",
    ),
    "a threshold as text": (lambda f: change(f, threshold="0.5"), "threshold"),
    "an id that climbs": (lambda f: change(f, id="../up"), "id"),
    "a parent that climbs": (lambda f: change(f, parent="..", id="x"), "parent"),
    "a file that climbs": (
        lambda f: change(f, checksums={"../../secret": "0" * 64}),
        "no part of a bundle: “../../secret”",
    ),
    "no checksums": (lambda f: change(f, checksums={}), "incomplete"),
    "checksums that are none": (lambda f: change(f, checksums={"picture.keras": "x"}), "checksums"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_or_foreign_bundle_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    damage, reason = DAMAGES[name]
    damage(folder)
    with pytest.raises(BundleError) as refusal:
        bundle.read(folder)
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)


@pytest.mark.skipif(
    os.name != "posix", reason="making links needs rights that Windows does not give by default"
)
def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(FILES["picture.tflite"])
    (folder / "picture.tflite").unlink()
    (folder / "picture.tflite").symlink_to(outside)
    with pytest.raises(BundleError, match="link"):
        bundle.read(folder)


def test_a_manifest_field_that_is_missing_is_named(folder: Path) -> None:
    path = folder / "manifest.json"
    values = json.loads(path.read_text())
    del values["kept_out"]
    path.write_text(json.dumps(values))
    with pytest.raises(BundleError, match="lacks “kept_out”"):
        bundle.read(folder)


def test_what_a_file_browser_leaves_is_no_harm(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"")
    assert bundle.read(folder).id == "first"


def test_a_file_changed_after_the_check_is_not_loaded(folder: Path) -> None:
    found = bundle.read(folder)
    (folder / "picture.tflite").write_bytes(b"swapped")
    with pytest.raises(BundleError, match="damaged"):
        found.load("picture.tflite")


def test_a_file_larger_than_any_bundles_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_LARGEST_FILE", 3)
    with pytest.raises(BundleError, match="too large to be its own"):
        bundle.read(folder)


def test_what_a_killed_publication_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".unfinished-before"
    left.mkdir()
    (left / "picture.keras").write_bytes(b"half")
    bundle.publish(tmp_path, manifest(), FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


PATHS = {"path.keras": b"path", "path.tflite": b"follower"}
BOTH = {"places_version": PLACES_VERSION, "fusion": Fusion(0.25, 0.94, 0.9)}


def test_a_bundle_of_two_networks_says_what_each_counts(tmp_path: Path) -> None:
    made = bundle.publish(tmp_path, manifest(**BOTH), FILES | PATHS)
    assert bundle.read(made.folder).manifest.fusion == Fusion(picture=0.25, path=0.94, alone=0.9)
    assert bundle.publish(tmp_path, manifest("second"), FILES).manifest.fusion == Fusion()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"places_version": PLACES_VERSION + 1}, "paths of version"),
        ({"places_version": None}, "fusion"),
        ({"fusion": {"picture": 0.25, "path": 0.94, "alone": 0.0}}, "fusion"),
        ({"fusion": {"picture": -1.0, "path": 0.94, "alone": 0.9}}, "fusion"),
        ({"fusion": {"picture": 0.25, "path": 0.0, "alone": 0.9}}, "fusion"),
        ({"fusion": {"picture": 0.25, "path": 0.94}}, "fusion"),
        ({"fusion": [0.25, 0.94, 0.9]}, "fusion"),
        ({"format": 1}, "format"),
    ],
)
def test_a_bundle_whose_networks_do_not_go_together_is_refused(
    tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    folder = bundle.publish(tmp_path, manifest(**BOTH), FILES | PATHS).folder
    change(folder, **changes)
    with pytest.raises(BundleError, match=why):
        bundle.read(folder)


def test_a_path_network_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"path\.keras is missing"):
        bundle.publish(tmp_path, manifest(**BOTH), FILES)


def test_the_shipped_bundle_is_small_enough_for_the_repository() -> None:
    sizes = [path.stat().st_size for path in bundle.shipped().iterdir()]
    assert sum(sizes) <= 7e6 and max(sizes) <= 3e6


def test_nothing_is_overwritten_and_nothing_incomplete_published(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="already"):
        bundle.publish(tmp_path, manifest(), FILES)
    with pytest.raises(BundleError, match=r"picture\.keras"):
        bundle.publish(tmp_path, manifest("second"), {"picture.tflite": b""})
    with pytest.raises(BundleError, match="up"):
        bundle.publish(tmp_path, manifest("../up"), FILES)
    with pytest.raises(BundleError, match=r"extra\.txt"):
        bundle.publish(tmp_path, manifest("second"), {**FILES, "extra.txt": b""})
    assert bundle.published(tmp_path) == [folder]


def test_the_shipped_folder_holds_one_bundle(folder: Path, tmp_path: Path) -> None:
    assert bundle.shipped(tmp_path) == folder
    with pytest.raises(BundleError, match="install"):
        bundle.shipped(tmp_path / "nowhere")
    bundle.publish(tmp_path, manifest("second"), FILES)
    with pytest.raises(BundleError, match="more than one"):
        bundle.shipped(tmp_path)


PUBLISHER = """
import sys
from pathlib import Path
from recognizer import bundle
from recognizer.fusion import Fusion
from recognizer.manifest import Manifest
from recognizer.places import PLACES_VERSION
from recognizer.raster import RASTER_VERSION
files = {name: bytes(300_000) for name in ("picture.keras", "picture.tflite", "layers.tflite")}
print("ready", flush=True)
for number in range(10_000):
    bundle.publish(Path(sys.argv[1]), Manifest(f"b{number}", "2026-11-22", RASTER_VERSION), files)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")
def test_a_kill_at_any_moment_leaves_whole_bundles_only(tmp_path: Path) -> None:
    seen = 0
    for attempt in range(5):
        models = tmp_path / str(attempt)
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(models)], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            patience = time.monotonic() + 30
            while len(bundle.published(models)) <= attempt * 2 and time.monotonic() < patience:
                pass
            process.send_signal(signal.SIGKILL)
        for folder in bundle.published(models):
            bundle.read(folder)
            seen += 1
        bundle.publish(models, manifest("after"), FILES)
        assert not list(models.glob(".*"))
    assert seen > 0
