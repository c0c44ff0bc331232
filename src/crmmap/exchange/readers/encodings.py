"""Bytes as text: the encoding is found, or taken as the user names it."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from crmmap.exchange.readers.limits import unusable

ASKED_FOR = (
    "utf_8",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp932",
    "gb18030",
    "big5",
    "euc_kr",
    "koi8_r",
    "mac_roman",
    "cp850",
    "cp866",
)
"""What files of the field come in, the commonest first."""
NAMES = {
    "utf_8": "UTF-8",
    "utf_16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp932": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850 (Western Europe)",
    "cp866": "DOS 866 (Cyrillic)",
}
_BYTE_ORDERS = (b"\xff\xfe", b"\xfe\xff")
_ENOUGH = 40_000  # bytes of lines with letters beyond ASCII
_AS_GOOD = 0.01  # of the measure of mess


def title(encoding: str) -> str:
    """What people call an encoding."""
    return NAMES.get(encoding, encoding)


def known(encoding: str, name: str) -> str:
    """The name by which Python knows an encoding; UnusableFile if it knows none of that name."""
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)  # refuses codecs that make bytes of bytes
        return found.name.replace("-", "_")
    except (LookupError, ValueError):
        raise unusable(
            name,
            f"the encoding {encoding!r} is not known; it can be {', '.join(ASKED_FOR)}",
        ) from None


def guessed(content: bytes) -> str:
    """The likely encoding of bytes that are not UTF-8.

    Of encodings that read alike well, Western Europe's is taken: most files of the field are in it.
    """
    lines = (line for line in content.split(b"\n") if not line.isascii())
    telling = b""
    for line in lines:  # whole ones, for a letter may have two bytes
        telling += line + b"\n"
        if len(telling) > _ENOUGH:
            break
    found = from_bytes(telling, cp_isolation=list(ASKED_FOR[1:]))
    best = found.best()
    if best is None:
        return "cp1252"
    alike = [match for match in found if match.chaos <= best.chaos + _AS_GOOD]
    western = any("cp1252" in match.could_be_from_charset for match in alike)
    return "cp1252" if western else best.encoding


def decoded(content: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """The text, with one kind of line end, and the encoding that it was in.

    Parameters
    ----------
    encoding
        As the user names it; found if not given.

    Raises
    ------
    UnusableFile
        If it is no text, or not in the encoding that was named.
    """
    if encoding:
        chosen = known(encoding, name)
    elif content[:2] in _BYTE_ORDERS:
        chosen = "utf_16"
    elif b"\0" in content[:100_000]:
        raise unusable(name, "this is no text; save the table as CSV in UTF-8")
    else:
        chosen = "utf_8"
    try:
        text = content.decode("utf_8_sig" if chosen == "utf_8" else chosen)
    except UnicodeError as fault:
        if encoding:
            line = content.count(b"\n", 0, getattr(fault, "start", 0)) + 1
            raise unusable(
                name,
                f"line {line} is not in {title(chosen)}; name another encoding, or leave it out "
                "and it is found",
            ) from None
        chosen = guessed(content)
        text = content.decode(chosen, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), chosen


def of_shapefile(path: Path) -> str | None:
    """The encoding of a shapefile's texts if it does not name one itself; None if it does, or if
    they are plain.
    """
    table = path.with_suffix(".dbf")
    if path.suffix.lower() != ".shp" or not table.exists() or path.with_suffix(".cpg").exists():
        return None
    content = table.read_bytes()
    if len(content) < 30 or content[29]:  # the number of its code page
        return None
    cells = content[int.from_bytes(content[8:10], "little") :]
    if cells.isascii():
        return None
    try:
        cells.decode("utf_8")
    except UnicodeDecodeError:
        return guessed(cells.replace(b"  ", b"\n"))
    return "utf_8"
