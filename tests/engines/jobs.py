"""Work that the tests give to engines; workers import it from here."""

import os
import time
from pathlib import Path


def doubled(number: int) -> int:
    """Twice the number."""
    return 2 * number


def deadly_once(job: tuple[int, str]) -> int:
    """Twice the number, but the first that comes to 3 is killed on the way."""
    number, mark = job
    if number == 3 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), 9)
    return 2 * number


def deadly(number: int) -> int:
    """Nobody who comes to 3 lives."""
    if number == 3:
        os.kill(os.getpid(), 9)
    return 2 * number


def faulty(number: int) -> int:
    """A fault of the work itself."""
    raise ValueError(f"not {number}")


def slow(job: tuple[int, str]) -> int:
    """Leaves a mark for each that has begun."""
    number, folder = job
    (Path(folder) / str(number)).touch()
    time.sleep(0.2)
    return number
