"""How machines find what there is: a catalogue of the tables, and what embeds a page by its address
alone.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crmmap.address.words import CHART
from crmmap.atlas.licences import Given, give
from crmmap.exchange.served import ZIP
from crmmap.exchange.writers import LAYERS
from crmmap.serve.picture_data import MEDIA, OF_MAP, NotAPicture, content_of, data_of, readable
from crmmap.serve.snapshot import about
from crmmap.ui.addresses import EMBED_HEIGHT, frame
from crmmap.ui.cache import shared, shared_atlas
from crmmap.ui.navigation import HOME, LINE, NAME, PAGES

OEMBED, CATALOGUE = "oembed", "catalog.jsonld"
WIDTH = 700
"""Pixels of an embedded figure, where the page that embeds it names no width."""
_TABLE_KINDS = ("csv", "json", "geojson")
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
}


def discovery_routes(base: str = "") -> list[Route]:
    """Routes of the catalogue and of oEmbed."""
    return [Route(f"{base}/{OEMBED}", _oembed), Route(f"{base}/{CATALOGUE}", _catalogue)]


class Links:
    """Says in the headers of each page where its oEmbed answer and the catalogue are."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the header to pages of HTML."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def linked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self._links(str(Request(scope).url)))
            await send(message)

        await self._app(scope, receive, linked)

    def _links(self, address: str) -> str:
        asked = f"{self._base}/{OEMBED}?url={quote(address, safe='')}"
        return (
            f'<{asked}>; rel="alternate"; type="application/json+oembed", '
            f'<{self._base}/{CATALOGUE}>; rel="describedby"; type="application/ld+json"'
        )


async def _oembed(request: Request) -> Response:
    """What embeds the page of an address, as oEmbed 1.0 has it."""
    asked = request.query_params
    if asked.get("format", "json") != "json":
        return JSONResponse({"error": "there is JSON alone"}, 501, headers=readable(request))
    address = asked.get("url", "")
    parts, own = urlsplit(address), urlsplit(str(request.base_url))
    base = request.url.path.removesuffix(f"/{OEMBED}")
    page = parts.path.removeprefix(base).strip("/") or HOME
    ours = parts.netloc == own.netloc and f"{parts.path}/".startswith(f"{base}/")
    if not ours or page not in PAGES:
        said = "this address is no page of this service"
        return JSONResponse({"error": said}, 404, headers=readable(request))
    try:
        width = min(int(asked.get("maxwidth", WIDTH)), WIDTH)
        height = min(int(asked.get("maxheight", EMBED_HEIGHT)), EMBED_HEIGHT)
        title = await asyncio.to_thread(_title, page, dict(parse_qsl(parts.query)))
    except (NotAPicture, ValueError) as fault:
        return JSONResponse({"error": str(fault)}, 400, headers=readable(request))
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": NAME,
        "provider_url": f"{own.scheme}://{own.netloc}{base}/",
        "html": frame(address, title),
        "width": width,
        "height": height,
    }
    return JSONResponse(answer, headers=readable(request))


def _title(page: str, words: dict[str, str]) -> str:
    """The finding of a map or a chart; of a page with several charts its name."""
    words.pop("embed", None)
    if page != HOME and CHART not in words:
        return f"{NAME}: {PAGES[page]}"
    return json.loads(content_of(data_of(words), page, "metadata.json", words))["title"]


async def _catalogue(request: Request) -> Response:
    """The tables as DCAT and schema.org describe them, with sources and licences."""
    root = str(request.url).partition("?")[0].removesuffix(f"/{CATALOGUE}")
    made = await asyncio.to_thread(_described, root)
    return JSONResponse(made, media_type="application/ld+json", headers=readable(request))


def _described(root: str) -> dict[str, Any]:
    given = shared(give, shared_atlas())
    known = about()
    return {
        "@context": _CONTEXT,
        "@id": f"{root}/{CATALOGUE}",
        "@type": ["dcat:Catalog", "schema:DataCatalog"],
        "dct:title": f"{NAME}: {LINE}",
        "schema:version": known.snapshot,
        "dcat:dataset": [_dataset(root, table, given) for table in LAYERS],
        "dcat:distribution": {
            "@type": "dcat:Distribution",
            "dct:title": "All tables as a data package",
            "dcat:downloadURL": f"{root}/{ZIP}",
            "dcat:mediaType": "application/zip",
        },
    }


def _dataset(root: str, table: str, given: Given) -> dict[str, Any]:
    """One table, its files, and the sources that sources.csv names for it."""
    sources = given.atlas.sources
    of = sources[sources["tables"].str.contains(rf"\b{table}\b")]
    placed = hasattr(getattr(given.atlas, table), "geometry")
    return {
        "@id": f"{root}/{HOME}.metadata.json?table={table}",
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:title": f"{LAYERS[table]} of {NAME}",
        "dct:description": f"{LAYERS[table]}: the rows that the map shows at first. Each row "
        "names its source, and keeps the licence of it.",
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": f"{root}/{HOME}.{kind}?table={table}",
                "dcat:mediaType": MEDIA[kind].partition(";")[0],
            }
            for kind in _TABLE_KINDS
            if kind in OF_MAP and (placed or kind != "geojson")
        ],
        "schema:isBasedOn": [
            {
                "@type": "schema:CreativeWork",
                "schema:name": row["title"],
                "schema:publisher": row["publisher"],
                "schema:license": row["licence"],
                "schema:url": row["address"],
            }
            for row in of.to_dict("records")
        ],
    }
