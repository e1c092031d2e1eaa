"""The tables, as a list of named migrations that sqlite-utils applies once each, in a transaction.

A migration that has shipped is never edited: a change is a new one at the end. Tables are strict. What
belongs to a player is deleted with the player (``ON DELETE CASCADE``). ``AUTOINCREMENT`` keeps ids from being
used again: files beside the store are named after them.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("digit-duel")


@MIGRATIONS()
def m001_players_matches_answers(db: Database) -> None:
    db.executescript("""
        CREATE TABLE players (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            colour TEXT NOT NULL,
            hand TEXT NOT NULL CHECK (hand IN ('right', 'left')),
            pen_width REAL NOT NULL,
            rest_ms INTEGER,
            created TEXT NOT NULL
        ) STRICT;

        CREATE TABLE exercises (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            mode TEXT NOT NULL,
            length INTEGER NOT NULL,
            questions TEXT NOT NULL CHECK (json_valid(questions)),
            created TEXT NOT NULL
        ) STRICT;

        CREATE TABLE matches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mode TEXT NOT NULL,
            level INTEGER,            -- empty: custom questions
            length INTEGER,           -- questions, or seconds in Blitz
            day TEXT,                 -- the date of a Daily
            exercise_id INTEGER REFERENCES exercises (id) ON DELETE SET NULL,
            options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
            started TEXT NOT NULL,
            finished TEXT,
            complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1))
        ) STRICT;
        CREATE INDEX matches_by_mode ON matches (mode, level, length);
        CREATE INDEX matches_by_exercise ON matches (exercise_id);

        CREATE TABLE seats (
            match_id INTEGER NOT NULL REFERENCES matches (id) ON DELETE CASCADE,
            seat INTEGER NOT NULL,
            player_id INTEGER REFERENCES players (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('player', 'guest', 'computer', 'ghost')),
            score INTEGER NOT NULL DEFAULT 0,
            place INTEGER,
            PRIMARY KEY (match_id, seat)
        ) STRICT;
        CREATE INDEX seats_by_player ON seats (player_id);

        CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            match_id INTEGER NOT NULL,
            seat INTEGER NOT NULL,
            round INTEGER NOT NULL,
            player_id INTEGER REFERENCES players (id) ON DELETE CASCADE,
            fact TEXT NOT NULL,
            question TEXT NOT NULL,
            operation TEXT NOT NULL CHECK (operation IN ('+', '−', '×', '÷')),
            "left" INTEGER NOT NULL,
            "right" INTEGER NOT NULL,
            missing TEXT NOT NULL CHECK (missing IN ('left', 'right', 'result')),
            expected INTEGER NOT NULL,
            given TEXT NOT NULL,
            "read" TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (
                outcome IN ('right', 'wrong', 'passed', 'late', 'beaten', 'void')),
            misread INTEGER NOT NULL CHECK (misread IN (0, 1)),   -- a claim replaced what was read
            unsure INTEGER NOT NULL,
            typed INTEGER NOT NULL CHECK (typed IN (0, 1)),
            thinking REAL NOT NULL,   -- seconds
            writing REAL NOT NULL,
            reading REAL NOT NULL,
            points INTEGER NOT NULL,
            ink TEXT CHECK (ink IS NULL OR json_valid(ink)),
            candidates TEXT NOT NULL CHECK (json_valid(candidates)),
            bundle TEXT,
            "at" TEXT NOT NULL,
            UNIQUE (match_id, seat, round),
            FOREIGN KEY (match_id, seat) REFERENCES seats (match_id, seat) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX answers_by_player ON answers (player_id, "at");
    """)


@MIGRATIONS()
def m002_samples(db: Database) -> None:
    db.executescript("""
        CREATE TABLE samples (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            player_id INTEGER REFERENCES players (id) ON DELETE CASCADE,
            writer TEXT,              -- who wrote it, for imported ink of people without a profile
            kind TEXT NOT NULL CHECK (kind IN ('ink', 'image')),
            ink TEXT CHECK (ink IS NULL OR json_valid(ink)),
            raster BLOB NOT NULL CHECK (length(raster) = 784),
            raster_version INTEGER NOT NULL,
            label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 10),   -- 10: not a digit
            character TEXT,           -- what it is if not a digit, where a file said so
            first_label INTEGER,      -- before the player relabelled it
            label_source TEXT NOT NULL
                CHECK (label_source IN ('corrected', 'confirmed', 'lesson', 'imported')),
            context TEXT NOT NULL CHECK (context IN ('quiz', 'free draw', 'lesson', 'import')),
            "read" INTEGER CHECK ("read" BETWEEN 0 AND 10),
            scores TEXT CHECK (scores IS NULL OR json_array_length(scores) = 10),
            status TEXT NOT NULL CHECK (status IN ('ok', 'pending', 'dropped')),
            reason TEXT NOT NULL DEFAULT '',
            split TEXT NOT NULL CHECK (split IN ('train', 'held out')),
            kept_rate REAL NOT NULL CHECK (kept_rate > 0 AND kept_rate <= 1),
            bundle TEXT,
            answer_id INTEGER REFERENCES answers (id) ON DELETE SET NULL,
            fingerprint TEXT NOT NULL,
            "at" TEXT NOT NULL,
            CHECK ((kind = 'ink') = (ink IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX samples_once ON samples (coalesce(player_id, 0), fingerprint);
        CREATE INDEX samples_by_player ON samples (player_id, label, status);
        CREATE INDEX samples_by_answer ON samples (answer_id);

        CREATE TABLE numbers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            player_id INTEGER REFERENCES players (id) ON DELETE CASCADE,
            writer TEXT,
            ink TEXT NOT NULL CHECK (json_valid(ink)),
            label TEXT NOT NULL,
            label_source TEXT NOT NULL
                CHECK (label_source IN ('corrected', 'confirmed', 'lesson', 'imported')),
            context TEXT NOT NULL CHECK (context IN ('quiz', 'free draw', 'lesson', 'import')),
            "read" TEXT NOT NULL,
            candidates TEXT NOT NULL CHECK (json_valid(candidates)),
            bundle TEXT,
            answer_id INTEGER REFERENCES answers (id) ON DELETE SET NULL,
            fingerprint TEXT NOT NULL,
            "at" TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX numbers_once ON numbers (coalesce(player_id, 0), fingerprint);
        CREATE INDEX numbers_by_player ON numbers (player_id);
        CREATE INDEX numbers_by_answer ON numbers (answer_id);
    """)


@MIGRATIONS()
def m003_runs(db: Database) -> None:
    db.executescript("""
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('personal', 'shared')),
            player_id INTEGER REFERENCES players (id) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (
                state IN ('running', 'published', 'refused', 'failed', 'cancelled', 'interrupted')),
            started TEXT NOT NULL,
            finished TEXT,
            base_bundle TEXT NOT NULL,
            result_bundle TEXT,
            reason TEXT NOT NULL DEFAULT '',
            figures TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(figures))
        ) STRICT;
        CREATE INDEX runs_by_player ON runs (player_id);
    """)


@MIGRATIONS()
def m004_views(db: Database) -> None:
    db.executescript("""
        -- The result of each seat of each match.
        CREATE VIEW results AS
        SELECT seats.match_id, seats.seat, seats.player_id, seats.name, seats.kind, seats.score, seats.place,
            count(answers.id) FILTER (WHERE outcome <> 'void') AS questions,
            count(*) FILTER (WHERE outcome = 'right') AS right_answers,
            coalesce(sum(thinking + writing) FILTER (WHERE outcome <> 'void'), 0.0) AS seconds,
            coalesce(max(typed), 0) AS typed,
            coalesce(max(outcome = 'void'), 0) AS voided
        FROM seats LEFT JOIN answers ON answers.match_id = seats.match_id AND answers.seat = seats.seat
        GROUP BY seats.match_id, seats.seat;

        -- Results that may stand on a leaderboard: whole matches, no custom questions, nothing typed or void.
        CREATE VIEW ranked AS
        SELECT results.*, matches.mode, matches.level, matches.length, matches.day, matches.finished
        FROM results JOIN matches ON matches.id = results.match_id
        WHERE matches.complete AND matches.level IS NOT NULL AND matches.exercise_id IS NULL
            AND results.player_id IS NOT NULL AND results.kind = 'player'
            AND results.questions > 0 AND NOT results.typed AND NOT results.voided;

        CREATE VIEW answers_readable AS
        SELECT answers.id, coalesce(players.name, seats.name) AS player, answers."at", matches.mode,
            matches.level, answers.match_id, answers.round, answers.question, answers.fact,
            answers.expected, answers.given,
            answers."read", answers.outcome, answers.misread, answers.unsure, answers.typed, answers.thinking,
            answers.writing, answers.reading, answers.points
        FROM answers
        JOIN matches ON matches.id = answers.match_id
        JOIN seats ON seats.match_id = answers.match_id AND seats.seat = answers.seat
        LEFT JOIN players ON players.id = answers.player_id;

        CREATE VIEW samples_readable AS
        SELECT samples.id, coalesce(players.name, samples.writer) AS writer, samples.kind,
            CASE label WHEN 10 THEN 'not a digit' ELSE CAST(label AS TEXT) END AS label,
            CASE "read" WHEN 10 THEN 'not a digit' ELSE CAST("read" AS TEXT) END AS "read",
            label_source, context, status, reason, split, kept_rate, bundle, "at"
        FROM samples LEFT JOIN players ON players.id = samples.player_id;
    """)


@MIGRATIONS()
def m005_patience(db: Database) -> None:
    db.executescript("ALTER TABLE players ADD COLUMN patience_ms INTEGER;")


#: Every migration this version knows; a store with another one was written by a newer version.
NAMES = frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))


def _columns() -> dict[str, tuple[str, ...]]:
    fresh = Database(memory=True)
    MIGRATIONS.apply(fresh)
    return {name: tuple(fresh.table(name).columns_dict) for name in fresh.table_names() if name in TABLES}


#: The tables of what players made and did, parents before children.
TABLES = ("players", "exercises", "matches", "seats", "answers", "samples", "numbers", "runs")
#: The columns of each, in order.
COLUMNS = _columns()
