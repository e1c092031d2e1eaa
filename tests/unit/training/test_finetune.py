"""The fine-tune from the command line: what it makes, how it tells, and that bad input changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.columns import now
from data.records import Context, LabelSource, NewSample, Player, RunState, Split
from data.store import Store, store_file
from recognizer import bundle, heads, slot
from recognizer.head import About, Head, Linear
from recognizer.reader import Reader
from recognizer.reason import Code, Reason
from tests.made_store import made_store
from tests.unit.training.made_digits import drawn, write
from training.__main__ import main
from training.finetune import gate, personal
from training.finetune.personal import heads_for_new_base
from training.finetune.workspace import Cancelled, Place, ProgressPrinter

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made_store(store_file(tmp_path), now)[0] as opened:
        yield opened


@pytest.fixture
def anna(store: Store) -> Player:
    return store.players.add("Anna", "#aa3355")


def run(folder: Path, *options: str) -> int:
    return main(["finetune", "--data-dir", str(folder), *options])


def written(folder: Path) -> dict[str, bytes]:
    """Everything in the data folder that a fine-tune could have made or changed, but the run log."""
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "duel.db" not in path.name
    }


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a fine-tune that cannot go on says: one sentence, exit code 2, nothing changed."""

    def checked(*options: str) -> str:
        before = written(tmp_path)
        assert run(tmp_path, *options) == 2
        out, err = capsys.readouterr()
        said = [line for line in err.splitlines() if not line.startswith("INFO:")]
        assert out == "" and len(said) == 1 and said[0].endswith(".")
        assert written(tmp_path) == before
        return said[0]

    return checked


def test_handwriting_of_another_kind_is_learned_published_and_logged(
    tmp_path: Path, store: Store, anna: Player, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    write(store, anna, 8, rng, as_if=1)
    assert run(tmp_path, "--player", "anna", "--progress", "json") == 0
    *lines, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["step"] for line in lines} == {"features", "trials", "fit", "check"}
    done = [line["done"] for line in lines]
    assert done == sorted(done) and done[0] > 0 and done[-1] == 1.0
    assert any("known" in line.get("curve", {}) for line in lines)
    (log,) = store.runs.log(player_id=anna.id)
    assert log.id == last["run"] and log.reason == Reason.of(last["reason"])
    assert log.result_bundle == last["head"] and log.figures["flips"] == last["flips"]
    head = heads.read(tmp_path / "models", anna.id, last["head"])
    # Whoever has taught their hand is not asked more often than before.
    shipped = bundle.read(bundle.shipped()).manifest.threshold
    assert shipped - 0.1 <= head.about.threshold <= shipped
    assert head.about.player == anna.id and head.about.bundle == bundle.shipped().name
    # What was misread is read now, by how the pen moves if not by the layer.
    total, before, _ = last["held_out"]
    assert before < total / 4 and last["in_play"] == log.figures["in_play"] > total * 3 / 4
    # So much is gained that the gate lets some of what others write be lost.
    assert (log.state, last["result"]) == (RunState.PUBLISHED, "published")
    assert heads.selected(tmp_path / "models", anna.id) == head.id


def test_ordinary_handwriting_is_read_as_well_as_before_and_one_can_go_back(
    tmp_path: Path, store: Store, anna: Player, capsys: pytest.CaptureFixture[str]
) -> None:
    write(store, anna, 6, np.random.default_rng(2))
    assert run(tmp_path, "--player", "Anna") == 0
    (log,) = store.runs.log()
    assert log.state is RunState.PUBLISHED, log.reason
    slots = slot.Slot(tmp_path / "models")
    slots.load()
    assert slots.load_head(anna.id) is None
    held = store.samples.find(player_id=anna.id, split=Split.HELD_OUT)
    reader = slots.reader_for(anna.id)
    assert reader.head is not None
    shipped = Reader.open()

    def right(one: Reader) -> int:
        return sum(one.read(s.ink).text == str(s.label) for s in held if s.ink)

    assert right(reader) >= max(right(shipped), len(held) - 1)
    # Again, on top of it: the family tree grows.
    write(store, anna, 2, np.random.default_rng(3))
    assert run(tmp_path, "--player", "Anna") == 0
    second = store.runs.log()[0]
    assert second.state is RunState.PUBLISHED and second.result_bundle is not None, second.reason
    child = heads.read(tmp_path / "models", anna.id, second.result_bundle)
    assert child.about.parent == log.result_bundle
    capsys.readouterr()
    assert main(["models", "rollback", "--player", "Anna", "--data-dir", str(tmp_path)]) == 0
    assert heads.selected(tmp_path / "models", anna.id) == log.result_bundle


