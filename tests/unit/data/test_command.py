"""``python -m data``: answers as CSV, samples as files, counts, and the doctor."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from data.output import HEADINGS
from data.records import Outcome, Player, RunKind, RunState, Seat, Status
from data.store import Store, data_folder, store_file
from recognizer.raster import RASTER_VERSION
from tests.unit.data.made import answer, ink, play, sample


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on the store; returns the exit code and what was printed, out and error."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([*map(str, arguments), "--data-dir", str(store.path.parent)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_answers_are_exported_with_misreads_apart_from_wrong_sums(
    store: Store, anna: Player, run: Any
) -> None:
    match = store.matches.start("sprint", [Seat("Anna", anna.id)], level=3)
    store.matches.record(answer(match.id, 1))
    store.matches.record(answer(match.id, 2, Outcome.WRONG, given="54", read="54"))
    store.matches.record(answer(match.id, 3, read="58", misread=True))
    store.matches.record(answer(match.id, 4, Outcome.PASSED, given="", read="", ink=None))
    code, out, _ = run("export", "--all")
    rows = table(out)
    assert code == 0
    assert tuple(rows[0]) == HEADINGS
    assert [(row["sum"], row["misread"], row["given"], row["read"]) for row in rows] == [
        ("right", "no", "56", "56"),
        ("wrong", "no", "54", "54"),
        ("right", "yes", "56", "58"),
        ("passed", "no", "", ""),
    ]
    assert (rows[0]["player"], rows[0]["thinking_seconds"], rows[0]["question"]) == ("Anna", "1.5", "7 × 8")


def test_answers_of_one_player(store: Store, anna: Player, run: Any, tmp_path: Path) -> None:
    ben = store.players.add("=Ben", "#0000ff")
    play(store, anna)
    play(store, ben, rounds=2)
    code, _, err = run("export", "--player", "=ben", "--out", tmp_path / "ben.csv")
    assert (code, "2 answers" in err) == (0, True)
    rows = table((tmp_path / "ben.csv").read_text(encoding="utf-8-sig"))
    # A spreadsheet must not take a name for a formula.
    assert [row["player"] for row in rows] == ["'=Ben"] * 2


def test_stats_count(store: Store, anna: Player, run: Any) -> None:
    play(store, anna)
    store.samples.add(sample(anna))
    store.samples.add(sample(None, 5, ink=ink(slant=3)))
    _, out, _ = run("stats", "--json")
    mine, nobodys = json.loads(out)
    assert (mine["player"], mine["matches"], mine["answers"]["right"]) == ("Anna", 1, 3)
    assert (mine["samples"]["corrected"], mine["samples"]["train"], mine["by_label"]) == (1, 1, {"3": 1})
    assert (nobodys["player"], nobodys["samples"]["all"]) == (None, 1)
    assert "Anna" in run("stats")[1]


def test_samples_go_out_and_in(store: Store, anna: Player, run: Any, tmp_path: Path) -> None:
    store.samples.add(sample(anna))
    ben = store.players.add("Ben", "#0000ff")
    for name in ("ink.jsonl.gz", "pictures.npz"):
        assert run("export", "--samples", tmp_path / name, "--player", "anna")[0] == 0
    code, out, _ = run("import", tmp_path / "ink.jsonl.gz", "--player", "Ben", "--json")
    assert (code, json.loads(out)["samples"]) == (0, 1)
    assert [kept.ink for kept in store.samples.find(player_id=ben.id)] == [ink()]
    assert "1 were there already" in run("import", tmp_path / "pictures.npz")[1]


def test_importing_makes_a_store_where_there_is_none(
    tmp_path: Path, store: Store, anna: Player, run: Any
) -> None:
    store.samples.add(sample(anna))
    run("export", "--samples", tmp_path / "ink.jsonl.gz")
    assert main(["import", str(tmp_path / "ink.jsonl.gz"), "--data-dir", str(tmp_path / "new")]) == 0
    with Store.open(store_file(tmp_path / "new")) as other:
        assert [kept.writer for kept in other.samples.find()] == ["Anna"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export", "--player", "Nobody"], "There is no player called 'Nobody'"),
        (["export", "--samples", "x.csv"], "choose one of these endings"),
        (["export", "--samples", "x.npz", "--out", "y.csv"], "--out is for answers"),
        (["export", "--json"], "written as CSV"),
        (["export", "--out", "no/such/folder/a.csv"], "cannot be written"),
        (["import", "nothing.jsonl.gz"], "There is no file"),
        (["import", "nothing.txt"], "choose one of these endings"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(run: Any, arguments: list[str], sentence: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err and err.count("\n") == 1


@pytest.mark.parametrize("command", ["stats", "export", "doctor"])
def test_no_store_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--data-dir", str(tmp_path / "empty")]) == 2
    assert "There is no store" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()


def test_a_damaged_store_is_never_written_by_other_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store_file(tmp_path).write_bytes(b"broken" * 100)
    for arguments in (["stats"], ["export"], ["import", "x.npz"], ["doctor", "--check"]):
        assert main([*arguments, "--data-dir", str(tmp_path)]) == 2
        assert "doctor" in "".join(capsys.readouterr())
    assert store_file(tmp_path).read_bytes() == b"broken" * 100
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("duel.damaged-*.db"))) == 1


def test_the_doctor_finds_a_sound_store_sound(store: Store, anna: Player, run: Any) -> None:
    play(store, anna)
    store.samples.add(sample(anna))
    assert run("doctor") == (0, "The store is sound.\n", "")
    assert json.loads(run("doctor", "--json")[1]) == []


def test_the_doctor_repairs_what_can_be_repaired(store: Store, anna: Player, run: Any) -> None:
    kept = store.samples.add(sample(anna))
    broken = store.samples.add(sample(anna, 4, ink=ink(slant=5)))
    play(store, anna)
    store.runs.start(RunKind.SHARED, base_bundle="shipped")
    db = store.connection.db
    db.execute("PRAGMA foreign_keys = OFF")
    db.table("samples").update(kept.id, {"raster_version": RASTER_VERSION + 7, "answer_id": 999})
    db.table("samples").update(broken.id, {"ink": "[]"})
    db.execute("UPDATE seats SET match_id = 998")
    db.execute("PRAGMA foreign_keys = ON")

    code, out, _ = run("doctor", "--check", "--json")
    found = json.loads(out)
    assert (code, len(found)) == (2, 4)
    assert not any(finding["repaired"] for finding in found)

    code, out, _ = run("doctor")
    assert (code, out.count("Done")) == (0, 4)
    assert run("doctor")[1] == "The store is sound.\n"
    assert store.samples.get(kept.id) == replace(kept, answer_id=None)
    mended = store.samples.get(broken.id)
    assert (mended.ink, mended.raster, mended.status) == (None, broken.raster, Status.OK)
    assert store.runs.log()[0].state is RunState.INTERRUPTED


def test_the_doctor_builds_indexes_anew(store: Store, anna: Player, run: Any) -> None:
    play(store, anna)
    db = store.connection.db
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = 'CREATE INDEX matches_by_mode ON matches (level, mode, length)'"
        " WHERE name = 'matches_by_mode'"
    )
    db.execute("PRAGMA writable_schema = OFF")
    store.connection.close()
    assert run("doctor", "--check")[0] == 2
    assert run("doctor")[0] == 0
    assert run("doctor", "--check")[0] == 0


@pytest.mark.parametrize("command", [[], ["stats"], ["export"], ["import"], ["doctor"]])
def test_help_teaches(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert "usage: python -m data" in capsys.readouterr().out


def test_the_data_folder_is_the_one_named_or_this_users_own(tmp_path: Path) -> None:
    assert data_folder(tmp_path) == tmp_path
    assert data_folder().name == "digit-duel"
