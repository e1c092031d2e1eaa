"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from data.errors import StoreUnavailableError


def write_whole(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Writes a file by ``write``. Until that is done, and if it fails, what was there before stays.

    Raises:
        StoreUnavailableError: it cannot be written.
    """
    # With the number of this process: two that write the same file must not share a draft.
    draft = file.with_name(f".{file.name[:100]}.{os.getpid()}.new")
    try:
        try:
            with draft.open("wb") as out:
                write(out)
            draft.replace(file)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = getattr(error, "strerror", None) or error
        raise StoreUnavailableError(f"{file} cannot be written ({why}): choose another place.") from error