def test_what_the_gate_refuses_is_kept_and_not_put_to_use(
    tmp_path: Path, store: Store, anna: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, anna, 2, np.random.default_rng(2))
    monkeypatch.setattr(gate, "judge", lambda *_: gate.Decision(False, Reason(Code.READS_FEWER)))
    assert run(tmp_path, "--player", "Anna") == 0
    (log,) = store.runs.log()
    assert (log.state, log.reason) == (RunState.REFUSED, Reason(Code.READS_FEWER))
    assert heads.known(tmp_path / "models", anna.id) == [log.result_bundle]
    assert heads.selected(tmp_path / "models", anna.id) is None


def made_for_another_base(tmp_path: Path, anna: Player) -> str:
    """Puts a head to use whose base is gone; its id."""
    base = bundle.read(bundle.shipped())
    linear = Linear(np.zeros((128, 11), np.float32), np.zeros(11, np.float32))
    about = About("old-1", anna.id, "another trunk", base.id, "2026-01-01T00:00:00Z", 1.0, 0.8, True)
    heads.keep(tmp_path / "models", Head(about, linear))
    heads.select(tmp_path / "models", anna.id, "old-1")
    return "old-1"


def refit_all(tmp_path: Path, store: Store) -> None:
    place = Place(store, tmp_path / "models", slot.in_use(tmp_path / "models"))
    heads_for_new_base(place, 1, ProgressPrinter("text"))


def test_when_the_shared_model_changes_heads_are_made_anew(
    tmp_path: Path, store: Store, anna: Player, capsys: pytest.CaptureFixture[str]
) -> None:
    write(store, anna, 6, np.random.default_rng(2))
    made_for_another_base(tmp_path, anna)
    refit_all(tmp_path, store)
    (log,) = store.runs.log(player_id=anna.id)
    assert log.state is RunState.PUBLISHED
    assert heads.selected(tmp_path / "models", anna.id) == log.result_bundle
    assert "Anna's own model was made anew" in capsys.readouterr().out
    refit_all(tmp_path, store)  # what fits is left alone
    assert len(store.runs.log()) == 1


def test_a_head_that_cannot_be_made_anew_is_set_aside_for_all_to_see(
    tmp_path: Path, store: Store, anna: Player, capsys: pytest.CaptureFixture[str]
) -> None:
    old = made_for_another_base(tmp_path, anna)
    refit_all(tmp_path, store)  # there are no samples to make it from
    assert "Anna's own model is set aside: Anna has no samples" in capsys.readouterr().out
    assert heads.selected(tmp_path / "models", anna.id) == old
    slots = slot.Slot(tmp_path / "models")
    slots.load()
    assert "made for another shared model" in (slots.load_head(anna.id) or "")
    assert slots.reader_for(anna.id).head is None
    assert main(["models", "list", "--data-dir", str(tmp_path)]) == 0
    assert "set aside" in capsys.readouterr().out


def test_being_told_to_stop_leaves_heads_set_aside(
    tmp_path: Path, store: Store, anna: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, anna, 2, np.random.default_rng(13))
    old = made_for_another_base(tmp_path, anna)

    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr(personal, "finetune", stop)
    refit_all(tmp_path, store)
    assert store.runs.log()[0].state is RunState.CANCELLED
    assert heads.selected(tmp_path / "models", anna.id) == old


def test_the_forgetting_lab_changes_nothing_but_its_sandbox(
    tmp_path: Path, store: Store, anna: Player
) -> None:
    write(store, anna, 3, np.random.default_rng(4))
    before = written(tmp_path)
    sandbox = tmp_path / "sandbox"
    assert run(tmp_path, "--player", "Anna", "--no-rehearsal", "--sandbox", str(sandbox)) == 0
    story = json.loads((sandbox / "forgetting.json").read_text(encoding="utf-8"))
    assert story["known"][-1] < story["known"][0] - 0.2, "without rehearsal the other digits fall"
    assert story["with_rehearsal"]["known"] > story["known"][0] - 0.02
    assert len(story["steps"]) == len(story["own"]) == len(story["known"]) == len(story["per_digit"]["3"])
    assert {name for name in written(tmp_path) if "sandbox" not in name} == set(before)
    assert store.runs.log() == []


