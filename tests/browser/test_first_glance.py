"""What a person meets first: a map that can be read, an answer beside it, and few actions to the
usual questions."""

import re

import pytest
from pypdf import PdfReader

from crmmap import Filters
from crmmap.describe.answer import answer
from tests.browser.conftest import Atlas, without_blanks
from tests.shipped import WHOLE

INK = """(names) => {
  const layers = crm.stageOf(map).layers;
  const drawn = (name) => {
    const { context, canvas } = layers[name];
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const land = drawn("countries");
  const inks = names.filter((name) => layers[name]).map(drawn);
  let [ground, ink] = [0, 0];
  for (let i = 3; i < land.length; i += 4) {
    if (land[i]) ground++;
    if (inks.some((data) => data[i])) ink++;
  }
  return ink / ground;
}"""
LABELS = """() => {
  const { x, y } = map.getSize();
  const found = [];
  for (const layer of Object.values(crm.stageOf(map).layers)) {
    if (!layer.frameOf) continue;
    const { x0, y0 } = layer.frameOf;
    for (const l of layer.labelled || []) {
      const box = l.half ? { left: l.x - l.half, right: l.x + l.half, top: l.y - 7,
        bottom: l.y + 7 } : l;
      const at = { left: box.left - x0, right: box.right - x0, text: l.text };
      Object.assign(at, { top: box.top - y0, bottom: box.bottom - y0 });
      if (crm.inSight(at, { left: 0, top: 0, right: x, bottom: y }, { width: x,
        height: y })) found.push(at);
    }
  }
  return found;
}"""


def overlapping(labels):
    return [
        (one["text"], other["text"])
        for place, one in enumerate(labels)
        for other in labels[place + 1 :]
        if one["left"] < other["right"]
        and one["right"] > other["left"]
        and one["top"] < other["bottom"]
        and one["bottom"] > other["top"]
    ]


@pytest.fixture
def opened(browser, app_url):
    contexts = []

    def open_at(width, height, query="", **more):
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        context.set_default_timeout(60_000)
        contexts.append(context)
        return Atlas(context.new_page(), app_url).open(query)

    yield open_at
    for context in contexts:
        context.close()


def test_the_first_screen_answers_something_and_is_mostly_map(opened):
    atlas = opened(1400, 900)
    assert atlas.page.locator("h1").inner_text() == answer(WHOLE, Filters.default()).headline
    box = atlas.page.locator("iframe[title='Map']").bounding_box()
    seen = box["width"] * (min(900, box["y"] + box["height"]) - box["y"])
    assert seen >= 0.55 * 1400 * 900
    assert atlas.frame.evaluate(INK, ["supply", "sites", "agreements", "zones"]) <= 0.15
    labels = atlas.frame.evaluate(LABELS)
    assert {"China 91%", "Malaysia 4%"} <= {label["text"] for label in labels}
    assert overlapping(labels) == []


@pytest.mark.parametrize("theme", ["supply", "agreements", "standards", "nature", "sites"])
def test_no_label_lies_on_another_in_any_theme(opened, theme):
    atlas = opened(1400, 900, f"?mineral=Cobalt&theme={theme}")
    assert overlapping(atlas.frame.evaluate(LABELS)) == []


EDGES = """Array.from(document.querySelectorAll(".crm-edges span"), (e) => {
    const b = e.getBoundingClientRect();
    return {text: e.textContent, left: b.left, right: b.right, top: b.top, bottom: b.bottom}})"""


def test_a_line_that_leaves_the_frame_names_its_other_end(opened):
    atlas = opened(1400, 900, "?theme=agreements&bloc=EU&view=-5,22,4")
    atlas.wait(lambda: atlas.frame.evaluate(EDGES), "names at the edge")
    names = atlas.frame.evaluate(EDGES)
    assert {"EU", "Germany"} <= {name["text"] for name in names}
    assert "Zambia" not in {name["text"] for name in names}  # it lies within
    assert overlapping(names + atlas.frame.evaluate(LABELS)) == []
    width, height = atlas.frame.evaluate("[innerWidth, innerHeight]")
    for name in names:
        assert 0 <= name["left"] < name["right"] <= width
        assert 0 <= name["top"] < name["bottom"] <= height
    atlas.frame.evaluate("map.setView([-14, 28], 7, {animate: false})")
    atlas.wait(
        lambda: "Germany" not in {name["text"] for name in atlas.frame.evaluate(EDGES)},
        "other names for another view",
    )


