"""Exercises: questions, mode and length under a name, and the small file that a class shares.

The file is JSON that a teacher can write by hand::

    {"exercise": "Tables of 7", "mode": "sprint", "length": 20, "questions": ["7 × 8", "7 × ? = 56"]}
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.columns import Row, legible, record, to_text
from data.connection import Connection
from data.errors import BadFileError, StoreRefusedError
from data.records import Exercise, Missing, Operation, Question
from data.whole_file import write_whole

#: The modes that an exercise can be set in.
MODES = ("sprint", "blitz", "survival", "practice")
LONGEST_NAME = 40
MOST_QUESTIONS = 500
LONGEST = 1000
# In bytes: five hundred questions take a tenth of it.
_LARGEST_FILE = 200_000
#: Answers have up to four digits.
LARGEST = 9999

_SIGNS = {
    "+": Operation.ADD,
    "-": Operation.SUBTRACT,
    "−": Operation.SUBTRACT,
    "–": Operation.SUBTRACT,
    "×": Operation.MULTIPLY,
    "*": Operation.MULTIPLY,
    "x": Operation.MULTIPLY,
    "·": Operation.MULTIPLY,
    "÷": Operation.DIVIDE,
    "/": Operation.DIVIDE,
    ":": Operation.DIVIDE,
}
_NUMBER = r"(\d{1,9}|\?)"
_QUESTION = re.compile(
    rf"{_NUMBER}\s*([{re.escape(''.join(_SIGNS))}])\s*{_NUMBER}(?:\s*=\s*{_NUMBER})?", re.ASCII
)


def result(question: Question) -> int:
    """The number after the equals sign.

    Raises:
        StoreRefusedError: it would be negative, a fraction, not defined, or too large.
    """
    left, right = question.left, question.right
    text = f"{left} {question.operation} {right}"
    if question.operation is Operation.DIVIDE:
        if right == 0:
            raise StoreRefusedError(f"{text}: nothing can be divided by 0.")
        if left % right:
            raise StoreRefusedError(f"{text} leaves a remainder; only whole answers can be written.")
        value = left // right
    elif question.operation is Operation.SUBTRACT:
        value = left - right
    elif question.operation is Operation.ADD:
        value = left + right
    else:
        value = left * right
    if value < 0:
        raise StoreRefusedError(f"{text} is less than 0; only numbers from 0 up can be written.")
    if max(left, right, value) > LARGEST:
        raise StoreRefusedError(f"{text} has a number of more than four digits.")
    return value


def parse_question(text: str) -> Question:
    """A question from how it is written: ``7 × 8``, ``7*8 = ?``, ``7 × ? = 56``, ``? - 5 = 3``, ``56 : 7``.

    Raises:
        StoreRefusedError: it is no question, or it does not have exactly one answer that can be written.
    """
    found = _QUESTION.fullmatch(text.strip())
    if not found:
        raise StoreRefusedError(f"{text!r:.60} is not a question: write it like 7 × 8 or 7 × ? = 56.")
    left, sign, right, equals = found.groups()
    unknown = [left, right, equals].count("?")
    if (equals is None and unknown) or unknown > 1:
        raise StoreRefusedError(f"{text!r:.60} asks for more than one number: leave exactly one out.")
    if equals is not None and unknown == 0:
        raise StoreRefusedError(f"{text!r:.60} asks for nothing: put a ? for the number to be found.")
    operation = _SIGNS[sign]
    if left == "?":
        question = Question(
            _undo(operation, text, right=int(right), equals=int(equals)), operation, int(right), Missing.LEFT
        )
    elif right == "?":
        question = Question(
            int(left), operation, _undo(operation, text, left=int(left), equals=int(equals)), Missing.RIGHT
        )
    else:
        question = Question(int(left), operation, int(right))
    value = result(question)
    if equals not in (None, "?") and value != int(equals):
        raise StoreRefusedError(f"{text!r:.60} has no whole answer.")
    return question


def question_text(question: Question) -> str:
    """How a question is written, like ``7 × 8`` or ``7 × ? = 56``: the reverse of :func:`parse_question`."""
    if question.missing is Missing.RESULT:
        return f"{question.left} {question.operation} {question.right}"
    left = "?" if question.missing is Missing.LEFT else question.left
    right = "?" if question.missing is Missing.RIGHT else question.right
    return f"{left} {question.operation} {right} = {result(question)}"


def check(exercise: Exercise) -> Exercise:
    """The exercise with its name trimmed, if it can be played; else StoreRefusedError with the reason."""
    name = " ".join(exercise.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise StoreRefusedError(f"An exercise needs a name of 1 to {LONGEST_NAME} letters.")
    if exercise.mode not in MODES:
        raise StoreRefusedError(
            f"An exercise cannot be set as {exercise.mode!r:.40}: choose {', '.join(MODES)}."
        )
    if not 1 <= exercise.length <= LONGEST:
        raise StoreRefusedError(f"An exercise's length goes from 1 to {LONGEST}.")
    if not 1 <= len(exercise.questions) <= MOST_QUESTIONS:
        raise StoreRefusedError(f"An exercise has 1 to {MOST_QUESTIONS} questions.")
    for question in exercise.questions:
        parse_question(question_text(question))
    return replace(exercise, name=name)


def file_named(text: str) -> Path:
    """The file that somebody means by what they typed: in their own folder, unless it says where.

    Raises:
        BadFileError: no file can have that name.
    """
    try:
        file = Path.home() / Path(text).expanduser()
        file.exists()
    except (OSError, RuntimeError, ValueError) as error:  # too long, or no name that a file can have
        raise BadFileError(f"There can be no file {text!r:.60}: write another name.") from error
    return file


def write_exercise(exercise: Exercise, file: Path) -> None:
    """Writes an exercise as a file to share. What was there before stays if it fails, or raises
    StoreUnavailableError."""
    data = {
        "exercise": exercise.name,
        "mode": exercise.mode,
        "length": exercise.length,
        "questions": [question_text(question) for question in exercise.questions],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    write_whole(file, lambda out: out.write(text.encode()))


def read_exercise(file: Path) -> Exercise:
    """An exercise from a shared file. Raises BadFileError, naming the file and what is wrong with it."""
    try:
        if not file.is_file():
            raise BadFileError(f"There is no file {file}.")
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise BadFileError(f"{file} is too large for an exercise.")
        data: Any = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise BadFileError(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadFileError(f"{file} is not an exercise file.") from error
    except (ValueError, RecursionError) as error:  # ValueError: also a number of too many digits
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadFileError(f"{file}{where}: this is not an exercise file.") from error
    if not isinstance(data, dict) or "exercise" not in data:
        raise BadFileError(f"{file} is not an exercise file.")
    name, mode, length, questions = (data.get(key) for key in ("exercise", "mode", "length", "questions"))
    if not isinstance(name, str) or not isinstance(mode, str):
        raise BadFileError(f"{file}: an exercise needs a name and a mode in words.")
    if isinstance(length, bool) or not isinstance(length, int):
        raise BadFileError(f"{file}: an exercise needs a whole number as its length.")
    if not isinstance(questions, list) or not all(isinstance(question, str) for question in questions):
        raise BadFileError(f'{file}: an exercise needs a list of questions such as "7 × 8".')
    try:
        return check(Exercise(name, mode, length, tuple(parse_question(question) for question in questions)))
    except StoreRefusedError as error:
        raise BadFileError(f"{file}: {error}") from error


class Exercises:
    """The table ``exercises``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, exercise: Exercise) -> Exercise:
        """Stores an exercise under its name, in place of one that had it, or raises StoreRefusedError."""
        exercise = check(exercise)
        row: Row = {
            "name": exercise.name,
            "mode": exercise.mode,
            "length": exercise.length,
            "questions": json.dumps([question_text(q) for q in exercise.questions], ensure_ascii=False),
            "created": to_text(self._connection.clock()),
        }
        with self._connection.writing() as db:
            there = self._connection.rows("SELECT id FROM exercises WHERE name = ?", [exercise.name])
            if there:
                db.table("exercises").update(there[0]["id"], row)
                return self.get(there[0]["id"])
            return self.get(self._connection.insert("exercises", row))

    def all(self) -> list[Exercise]:
        """Every exercise, by name."""
        return [_exercise(row) for row in self._connection.rows("SELECT * FROM exercises ORDER BY name")]

    def get(self, exercise_id: int) -> Exercise:
        return _exercise(
            self._connection.row(
                "SELECT * FROM exercises WHERE id = ?", [exercise_id], "That exercise is not here any more."
            )
        )

    def delete(self, exercise_id: int) -> None:
        """Deletes an exercise. Matches played with it stay."""
        with self._connection.writing() as db:
            self.get(exercise_id)
            db.table("exercises").delete(exercise_id)


def _exercise(row: Row) -> Exercise:
    with legible():
        questions = tuple(parse_question(text) for text in json.loads(row["questions"]))
    return record(Exercise, row, questions=questions)


def _undo(
    operation: Operation, text: str, *, equals: int, left: int | None = None, right: int | None = None
) -> int:
    """The missing operand. Raises StoreRefusedError if there is none, or more than one."""
    known = left if left is not None else right
    assert known is not None
    none = StoreRefusedError(f"{text!r:.60} has no whole answer.")
    if operation is Operation.ADD:
        value = equals - known
    elif operation is Operation.SUBTRACT:
        value = left - equals if left is not None else equals + known
    elif operation is Operation.MULTIPLY:
        if known == 0 and equals == 0:
            raise StoreRefusedError(f"{text!r:.60} has more than one answer.")
        if known == 0 or equals % known:
            raise none
        value = equals // known
    elif left is None:
        value = equals * known
    else:
        if left == 0 and equals == 0:
            raise StoreRefusedError(f"{text!r:.60} has more than one answer.")
        if equals == 0 or left % equals:
            raise none
        value = left // equals
    if value < 0:
        raise none
    return value
