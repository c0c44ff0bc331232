"""Archives, opened safely: names are checked, sizes are limited, and nothing is written outside
the folder.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from crmmap.exchange.readers.limits import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED_BYTES, unusable

TABLES = (
    ".shp",
    ".gpkg",
    ".fgb",
    ".parquet",
    ".geojson",
    ".kml",
    ".topojson",
    ".json",
    ".csv",
    ".tsv",
    ".xlsx",
)
"""What can be read of an archive; earlier ones first."""
_BESIDE = (".dbf", ".shx", ".prj", ".cpg")
_BLOCK = 1 << 20
_SMALL = 1_000_000  # bytes: below it a high ratio is no danger
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What zipfile raises on archives that are broken in one way or another."""


def unpack_gzip(path: Path, name: str, folder: Path) -> list[Path]:
    """The one file in a ``.gz``, counted while it is unpacked."""
    inner = Path(Path(name).stem).suffix.lower()
    target = folder / f"file{inner if inner.isalnum() or inner[1:].isalnum() else ''}"
    most = max(_SMALL, min(MOST_UNPACKED_BYTES, path.stat().st_size * MOST_RATIO))
    done = 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while block := source.read(_BLOCK):
                done += len(block)
                if done > most:
                    raise unusable(name, f"it unpacks to more than {most / 1e6:,.0f} MB")
                out.write(block)
    except _BROKEN as fault:
        if hasattr(fault, "faults"):
            raise
        raise unusable(name, f"it can't be unpacked: {fault}; download it anew") from None
    return [target]


def check_archive(path: Path, name: str) -> list[zipfile.ZipInfo]:
    """The members of an archive, after a look at their names and the sizes that the archive
    claims.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except _BROKEN as fault:
        raise unusable(name, f"the archive can't be opened: {fault}; download it anew") from None
    if len(members) > MOST_MEMBERS:
        raise unusable(
            name, f"the archive holds {len(members):,} files, {MOST_MEMBERS} is the most"
        )
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
            raise unusable(
                name,
                f"the archive names a path outside of itself, {member.filename!r}; it is not "
                "opened",
            )
        if member.flag_bits & 1:
            raise unusable(name, f"{member.filename!r} is locked by a password; save it without")
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise unusable(
            name, f"the archive would unpack to more than {MOST_UNPACKED_BYTES / 1e6:,.0f} MB"
        )
    return members


def weigh_members(path: Path, name: str) -> None:
    """Unpack every member to nowhere and count: an archive can claim any size."""
    for member in check_archive(path, name):
        _unpack(path, name, member, None)


def _unpack(path: Path, name: str, member: zipfile.ZipInfo, target: Path | None) -> None:
    most = max(_SMALL, min(MOST_UNPACKED_BYTES, member.compress_size * MOST_RATIO))
    done = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as source:
            out = target.open("wb") if target else None
            try:
                while block := source.read(_BLOCK):
                    done += len(block)
                    if done > most:
                        raise unusable(
                            name,
                            f"{member.filename!r} unpacks to over {MOST_RATIO} times its size; it "
                            "is not opened",
                        )
                    if out:
                        out.write(block)
            finally:
                if out:
                    out.close()
    except _BROKEN as fault:
        if hasattr(fault, "faults"):
            raise
        raise unusable(
            name, f"{member.filename!r} can't be unpacked: {fault}; download the archive anew"
        ) from None


def unpack_tables(path: Path, name: str, folder: Path, *, nested: bool = True) -> list[Path]:
    """Unpack the table of an archive, with the files that a shapefile needs beside it.

    Parameters
    ----------
    folder
        An empty folder to unpack into; only plain names made here are written.
    nested
        Whether archives within this one are opened too, where it has no table of its own.

    Returns
    -------
    list
        One path, or several where points and polygons of one dataset, or its parts, come as files
        of their own.

    Raises
    ------
    UnusableFile
        If there is no table, or more than one.
    """
    members = [
        m
        for m in check_archive(path, name)
        if not PurePosixPath(m.filename).name.startswith(("._", "."))
    ]
    for suffix in TABLES:
        found = [m for m in members if m.filename.lower().endswith(suffix)]
        if len(found) > 1 and not (suffix == ".shp" and _one_dataset(found)):
            names = ", ".join(repr(PurePosixPath(m.filename).name) for m in found[:6])
            raise unusable(
                name, f"the archive holds {len(found)} tables ({names}); bring one at a time"
            )
        if found:
            break
    else:
        inner = (
            [member for member in members if member.filename.lower().endswith(".zip")]
            if nested
            else []
        )
        if not inner:
            raise unusable(name, f"the archive holds no table; it can be {', '.join(TABLES)}")
        return [
            table
            for place, member in enumerate(inner)
            for table in _of_part(path, name, member, folder / str(place))
        ]
    tables = []
    for place, main in enumerate(found):
        stem = main.filename[: -len(suffix)].lower()
        wanted = [
            main,
            *[m for m in members if suffix == ".shp" and m.filename.lower() in _parts(stem)],
        ]
        for member in wanted:
            _unpack(
                path,
                name,
                member,
                folder / f"table{place}{PurePosixPath(member.filename.lower()).suffix}",
            )
        tables.append(folder / f"table{place}{suffix}")
    return tables


def _of_part(path: Path, name: str, member: zipfile.ZipInfo, folder: Path) -> list[Path]:
    """The tables of an archive within the archive: Protected Planet ships large datasets in
    parts.
    """
    folder.mkdir()
    part = folder / "part.zip"
    _unpack(path, name, member, part)
    return unpack_tables(
        part, f"{name}: {PurePosixPath(member.filename).name}", folder, nested=False
    )


def _parts(stem: str) -> set[str]:
    return {stem + beside for beside in _BESIDE}


def _one_dataset(found: list[zipfile.ZipInfo]) -> bool:
    """Whether these are the points and the polygons of one dataset."""
    names = [PurePosixPath(m.filename.lower()).stem for m in found]
    plain = {name.replace("polygons", "").replace("points", "") for name in names}
    return len(found) == 2 and len(plain) == 1