def test_a_country_named_by_its_circle_is_not_named_again(opened):
    atlas = opened(1400, 900, "?theme=agreements&bloc=EU&country=ZMB&view=-13,28,5")
    labels = atlas.frame.evaluate(LABELS)
    named = {label["text"] for label in labels}
    assert overlapping(labels) == []
    assert {"Tanzania 1", "Kenya"} <= named
    assert "Tanzania" not in named


def test_in_forced_colours_it_is_seen_what_is_chosen(opened):
    atlas = opened(1400, 900, forced_colors="active")
    chosen, other = (
        atlas.page.get_by_role("radio", name=name).evaluate("e => getComputedStyle(e).outlineStyle")
        for name in ("Supply", "Nature")
    )
    assert (chosen, other) == ("solid", "none")
    bar = atlas.page.locator("ol.crm-ranking i").first
    assert bar.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1400, 900), (2560, 1300)])
def test_there_is_one_world_and_it_fits_the_frame(opened, width, height):
    atlas = opened(width, height)
    west, east, size = atlas.frame.evaluate(
        "[map.latLngToContainerPoint([0, -180]).x, map.latLngToContainerPoint([0, 180]).x, "
        "map.getSize().x]"
    )
    assert -2 <= west < east <= size + 2
    north, south, high = atlas.frame.evaluate(
        "[map.latLngToContainerPoint([78, 0]).y, map.latLngToContainerPoint([-54, 0]).y, "
        "map.getSize().y]"
    )
    assert 0 <= north < south <= high
    assert atlas.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(atlas):
    atlas.open("?theme=sites&mineral=Cobalt")
    before = atlas.view()["zoom"]
    atlas.page.mouse.move(*atlas.pixel(20, -40))
    atlas.page.mouse.wheel(0, 200)
    atlas.wait(
        lambda: atlas.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 0,
        "the page to scroll",
    )
    assert atlas.view()["zoom"] == before
    atlas.frame.locator(".crm-hint.crm-shown").wait_for()
    atlas.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 0")
    atlas.page.keyboard.down("Control")
    atlas.page.mouse.wheel(0, -200)
    atlas.page.keyboard.up("Control")
    atlas.wait(lambda: atlas.view()["zoom"] > before, "the map to zoom")


def test_home_shows_the_world_again(atlas):
    atlas.open("?theme=sites&view=-11,26,6")
    atlas.frame.get_by_role("button", name="Show the whole world").click()
    atlas.wait(lambda: atlas.view()["zoom"] < 3, "the whole world")
    atlas.wait(lambda: "view=" not in atlas.page.url, "an address without a view")


def test_a_click_in_the_sea_goes_back_to_the_answer_and_a_double_click_selects_nothing(atlas):
    atlas.open("?theme=sites&layers=none&view=-11,26,4&selected=countries:COD")
    atlas.page.locator(".st-key-panel").wait_for()
    atlas.page.mouse.dblclick(*atlas.pixel(-12, 24))
    atlas.wait(lambda: atlas.view()["zoom"] == 5, "the zoom of the double click")
    atlas.page.wait_for_timeout(1000)  # the map comes to rest
    assert "COD" in atlas.page.url
    atlas.frame.evaluate("map.setView([-30, 0], 4, { animate: false })")
    atlas.page.wait_for_timeout(500)
    atlas.page.mouse.click(*atlas.pixel(-30, 0))
    atlas.page.locator(".st-key-answer").wait_for()


def test_hovering_a_country_lets_its_lines_stand_out(atlas):
    atlas.open("?theme=agreements")
    atlas.page.mouse.move(*atlas.pixel(48, 67))  # Kazakhstan
    atlas.wait(
        lambda: atlas.frame.evaluate("crm.stageOf(map).layers.pairs.emphasis") == "KAZ",
        "the lines of Kazakhstan",
    )
    atlas.page.mouse.move(*atlas.pixel(-40, -20))
    atlas.wait(
        lambda: atlas.frame.evaluate("crm.stageOf(map).layers.pairs.emphasis") is None,
        "all lines again",
    )


def test_a_pair_opens_as_a_card_with_its_agreements(atlas):
    atlas.open("?theme=agreements&selected=pairs:CHN|COD")
    panel = atlas.page.locator(".st-key-panel")
    panel.get_by_text("China and the Democratic Republic of the Congo").wait_for()
    assert len(re.findall(r"\b20\d\d\b", panel.inner_text())) >= 3


