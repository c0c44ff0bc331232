"""The description of the data behind any picture, for programs that ask for them."""

from __future__ import annotations

from typing import Any

from crmmap.serve.config import ApiConfig
from crmmap.serve.picture_data import MEDIA, OF_CHART, OF_MAP
from crmmap.serve.snapshot import about
from crmmap.ui.navigation import HOME, PAGES


def openapi(api: ApiConfig, base: str = "") -> dict[str, Any]:
    """What can be asked for, as OpenAPI 3.1."""
    words = {
        "name": "words",
        "in": "query",
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        "description": "The words of the picture's address, unchanged.",
    }
    paths = {}
    for page in PAGES:
        for kind in OF_MAP if page == HOME else OF_CHART:
            media = MEDIA[kind].partition(";")[0]
            schema = {"type": "object"} if media.endswith("json") else {"type": "string"}
            refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}
            paths[f"{base}/{page}.{kind}"] = {
                "get": {
                    "operationId": f"{page}_{kind.replace('.', '_')}",
                    "summary": f"{PAGES[page]} as {kind}",
                    "parameters": [words],
                    "responses": {
                        "200": {"description": "It.", "content": {media: {"schema": schema}}},
                        "304": {"description": "It has not changed."},
                        "400": {"description": "The address means none.", "content": refused},
                        "414": {"description": "The address is too long."},
                        "429": {"description": f"More than {api.per_minute} a minute."},
                    },
                }
            }
    fault = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "crmmap: the data behind any picture", "version": about().version},
        "paths": paths,
        "components": {"schemas": {"Fault": fault}},
    }
