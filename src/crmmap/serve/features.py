"""Sites, areas and agreements by the standard that desktop maps speak: OGC API – Features.

pygeoapi answers; it has the rows from `crmmap.serve.feature_rows`. Its pages for people are left
out, for they fetch scripts from other hosts: the app itself is the page.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

import pygeoapi.api as core
from pygeoapi.api import API, APIRequest, itemtypes
from pygeoapi.openapi import get_oas
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crmmap.address.words import FILTER_WORDS
from crmmap.serve.crowding import OGC
from crmmap.serve.feature_rows import MOST_ROWS
from crmmap.serve.picture_data import headers_of, tag_of
from crmmap.serve.snapshot import about
from crmmap.ui.navigation import LINE, NAME

FORMATS = ("json", "jsonld")
COLLECTIONS = {
    "sites": ("sites", "Mines, deposits, refineries and plants", "site_id", "name", ""),
    "areas": ("zones", "Protected and sensitive areas", "zone_id", "name", ""),
    "agreements": (
        "agreements",
        "Agreements between parties, as great circles",
        "agreement_id",
        "title",
        "signed_date",
    ),
}
"""By the name of each collection: table, title, and the columns of its id, name and day."""
LONGEST_FILTER = 2000
"""Characters of a condition in CQL."""
NOT_HERE = ("/conf/html", "/conf/create-replace-delete", "/conf/crs")
"""What pygeoapi says that it can do, and what is left out."""
ELSEWHERE = ("/jobs", "/processes", "/TileMatrixSets")
"""Paths of other standards that pygeoapi describes and nobody serves."""
CRS = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
Answer = tuple[dict[str, str], int, Any]


def feature_routes(base: str = "") -> list[Route]:
    """The routes of the standard, below a path."""
    root = f"{base}/{OGC}"
    one = f"{root}/collections/{{collection}}"
    asked: dict[str, Callable[..., Answer]] = {
        root: core.landing_page,
        f"{root}/conformance": core.conformance,
        f"{root}/openapi": core.openapi_,
        f"{root}/collections": core.describe_collections,
        one: core.describe_collections,
        f"{one}/schema": core.get_collection_schema,
        f"{one}/queryables": itemtypes.get_collection_queryables,
        f"{one}/items": itemtypes.get_collection_items,
        f"{one}/items/{{item}}": itemtypes.get_collection_item,
    }
    return [Route(path, partial(_send, base, answer)) for path, answer in asked.items()]


async def _send(base: str, answer: Callable[..., Answer], request: Request) -> Response:
    words = dict(request.query_params)
    kind = words.pop("f", "json")
    if kind not in FORMATS:
        said = f"f={kind} is not known; there is {' and '.join(FORMATS)}"
        return JSONResponse({"code": "InvalidParameterValue", "description": said}, 400)
    headers = headers_of(request, tag_of(request.url.path, kind, words, about().snapshot))
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if len(words.get("filter", "")) > LONGEST_FILTER:
        said = f"a filter has {LONGEST_FILTER:,} characters at most"
        return JSONResponse({"code": "InvalidParameterValue", "description": said}, 400)
    root = f"{request.url.scheme}://{request.url.netloc}{base}/{OGC}"
    api = await asyncio.to_thread(_api, root)
    asked = await APIRequest.from_starlette(request, api.locales)
    asked._format = kind  # a browser that would rather have a page has the same answer
    try:
        said, status, content = await asyncio.to_thread(
            answer, api, asked, *request.path_params.values()
        )
    except (LookupError, ValueError) as fault:  # pygeoapi trusts some of its parameters
        told = f"this can't be asked so: {fault}"
        return JSONResponse({"code": "InvalidParameterValue", "description": told}, 400)
    media = said.get("Content-Type", "application/json")
    if status >= 400:
        return Response(content, status, media_type=media)
    return Response(_without_pages(content), status, headers, media)


def _without_pages(content: str) -> str:
    """An answer without the links to pages for people, and without claims that don't hold."""
    said = json.loads(content)

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cleaned(one) for key, one in value.items()}
        if isinstance(value, list):
            return [cleaned(one) for one in value if not _is_page(one)]
        return value

    return json.dumps(cleaned(said), ensure_ascii=False)


def _is_page(value: Any) -> bool:
    if isinstance(value, str):
        return value.endswith(NOT_HERE) and "/spec/" in value
    return isinstance(value, dict) and "href" in value and value.get("type") == "text/html"


@lru_cache(maxsize=8)
def _api(root: str) -> API:
    """Pygeoapi under an address; it writes that address into each answer."""
    settings = _settings(root)
    described = get_oas(settings)
    paths = described["paths"]
    described["paths"] = {
        path: one for path, one in paths.items() if not path.startswith(ELSEWHERE)
    }
    for formats in described["components"]["parameters"]["f"]["schema"], *_formats(described):
        formats["enum"] = list(FORMATS)
        formats["default"] = FORMATS[0]
    return API(settings, described)


def _formats(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the description says of the word ``f`` at each path."""
    for path in described["paths"].values():
        for method in path.values():
            if isinstance(method, dict):
                for one in method.get("parameters", ()):
                    if isinstance(one, dict) and one.get("name") == "f":
                        yield one["schema"]


def _settings(root: str) -> dict[str, Any]:
    return {
        "server": {
            "bind": {"host": "localhost", "port": 0},
            "url": root,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": MOST_ROWS, "on_exceed": "throttle"},
            "map": {"url": "", "attribution": ""},
            "cors": False,
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": NAME,
                "description": LINE,
                "keywords": ["critical raw materials", "minerals diplomacy"],
                "terms_of_service": _TERMS,
                "url": root,
            },
            "license": {"name": _TERMS, "url": root},
            "provider": {"name": "crmmap contributors", "url": root},
            "contact": {"name": "crmmap contributors"},
        },
        "resources": {name: _collection(name, root) for name in COLLECTIONS},
    }


_TERMS = "Each row keeps the licence of its source; name the sources when you pass it on."


def _collection(name: str, root: str) -> dict[str, Any]:
    table, title, key, named, day = COLLECTIONS[name]
    rows = {
        "type": "feature",
        "name": "crmmap.serve.feature_rows.Rows",
        "data": table,
        "id_field": key,
        "title_field": named,
        "geom_field": "geometry",
        "include_extra_query_parameters": True,
        "crs": [CRS],
        "storage_crs": CRS,
        **({"time_field": day} if day else {}),
    }
    return {
        "type": "collection",
        "title": title,
        "description": f"{title}. {_TERMS} The words of the map's address filter them, too: "
        f"{', '.join(FILTER_WORDS)}.",
        "keywords": [name],
        "links": [
            {
                "type": "application/json",
                "rel": "license",
                "title": "Licences and sources",
                "href": f"{root.removesuffix(OGC)}catalog.jsonld",
            }
        ],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": CRS}},
        "providers": [rows],
    }