def test_a_line_of_the_answer_opens_its_theme_and_its_rows(atlas):
    atlas.open("?theme=supply&mineral=Cobalt&country=COD")
    line = atlas.page.locator(".st-key-answer").get_by_role(
        "button", name=re.compile("agreements with the Democratic")
    )
    line.click()
    atlas.wait(lambda: "theme=agreements" in atlas.page.url, "the theme in the address")
    shown = WHOLE.filter(Filters.default().but(minerals=("Cobalt",), countries=("COD",)))
    atlas.page.get_by_role(
        "button", name=f"Download {len(shown.agreements)} rows as CSV"
    ).wait_for()


def ask(atlas, text, offered):
    box = atlas.page.frame_locator("iframe[title='streamlit_searchbox.searchbox']")
    box.locator("input").first.press_sequentially(text, delay=20)
    box.get_by_text(offered, exact=True).click()


TASKS = {
    "binding agreements of the US in Africa on cobalt": (
        ("US Africa cobalt binding", "Legally binding agreements of US and Africa on cobalt"),
        "binding agreement",
    ),
    "who refines gallium": (
        ("who refines gallium", "Who refines gallium?"),
        "China refines 99% of gallium",
    ),
    "the EU and Zambia": (
        ("EU Zambia", "Agreements of EU and Zambia"),
        "agreements of the European Union or its members",
    ),
    "what is mined on the seabed": (
        ("seabed mining", "Sites on the seabed beyond national jurisdiction"),
        "11 sites in the High seas (beyond national jurisdiction) are shown",
    ),
    "who has signed with the Congo": (
        (
            "cobalt DR Congo agreements binding",
            "Legally binding agreements of the Democratic Republic of the Congo on cobalt",
        ),
        "with the Democratic Republic of the Congo that cover cobalt",
    ),
}


@pytest.mark.parametrize("task", TASKS)
def test_a_question_is_answered_by_asking_it(atlas, task):
    """Two actions: type the question, choose what it means."""
    (text, offered), said = TASKS[task]
    atlas.open()
    ask(atlas, text, offered)
    atlas.wait(lambda: said in atlas.page.locator("h1").inner_text(), f"the answer “{said}”")


CARDS = {
    "is Jadar near a protected area, and which standards cover it": (
        ("Jadar", "Jadar · site · Serbia"),
        ("Kulturni predeo Trsic", "ICMM Mining Principles"),
    ),
    "what is China's ban on gallium, and until when": (
        (
            "China gallium ban",
            "China: export ban on gallium, germanium and antimony · measure · 2024",
        ),
        ("Suspended", "27 November 2026"),
    ),
    "what is the Minerals Security Partnership today": (
        ("MSP", "MSP · bloc · Minerals Security Partnership"),
        ("Members", "FORGE"),
    ),
    "a brief on Zambia": (
        ("Zambia", "Zambia · country · Eastern Africa"),
        ("Sites on record", "Agreements"),
    ),
}


@pytest.mark.parametrize("task", CARDS)
def test_a_thing_is_found_by_its_name(atlas, task):
    """Two actions: type the name, choose the thing; its card answers."""
    (text, offered), facts = CARDS[task]
    atlas.open()
    ask(atlas, text, offered)
    for fact in facts:
        atlas.page.locator(".st-key-panel").get_by_text(fact).first.wait_for()


PAGES = {
    "what if the Congo exports less cobalt": (
        ("Congo tightens", "The Congo tightens its cobalt quota · what if"),
        "scenario=drc-cobalt-quota",
        "Who keeps access to cobalt when the largest miner lets less of it out?",
    ),
    "what does lithium cost": (
        ("lithium price", "Prices of lithium"),
        "detail=Lithium",
        "9,000 US dollars a tonne",
    ),
    "are there stocks of cobalt": (
        ("cobalt stocks", "What these data can't answer"),
        "coverage",
        "Stocks and long contracts.",
    ),
    "what happened between March and June 2025": (
        ("march june 2025", "What happened between 1 March 2025 and 30 June 2025"),
        "from=2025-03-01",
        "10 events",
    ),
    "the EU and China in Zambia": (
        ("EU China Zambia", "The European Union and China in Zambia, compared"),
        "actors=EU",
        "1 live agreement since 2025; 1 binding; 1 gives a stake",
    ),
}


@pytest.mark.parametrize("task", PAGES)
def test_a_question_leads_to_the_page_that_answers_it_and_back(atlas, task):
    """Two actions, from any page; Back undoes them as one step."""
    (text, offered), address, said = PAGES[task]
    atlas.open("?mineral=Lithium")
    ask(atlas, text, offered)
    atlas.page.get_by_text(said).first.wait_for()
    atlas.wait(lambda: address in atlas.page.url, "the address of the page")
    atlas.page.go_back()
    atlas.wait(lambda: "?mineral=Lithium" in atlas.page.url, "the map as it was")
    atlas.wait(lambda: "lithium" in atlas.page.locator("h1").inner_text(), "its answer")


