"""The log of fine-tunes and the lock: one at a time, let go of at a kill."""

from __future__ import annotations

import subprocess
import sys

import pytest

from data.errors import StoreRefusedError
from data.records import Player, RunKind, RunState
from data.runs import TrainingBusyError
from data.store import Store
from recognizer.reason import UNKNOWN, Code, Reason


def test_a_run_is_logged_from_start_to_end(store: Store, anna: Player) -> None:
    with store.runs.lock():
        run = store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=anna.id)
        assert (run.state, run.finished) == (RunState.RUNNING, None)
        done = store.runs.finish(
            run.id,
            RunState.PUBLISHED,
            reason=Reason(Code.SURER, {"samples": 9}),
            result_bundle="head-1",
            figures={"errors": [9, 2]},
        )
    assert store.runs.log() == [done]
    assert done.finished is not None and done.finished > done.started
    assert (done.state, done.figures, done.result_bundle) == ("published", {"errors": [9, 2]}, "head-1")
    assert done.reason == Reason(Code.SURER, {"samples": 9})
    with pytest.raises(StoreRefusedError, match="ended already"):
        store.runs.finish(run.id, RunState.FAILED)


def test_a_players_log_has_theirs_and_the_shared_ones(store: Store, anna: Player) -> None:
    ben = store.players.add("Ben", "#0000ff")
    mine = store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=anna.id)
    store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=ben.id)
    shared = store.runs.start(RunKind.SHARED, base_bundle="shipped")
    assert store.runs.log(player_id=anna.id) == [shared, mine]
    assert len(store.runs.log(limit=2)) == 2


def test_two_do_not_run_on_one_store(store: Store) -> None:
    with Store.open(store.path) as other:
        with store.runs.lock():
            assert other.runs.busy()
            with pytest.raises(TrainingBusyError, match="Another fine-tune"), other.runs.lock():
                pass
        assert not other.runs.busy()
        with other.runs.lock():
            assert store.runs.busy()


def test_playing_goes_on_while_one_runs(store: Store) -> None:
    with Store.open(store.path, patience=0.0) as training, training.runs.lock():
        assert store.players.add("Anna", "#aa3355").name == "Anna"


def test_a_killed_run_lets_go_and_is_logged_as_interrupted(store: Store) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from data.store import Store; from data.records import RunKind\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "with store.runs.lock():\n"
        "    store.runs.start(RunKind.SHARED, base_bundle='shipped')\n"
        "    print('started', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        assert store.runs.busy()
        process.kill()
    assert not store.runs.busy()
    assert store.runs.log()[0].state is RunState.RUNNING
    with store.runs.lock():
        assert store.runs.log()[0].state is RunState.INTERRUPTED
        assert store.runs.log()[0].reason.code is Code.INTERRUPTED


def test_the_sentences_of_a_store_of_an_earlier_version_are_kept(store: Store) -> None:
    run = store.runs.start(RunKind.SHARED, base_bundle="shipped")
    with store.connection.writing() as db:
        db.table("runs").update(
            run.id, {"state": "refused", "reason": "It would forget how others write 7s."}
        )
    (found,) = store.runs.log()
    assert found.reason == Reason.other("It would forget how others write 7s.")
    with store.connection.writing() as db:
        db.table("runs").update(run.id, {"reason": ""})
    assert store.runs.get(run.id).reason == UNKNOWN
