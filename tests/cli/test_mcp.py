"""What a language model can ask: small answers with sources, of what may be passed on alone."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from crmmap.atlas.licences import give
from crmmap.cli.mcp import MOST_ROWS, Tools
from tests.shipped import WHOLE

TOOLS = Tools(give(WHOLE)).all()


def test_an_answer_says_what_the_map_says():
    said = TOOLS["answer"]({"mineral": "Lithium"})
    assert said["headline"].startswith("China refines 70% of lithium (2024).")
    assert "International Energy Agency" in said["sources"]


def test_rows_come_fifty_at_a_time_with_their_licence():
    first = TOOLS["filter_rows"]("sites", {"mineral": "Lithium"})
    assert len(first["rows"]) == MOST_ROWS < first["rows_in_all"]
    assert first["rows"][0]["licence"] and first["rows"][0]["attribution"]
    last = TOOLS["filter_rows"]("sites", {"mineral": "Lithium"}, first["rows_in_all"] - 3)
    assert len(last["rows"]) == 3
    json.dumps(first, allow_nan=False)


def test_measures_details_search_and_sources_answer():
    rows = TOOLS["measure"]("concentration", {"mineral": "Lithium"})["rows"]
    refined = next(row for row in rows if row["stage"] == "refinery")
    assert refined["leader"] == "CHN" and round(refined["top_1"], 2) == 0.70
    assert "concentration" in TOOLS["measure"]()["measures"]
    found = TOOLS["search"]("jadar")[0]
    told = TOOLS["details"](found["table"], found["key"])
    assert "Jadar" in told["title"] and told["sections"]
    (source,) = TOOLS["sources"](["busch2024_li"])["rows"]
    assert source["licence"] == "MIT"


@pytest.mark.parametrize(
    ("name", "choices", "publisher"),
    [
        ("outlook", None, ["International Energy Agency"]),
        ("demand", None, ["International Energy Agency"]),
        ("supply_risk", None, ["European Commission"]),
        ("import_mix", ["importer=EU"], ["CEPII from UN Comtrade"]),
        ("diplomacy", None, ["crmmap, each row with its own source"]),
    ],
)
def test_a_measure_names_the_publishers_of_what_it_reads_and_no_others(name, choices, publisher):
    named = TOOLS["measure"](name, choices=choices)["sources"]
    assert set(publisher) <= set(named)
    assert "International Council on Mining and Metals" not in named


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("answer", ({"mineral": "Unobtainium"},), "Unobtainium"),
        ("filter_rows", ("secrets",), "there are"),
        ("measure", ("nope",), "there is no measure 'nope'"),
        ("measure", ("trust",), "members"),
        ("details", ("sites", "nope"), "find it with search"),
        ("details", ("companies", "nope"), "find it with search"),
        ("details", ("nope", "x"), "companies"),
    ],
)
def test_what_is_not_known_is_said_with_what_there_is(tool, given, says):
    with pytest.raises(ValueError, match=says):
        TOOLS[tool](*given)


def test_rows_that_may_not_be_passed_on_are_in_no_answer():
    sites = WHOLE.sites.head(5)
    source = sites["source_ids"].iloc[0].split(";")[0]
    sources = WHOLE.sources.copy()
    sources.loc[sources["source_id"] == source, "licence_class"] = "restricted"
    tools = Tools(give(WHOLE.replace(sources=sources))).all()
    shown = tools["filter_rows"]("sites", {"mineral": "Lithium"})
    assert shown["left_out"] and all(source not in row["source_ids"] for row in shown["rows"])


@pytest.mark.slow
def test_a_client_lists_the_tools_and_calls_one():
    async def ask():
        command = StdioServerParameters(command=sys.executable, args=["-m", "crmmap", "mcp"])
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            listed = await session.list_tools()
            answered = await session.call_tool("answer", {"words": {"mineral": "Gallium"}})
            return {one.name for one in listed.tools}, answered.content[0].text

    names, text = asyncio.run(asyncio.wait_for(ask(), 60))
    assert names == set(TOOLS) and "China refines 99% of gallium" in text
