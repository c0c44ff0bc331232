"""Strict reading of TOML files: every error is named by file and key, with what is allowed
there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

LARGEST_BYTES = 250_000
"""Of a file; the largest that ships has 12,000."""
MOST_KEY_PARTS = 16
LONGEST_BARE_WORD = 100
"""Characters of a key, a number or a date that stands outside of quotes."""
_QUOTED = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?|'{3}(?:[^']|'(?!''))*+(?:'{3,5})?|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|\#[^\n]*+''',
    re.DOTALL,
)
"""A string or a comment; one that is never closed reaches to its end, so that a text is scanned
once."""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_KEY_PARTS}}}")
_LONG_WORD = re.compile(rf"[^\s,=\[\]{{}}.]{{{LONGEST_BARE_WORD + 1}}}")
SLUG = r"^[a-z0-9][a-z0-9-]*$"


class Strict(BaseModel):
    """A part of such a file: what is not known is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Strict)


class UnusableFile(ValueError):  # noqa: N818 - named for what it means to users
    """A file that cannot be read or applied, with every fault as ``file: key: what it must be``."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_tree(
    content: bytes,
    name: str,
    fault: Callable[[list[str]], UnusableFile],
    *,
    most: int = LARGEST_BYTES,
) -> dict[str, Any]:
    """TOML as a tree of values; a fault says what is wrong with the text.

    The text may come from anyone, in a link too. `tomllib` keeps every prefix of a dotted key and
    every digit of a number, so a short text can fill the memory of the server; keys and numbers are
    bounded before it sees them.

    Parameters
    ----------
    most
        Bytes that it may have; outside of quotes it may have `LARGEST_BYTES` whatever this is.
    """
    if len(content) > most:
        raise fault(
            [f"{name}: the text has more than {most:,} bytes, which is the most that it may have"]
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise fault([f"{name}: this is not UTF-8 text"]) from None
    bare = _QUOTED.sub(lambda part: "" if part[0].startswith("#") else "s", text)
    if len(bare) > LARGEST_BYTES:
        most_words = f"{LARGEST_BYTES:,} bytes outside of quotes"
        raise fault([f"{name}: the text has more than {most_words}; shorten it"])
    if _LONG_KEY.search(bare):
        raise fault([f"{name}: a key has more than {MOST_KEY_PARTS} parts; shorten it"])
    if _LONG_WORD.search(bare):
        said = (
            f"a key or a number has more than {LONGEST_BARE_WORD} characters outside of "
            "quotes; shorten it"
        )
        raise fault([f"{name}: {said}"])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise fault([f"{name}: its lists or tables are nested too deeply"]) from None
    except ValueError as wrong:  # what is not TOML, and dates and numbers that do not exist
        raise fault([f"{name}: this is not TOML: {wrong}"]) from None


def check(
    model: type[Model],
    tree: Mapping[str, Any],
    name: str,
    fault: Callable[[list[str]], UnusableFile],
) -> Model:
    """The tree as a model; a fault names each key that breaks a rule."""
    try:
        return model.model_validate(tree)
    except ValidationError as wrong:
        raise fault(
            [f"{name}: {_place(one['loc'])}: {_say(one)}" for one in wrong.errors()]
        ) from None


def _place(location: tuple[int | str, ...]) -> str:
    """``actions[3] (scale_supply).factor`` from ``("actions", 2, "scale_supply", "factor",
    "float")``.
    """
    words = ""
    for before, part in zip(("", *location), location, strict=False):
        if isinstance(part, int):
            words += f"[{part + 1}]"
        elif isinstance(before, int) and words.startswith("actions"):
            words += f" ({part})"
        elif (
            "[" in part
            or part in ("float", "str", "constrained-str")
            or part.startswith("function")
        ):
            continue
        else:
            words += f".{part}" if words else part
    return words or "the whole file"


def _say(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return "this key is not known"
    if kind == "missing":
        return "this key is missing"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        allowed = context.get("expected_tags", "one of the kinds of action")
        return f"{context.get('tag', 'nothing')!r} is not known; it can be {allowed}"
    if kind == "literal_error":
        return f"{fault['input']!r} is not known; it can be {context['expected']}"
    if kind == "value_error":
        return str(context["error"])
    return f"{fault['msg'][:1].lower()}{fault['msg'][1:]} (it is {str(fault['input'])[:60]!r})"


class Named(Protocol):
    """What a file of a folder holds: known by its id."""

    @property
    def id(self) -> str:
        """Unique in the folder."""
        ...


N = TypeVar("N", bound=Named)


@cache
def read_folder(folder: Path, read: Callable[..., N]) -> dict[str, N]:
    """What the TOML files of a folder hold, by id, in the order of their names; read once.

    Parameters
    ----------
    read
        Reads a file's ``content`` and raises an `UnusableFile` with its ``name``.
    """
    files = sorted(folder.glob("*.toml"))
    return {one.id: one for one in (read(path.read_bytes(), name=path.name) for path in files)}