def test_a_theme_answers_for_what_is_chosen(atlas):
    """One action each: near protected areas, by a mineral, by a standard."""
    atlas.open()
    atlas.theme("Nature")
    for chosen, said in (
        (None, "lie within 10 km of a protected or sensitive area"),
        (("Mineral", "Cobalt", "Standards"), "sites shown are covered by a governance standard"),
        (("Governance standard", "EITI", "Standards"), "through the state in which they lie"),
    ):
        if chosen is not None:
            control, option, theme = chosen
            atlas.choose(control, option)
            atlas.theme(theme)
        atlas.wait(
            lambda said=said: said in atlas.page.locator("h1").inner_text(), f"the answer “{said}”"
        )


def test_back_undoes_one_step_with_all_filters(atlas):
    """A filter, a page, a filter: each Back undoes one of them, and a moved map is no step."""
    atlas.open()
    atlas.choose("Mineral", "Lithium")
    atlas.wait(lambda: "mineral=Lithium" in atlas.page.url, "the mineral in the address")
    atlas.go("Agreements")
    atlas.page.get_by_text("Who is bound to whom").first.wait_for()
    atlas.wait(lambda: "diplomacy?mineral=Lithium" in atlas.page.url, "the page with the filter")
    atlas.settle()
    atlas.choose("Partner bloc", "European Union")
    atlas.wait(lambda: "bloc=EU" in atlas.page.url, "the bloc in the address")
    for there, gone in (
        (("diplomacy", "mineral=Lithium"), "bloc=EU"),
        (("mineral=Lithium",), "diplomacy"),
        ((), "mineral"),
    ):
        atlas.page.go_back()
        atlas.wait(
            lambda there=there, gone=gone: (
                all(part in atlas.page.url for part in there) and gone not in atlas.page.url
            ),
            f"an address with {there} and without {gone}",
        )
        atlas.settle()
        atlas.wait(
            lambda there=there: ("lithium" in atlas.text().lower()) == bool(there),
            "the picture of the address",
        )


def test_the_map_prints_with_its_title_its_answer_its_sources_and_its_address(atlas, tmp_path):
    atlas.open("?mineral=Cobalt&theme=agreements")
    atlas.open_table("Sites")
    title = atlas.page.locator("h1").inner_text()
    atlas.page.pdf(path=tmp_path / "map.pdf", format="A4", print_background=True)
    pages = PdfReader(tmp_path / "map.pdf").pages
    text = without_blanks("".join(page.extract_text() for page in pages))
    for part in (title, "Parties with most agreements shown", "Sources: Each agreement", "Key"):
        assert without_blanks(part) in text, part
    assert "mineral=Cobalt&theme=agreements" in text
    for control in ("More filters", "Download", "Supply", "site_id"):
        assert without_blanks(control) not in text, control


def test_a_printed_map_shows_all_that_the_screen_shows(atlas):
    atlas.open("?mineral=Cobalt&theme=agreements")
    drawn = atlas.frame.evaluate("[map.getSize().x, map.getSize().y]")
    atlas.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    atlas.page.emulate_media(media="print")
    atlas.page.set_viewport_size({"width": 718, "height": 1000})
    on_paper = "[innerWidth, innerHeight]"
    atlas.wait(
        lambda: atlas.frame.evaluate(on_paper) == pytest.approx(drawn, abs=2), "the whole picture"
    )
    box = atlas.page.locator("iframe[title='Map']").bounding_box()
    assert 650 < box["width"] <= 718


def test_what_is_chosen_under_share_and_export_stays_when_it_is_closed(atlas):
    """Its content is sent when it is opened."""
    atlas.open("?mineral=Gallium")
    assert atlas.page.get_by_role("tab", name="Cite", exact=True).count() == 0
    atlas.unfold("share", "Link")
    atlas.page.get_by_text("Add to my story", exact=True).click()
    title = atlas.page.get_by_label("Title", exact=True)
    title.fill("Who refines gallium")
    title.press("Tab")
    atlas.settle()
    atlas.page.keyboard.press("Escape")
    title.wait_for(state="detached")
    atlas.settle()
    atlas.unfold("share", "Link")
    title.wait_for()
    assert title.input_value() == "Who refines gallium"