def test_fifty_samples_take_seconds_and_neither_tensorflow_nor_keras(
    tmp_path: Path, store: Store, anna: Player
) -> None:
    """Far below the twenty seconds that a player is asked to wait for it, process start and all."""
    write(store, anna, 6, np.random.default_rng(14))
    code = (
        "import sys, time; from training.__main__ import main;"
        f"code = main(['finetune', '--data-dir', {str(tmp_path)!r}, '--player', 'Anna']);"
        "print(code, time.process_time() < 15, sorted({'tensorflow', 'keras', 'pygame'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 True []"


def test_no_store(refused: Callable[..., str]) -> None:
    assert "no store" in refused("--player", "Anna")


@pytest.mark.usefixtures("anna")
def test_no_samples(refused: Callable[..., str]) -> None:
    assert "no samples" in refused("--player", "Anna")
    assert "no samples" in refused()


@pytest.mark.usefixtures("anna")
def test_unknown_player(refused: Callable[..., str]) -> None:
    assert "Anna" in refused("--player", "Zoe")


def test_too_few_samples(store: Store, anna: Player, refused: Callable[..., str]) -> None:
    rng = np.random.default_rng(6)
    for digit in (3, 4):
        store.samples.add(
            NewSample(digit, LabelSource.LESSON, Context.LESSON, drawn(digit, rng), player_id=anna.id)
        )
    assert "only 2 samples" in refused("--player", "Anna")


def test_one_digit_only(store: Store, anna: Player, refused: Callable[..., str]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(9):
        store.samples.add(NewSample(4, LabelSource.LESSON, Context.LESSON, drawn(4, rng), player_id=anna.id))
    assert "one digit only" in refused("--player", "Anna")


def test_contradictory_labels(store: Store, anna: Player, refused: Callable[..., str]) -> None:
    rng = np.random.default_rng(8)
    for _ in range(6):
        ink = drawn(4, rng)
        # The same picture from ink and from an image of it, moved so that the store takes them for two.
        for label, moved in ((4, ink), (9, ink.moved(3.0, 5.0))):
            store.samples.add(NewSample(label, LabelSource.LESSON, Context.LESSON, moved, player_id=anna.id))
    assert "different labels" in refused("--player", "Anna")


@pytest.mark.usefixtures("anna")
def test_a_store_of_another_version(store: Store, refused: Callable[..., str]) -> None:
    with store.connection.writing() as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "digit-duel", "name": "9999_from_the_future", "applied_at": "2030-01-01"},
        )
    assert "newer version" in refused("--player", "Anna")


def test_a_missing_parent_bundle(
    tmp_path: Path, store: Store, anna: Player, refused: Callable[..., str]
) -> None:
    write(store, anna, 2, np.random.default_rng(9))
    slot.select(tmp_path / "models", "gone-1")
    assert "no model" in refused("--player", "Anna")


def test_a_base_without_a_replay_set(
    tmp_path: Path, store: Store, anna: Player, refused: Callable[..., str]
) -> None:
    write(store, anna, 2, np.random.default_rng(10))
    shipped = bundle.read(bundle.shipped())
    files = {name: shipped.load(name) for name in shipped.manifest.checksums if name != bundle.REPLAY}
    bundle.publish(tmp_path / "models", replace(shipped.manifest, id="bare"), files)
    slot.select(tmp_path / "models", "bare")
    assert "no replay set" in refused("--player", "Anna")


def test_a_full_disk(
    tmp_path: Path,
    store: Store,
    anna: Player,
    refused: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(store, anna, 2, np.random.default_rng(11))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recognizer.bundle.os.fsync", full)
    assert "No space left" in refused("--player", "Anna")
    assert store.runs.log()[0].state is RunState.FAILED
    assert heads.selected(tmp_path / "models", anna.id) is None


@pytest.mark.parametrize(
    ("trouble", "said"), [(OSError(28, "No space left on device"), "No space"), (MemoryError(), "memory")]
)
def test_trouble_with_the_machine(
    store: Store,
    anna: Player,
    refused: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    said: str,
) -> None:
    write(store, anna, 2, np.random.default_rng(11))

    def fails(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(personal, "finetune", fails)
    assert said in refused("--player", "Anna")
    assert store.runs.log()[0].state is RunState.FAILED


def test_two_at_once(store: Store, anna: Player, refused: Callable[..., str]) -> None:
    write(store, anna, 2, np.random.default_rng(12))
    with store.runs.lock():
        assert "Another fine-tune is running" in refused("--player", "Anna")


@pytest.mark.parametrize(
    "options",
    [
        ["--no-rehearsal"],
        ["--sandbox", "x"],
        ["--player", "Anna", "--mnist", "m.npz"],
        ["--no-rehearsal", "--sandbox", "x"],
    ],
)
def test_options_that_do_not_go_together(options: list[str], refused: Callable[..., str]) -> None:
    refused(*options)


def test_being_told_to_stop_leaves_everything_as_it_was(
    tmp_path: Path, store: Store, anna: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, anna, 2, np.random.default_rng(13))

    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr(personal, "finetune", stop)
    before = written(tmp_path)
    assert run(tmp_path, "--player", "Anna") == 130
    assert written(tmp_path) == before
    assert store.runs.log()[0].state is RunState.CANCELLED
    assert not store.runs.busy()


def test_progress_tells_the_time_that_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 1.0, 10.0])
    line = ProgressPrinter("json", clock=lambda: next(moments))
    line.tell("features", 0.01, {})
    line.tell("fit", 0.5, {"curve": {"known": 0.99}})
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"step": "features", "done": 0.01, "seconds_left": None}
    assert second == {"step": "fit", "done": 0.5, "seconds_left": 10.0, "curve": {"known": 0.99}}
