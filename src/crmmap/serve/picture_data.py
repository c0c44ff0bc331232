"""The data behind any picture: its address with ``.csv``, ``.json`` and so on before the words."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crmmap.address.words import Picture, from_words, known_on
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import Given, give
from crmmap.describe.sheets import Sheet
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.exhibit import picture as chart_picture
from crmmap.draw.charts.setting import Setting
from crmmap.draw.step import scenario_of
from crmmap.engines import LostWorker
from crmmap.exchange.map_file import map_file, title_of
from crmmap.exchange.served import ZIP
from crmmap.exchange.writers import LAYERS, select, write
from crmmap.exchange.writers.package import data_package
from crmmap.scenarios import UnusableScenario
from crmmap.schema.validate import InvalidData
from crmmap.serve.config import config
from crmmap.serve.snapshot import about, snapshot_of
from crmmap.shipped import GEODATA
from crmmap.ui.cache import atlas_known_on, shared, shared_atlas
from crmmap.ui.data import said_of
from crmmap.ui.navigation import HOME, PAGES

TABLE = "table"
"""The word for the table of the map whose rows are wanted."""
OF_CHART = ("csv", "json", "png", "svg", "metadata.json")
OF_MAP = (*OF_CHART, "geojson")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "metadata.json": "application/json",
}
SECONDS_KEPT = 300
"""For which an answer may be kept without asking again."""


class NotAPicture(ValueError):  # noqa: N818 - named for what it means to users
    """An address that means no picture, with what can be done about it."""


@dataclass(frozen=True)
class _Asked:
    """What an address means."""

    page: str
    kind: str
    words: dict[str, str]
    table: str
    picture: Picture
    whole: Atlas


def picture_routes(base: str = "") -> list[Route]:
    """A route for each page and kind."""
    pictures = [
        Route(f"{base}/{page}.{kind}", _send, name=f"{page}.{kind}")
        for page in PAGES
        for kind in (OF_MAP if page == HOME else OF_CHART)
    ]
    return [*pictures, Route(f"{base}/{ZIP}", _send_tables)]


async def _send_tables(request: Request) -> Response:
    """All tables that may be passed on, as a data package that `crmmap.load` reads."""
    headers = headers_of(request, f'"{about().snapshot}"')
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = await asyncio.to_thread(shared, _package, shared_atlas())
    return Response(content, media_type="application/zip", headers=headers)


def _package(whole: Atlas) -> bytes:
    return data_package(give(whole))


async def _send(request: Request) -> Response:
    """The answer to a request, with what its licence asks for."""
    page, _, kind = request.url.path.rpartition("/")[2].partition(".")
    words = dict(request.query_params)
    try:
        whole = await asyncio.to_thread(data_of, words)
    except NotAPicture as fault:
        return JSONResponse({"error": str(fault)}, 400, headers=readable(request))
    snapshot = snapshot_of(whole.folder or GEODATA)
    headers = headers_of(request, tag_of(page, kind, words, snapshot), snapshot)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    try:
        content = await asyncio.to_thread(content_of, whole, page, kind, words)
    except NotAPicture as fault:
        return JSONResponse({"error": str(fault)}, 400, headers=readable(request))
    return Response(content, media_type=MEDIA[kind], headers=headers)


def data_of(words: dict[str, str]) -> Atlas:
    """The data that an address is of.

    Raises
    ------
    NotAPicture
        If they are not kept.
    """
    dropped: list[str] = []
    day = known_on(words, dropped)
    if dropped:
        raise NotAPicture(dropped[0])
    try:
        return atlas_known_on(day)
    except (LookupError, InvalidData, OSError, LostWorker) as fault:
        raise NotAPicture(said_of(fault)) from None


def headers_of(request: Request, tag: str, snapshot: str = "") -> dict[str, str]:
    """What is said of an answer: its tag and snapshot, the newest if none is named, and who may
    keep and read it. Behind a sign-in no cache that is shared may keep it.
    """
    kept = "public" if config().access.mode == "open" else "private"
    return {
        "ETag": tag,
        "Cache-Control": f"{kept}, max-age={SECONDS_KEPT}",
        "X-Crmmap-Snapshot": snapshot or about().snapshot,
        **readable(request),
    }


def readable(request: Request) -> dict[str, str]:
    """Lets scripts of other sites read the data of an open service, and nothing else of it."""
    origin, allowed = request.headers.get("origin", ""), config().api.origins
    if config().access.mode != "open" or not origin or not {"*", origin} & {*allowed}:
        return {}
    said = "*" if "*" in allowed else origin
    exposed = "ETag, X-Crmmap-Snapshot"
    return {
        "Access-Control-Allow-Origin": said,
        "Access-Control-Expose-Headers": exposed,
        "Vary": "Origin",
    }


def tag_of(page: str, kind: str, words: dict[str, str], snapshot: str) -> str:
    """Of the data, the program and the words: the same as long as none of them changes."""
    said = json.dumps([about().version, snapshot, page, kind, sorted(words.items())])
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:20]}"'


def content_of(whole: Atlas, page: str, kind: str, words: dict[str, str]) -> bytes:
    """What an address means, as a file of a kind.

    Parameters
    ----------
    whole
        The data that it is of.

    Raises
    ------
    NotAPicture
        If it means none.
    """
    given = shared(give, whole)
    table = words.get(TABLE, "sites")
    found, dropped = from_words(
        {word: value for word, value in words.items() if word != TABLE}, given.atlas, page
    )
    if dropped:
        raise NotAPicture("; ".join(dropped))
    asked = _Asked(page, kind, words, table, found, whole)
    return _of_map(asked, given) if page == HOME else _of_chart(asked, given)


def _of_map(asked: _Asked, given: Given) -> bytes:
    if asked.kind in ("png", "svg"):
        return map_file(asked.picture, shared(_files, asked.whole), asked.kind)
    if asked.table not in LAYERS:
        raise NotAPicture(f"the map has no table {asked.table!r}; it has {', '.join(LAYERS)}")
    chosen = select(given, asked.picture.filters).only(asked.table)
    about_it = {
        "title": title_of(asked.picture, given.atlas),
        "table": asked.table,
        "rows": len(chosen.layers[asked.table]),
        "left_out": chosen.left_out,
        "sources": _records(chosen.sources),
    }
    if asked.kind == "metadata.json":
        return _json({**_origin(asked), **about_it})
    if asked.kind == "json":
        rows = pd.DataFrame(chosen.layers[asked.table]).drop(columns="geometry", errors="ignore")
        return _json({**_origin(asked), **about_it, "data": _records(rows)})
    if asked.kind == "geojson" and "geometry" not in chosen.layers[asked.table]:
        raise NotAPicture(f"{asked.table} have no place on the map; ask for their .csv or .json")
    return write(chosen, asked.kind)[0]


def _files(whole: Atlas) -> GivenFiles:
    return GivenFiles(give(whole))


def _of_chart(asked: _Asked, given: Given) -> bytes:
    charts = [name for name in EXHIBITS if name.startswith(f"{asked.page}/")]
    name = f"{asked.page}/{asked.picture.chart}"
    if name not in charts:
        known = ", ".join(one.partition("/")[2] for one in charts)
        if not known:
            raise NotAPicture(f"the page {asked.page} has no charts")
        raise NotAPicture(f"name a chart of this page with chart=…; there are {known}")
    exhibit = _exhibit(name, asked, given)
    about_it = {
        "title": exhibit.title,
        "note": exhibit.note,
        "source": exhibit.source,
        "rows": len(exhibit.rows),
        "left_out": given.left_out,
    }
    if asked.kind == "metadata.json":
        columns = {name: str(kind) for name, kind in exhibit.rows.dtypes.items()}
        return _json({**_origin(asked), **about_it, "columns": columns})
    if asked.kind == "json":
        return _json({**_origin(asked), **about_it, "data": _records(exhibit.rows)})
    if asked.kind == "csv":
        return Sheet(exhibit.title, exhibit.rows, exhibit.note, exhibit.source).to_csv()
    if exhibit.chart is None:
        raise NotAPicture(f"{name} has no picture here: {exhibit.title}. Ask for its .csv or .json")
    return chart_picture(exhibit, theme_name="light", kind=asked.kind)


def _exhibit(name: str, asked: _Asked, given: Given) -> Exhibit:
    picture = asked.picture
    make = partial(Setting, given.atlas, picture.filters, "light", picture.own)
    try:
        return EXHIBITS[name](make(scenario_of(picture)))
    except (UnusableScenario, ValueError) as fault:
        raise NotAPicture(str(fault)) from None


def _origin(asked: _Asked) -> dict[str, Any]:
    return {
        "page": asked.page,
        "words": asked.words,
        "snapshot": snapshot_of(asked.whole.folder or GEODATA),
        "version": about().version,
        "terms": "Each row keeps the licence of its source; name the sources when you pass it on.",
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows in which what is not known is null."""
    plain = rows.astype(object).where(rows.notna(), None)
    return plain.to_dict("records")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()
