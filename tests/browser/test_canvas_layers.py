"""The layers by themselves, on a bare page without the app: as another project would use them."""

import base64
from pathlib import Path

import numpy as np
import pytest
from xstatic.pkg import leaflet

from crmmap.draw.canvas import (
    ArcLayer,
    Density,
    PointLayer,
    PolygonLayer,
    bundle,
    content_of,
    radii,
    script_json,
    store,
)

PAGE = """<!doctype html><style>{css}</style><div id="map" style="width:720px;height:560px"></div>
<script>{leaflet}</script><script>{scripts}</script><script>
const states = {states};
const map = L.map("map", {{ zoomSnap: 0.5 }}).setView({view}, {zoom});
const clicks = [];
const options = {{ view: {{ center: {view}, zoom: {zoom}, token: "1" }}, tiles: null,
  theme: "light", credits: "" }};
const show = (states) => {{
  crm.show(map, states, options);
  for (const layer of Object.values(crm.stageOf(map).layers)) {{
    layer.off("click").on("click", (e) => clicks.push(e.sourceTarget.getTooltip().getContent()));
  }}
}};
const layer = (name) => crm.stageOf(map).layers[name];
const part = (name, x, y, width, height) => layer(name).context.getImageData(x, y, width,
  height).data;
const pixels = (name) => part(name, 0, 0, layer(name).canvas.width, layer(name).canvas.height);
const at = (name, lat, lng) => {{
  const p = map.latLngToContainerPoint([lat, lng]);
  return [...part(name, p.x, p.y, 1, 1)];
}};
show(states);
</script>"""
RED = {
    "shape": "square",
    "fill": "#ff0000",
    "line": "#ffffff",
    "r": 6,
    "z": 1,
    "hollow": False,
    "halo": False,
}
BLUE = {**RED, "shape": "circle", "fill": "#0000ff", "z": 2}
DENSITY = Density(["#eeeeff", "#ccccff", "#9999ff", "#6666ff", "#3333ff"])
MARK = {"accent": "#d6006c", "halo": "#ffffff"}


def inline(columns):
    content = content_of(store(columns))
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()


def points(lon, lat, cls=None, **more):
    n = len(lon)
    columns = {
        "id": [f"p{i}" for i in range(n)],
        "tip": [f"Point {i}\nsecond line" for i in range(n)],
        "lon": np.asarray(lon, "<f4"),
        "lat": np.asarray(lat, "<f4"),
        "cls": np.zeros(n, np.uint8) if cls is None else np.asarray(cls, np.uint8),
    }
    return PointLayer(
        name="points", url=inline(columns), z=3, on=None, styles=[RED, BLUE], **MARK, **more
    )


@pytest.fixture
def bare(browser, tmp_path):
    """Open a page with some layers; it fails the test if the page has a fault."""
    faults, contexts = [], []

    def open_page(*layers, view=(0, 0), zoom=3, sharp=1):
        scripts, styles = (content_of(name).decode() for name in bundle())
        base = Path(leaflet.BASE_DIR)
        file = tmp_path / "map.html"
        file.write_text(
            PAGE.format(
                css=(base / "leaflet.css").read_text() + styles,
                leaflet=(base / "leaflet.js").read_text(),
                scripts=scripts,
                states=script_json([layer.state() for layer in layers]),
                view=list(view),
                zoom=zoom,
            )
        )
        context = browser.new_context(
            viewport={"width": 800, "height": 600}, device_scale_factor=sharp
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(file.as_uri())
        for layer in layers:
            page.wait_for_function(f"(layer('{layer.name}') || {{}}).frameOf")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def redrawn(page, name):
    """Part of the pixels that are clearly others after all is drawn anew."""
    return page.evaluate(
        """(name) => {
          const before = pixels(name);
          layer(name).redraw();
          const after = pixels(name);
          let n = 0;
          for (let i = 3; i < after.length; i += 4) n += Math.abs(after[i] - before[i]) > 60;
          return n / (after.length / 4);
        }""",
        name,
    )


def test_a_drag_shifts_the_picture_and_draws_only_the_strips_that_come_into_view(bare):
    rng = np.random.default_rng(5)
    ring = np.array([[-60, -40], [50, -45], [55, 50], [-50, 45], [-60, -40]], "<i4")
    land = {
        "id": ["land"],
        "tip": ["Land"],
        "label": ["A long name of a land"],
        "xy": ring.ravel(),
        "per_degree": np.array([1], "<u4"),
        "ring": np.array([0, 5], "<u4"),
        "part": np.array([0, 1], "<u4"),
        "cls": np.zeros(1, np.uint8),
        "rank": np.array([0.09], "<f4"),
        "anchor": np.array([0, 0], "<f4"),
    }
    line = {
        "id": ["a"],
        "tip": ["Arc"],
        "xy": np.array([-80, -30, -20, 40, 30, 20, 80, -35], "<f4"),
        "part": np.array([0, 4], "<u4"),
        "cls": np.zeros(1, np.uint8),
    }
    style = {"fill": None, "hatch": "#008800", "line": "#000000", "width": 1}
    stroke = {"line": "#aa00aa", "width": 2, "dash": [7, 4], "alpha": 1, "arrow": True}
    page = bare(
        PolygonLayer(
            name="land",
            url=inline(land),
            z=1,
            on=None,
            styles=[style],
            labels={"fill": "#000", "halo": "#fff"},
            **MARK,
        ),
        ArcLayer(name="arcs", url=inline(line), z=2, on=None, styles=[stroke], **MARK),
        points(rng.uniform(-170, 170, 3000), rng.uniform(-70, 70, 3000), rng.integers(0, 2, 3000)),
    )
    page.evaluate(
        """() => { window.whole = 0; for (const name of ["land", "arcs", "points"]) {
          const l = layer(name), draw = l.drawArea;
          l.drawArea = function (area) {
            if (area.right - area.left > 700 && area.bottom - area.top > 500) whole++;
            draw.call(l, area);
          };
        } }"""
    )
    page.mouse.move(400, 300)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(400 - 7 * step, 300 + 4 * step)
        page.wait_for_timeout(16)
    page.wait_for_timeout(100)
    assert page.evaluate("whole") == 0
    assert redrawn(page, "points") == 0
    assert redrawn(page, "land") < 0.002  # anti-aliasing at the seams
    assert redrawn(page, "arcs") < 0.002
    page.mouse.up()


def test_signs_show_class_order_and_are_found_where_they_are(bare):
    page = bare(points([10, 10.5, -30], [5, 5, 20], [0, 1, 0]))
    assert page.evaluate("at('points', 5, 10.5)")[:3] == [0, 0, 255]
    assert page.evaluate("at('points', 20, -30)")[:3] == [255, 0, 0]
    assert page.evaluate("at('points', 40, 40)") == [0, 0, 0, 0]
    x, y = page.evaluate("(p => [p.x + 8, p.y + 8])(map.latLngToContainerPoint([5, 10.5]))")
    page.mouse.move(x, y)
    assert (
        page.locator(".crm-tip").inner_text()
        == "Point 1\nsecond line\nand 1 more here: click to choose one"
    )
    page.mouse.click(x, y)
    listed = page.get_by_role("group", name="2 features at this spot").get_by_role("button")
    listed.first.wait_for()
    assert listed.all_inner_texts() == ["Point 1", "Point 0"]
    assert page.evaluate("clicks") == []
    listed.last.click()
    page.wait_for_function("clicks.length === 1")
    assert page.evaluate("clicks") == ["points:p0"]
    assert listed.count() == 0
    page.mouse.click(x, y)
    listed.first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert listed.count() == 0 and page.evaluate("clicks") == ["points:p0"]


def test_what_is_off_is_neither_drawn_nor_found(bare):
    layer = points([10, -30], [5, 20])
    page = bare(layer)
    off = PointLayer(
        name="points", url=layer.url, z=3, on=np.array([True, False]), styles=[RED, BLUE], **MARK
    )
    page.evaluate(f"show([{script_json(off.state())}])")
    page.wait_for_function("map.getContainer().dataset.pointsDrawn === '1'")
    assert page.evaluate("at('points', 20, -30)") == [0, 0, 0, 0]
    assert page.evaluate("at('points', 5, 10)")[:3] == [255, 0, 0]
    assert page.evaluate("layer('points').hits(map.latLngToContainerPoint([20, -30]))") == []


def test_the_later_of_two_states_wins_though_the_first_takes_longer_to_come(bare):
    page = bare(points([10, -30], [5, 20]))
    first, second = points([1] * 50_000, [1] * 50_000), points([10, -30, 0], [5, 20, 0])
    page.evaluate(f"show([{script_json(first.state())}]); show([{script_json(second.state())}])")
    page.wait_for_function("map.getContainer().dataset.pointsDrawn === '3'")
    page.wait_for_timeout(500)
    assert page.evaluate("map.getContainer().dataset.pointsDrawn") == "3"


def test_other_columns_bring_their_own_rows_and_classes(bare):
    page = bare(points([10], [5], [0]))
    other = points([10, -30, *[60] * 20], [5, 20, *[40] * 20], [1, 1, *[0] * 20])
    page.evaluate(f"show([{script_json(other.state())}])")
    page.wait_for_function("map.getContainer().dataset.pointsDrawn === '22'")
    assert page.evaluate("at('points', 20, -30)")[:3] == [0, 0, 255]
    assert page.evaluate("at('points', 5, 10)")[:3] == [0, 0, 255]


def test_areas_of_sized_signs_are_in_proportion(bare):
    page = bare(points([-30, 30], [0, 0], [1, 1], radii=radii(np.array([100, 25]), largest=40)))
    count = """(lng) => { const p = map.latLngToContainerPoint([0, lng]);
      const d = part("points", p.x - 60, p.y - 60, 120, 120);
      let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 128; return n; }"""
    large, small = page.evaluate(count, -30), page.evaluate(count, 30)
    assert large / small == pytest.approx(4, rel=0.06)


def test_more_signs_than_eyes_can_part_are_drawn_as_a_density_with_its_key(bare):
    rng = np.random.default_rng(2)
    page = bare(points(rng.uniform(-60, 60, 60_000), rng.uniform(-45, 45, 60_000), density=DENSITY))
    key = page.locator(".crm-key")
    assert "how many lie in each cell" in key.inner_text()
    counts = page.evaluate("[...layer('points').cells(layer('points').frameOf).counts.values()]")
    assert sum(counts) == 60_000
    assert len(set(counts)) > 1
    page.evaluate("map.setView([0, 0], 7, { animate: false })")
    page.wait_for_function("!document.querySelector('.crm-key')")
    assert page.evaluate("layer('points').crowded") is False


def test_a_million_points_draw_filter_and_answer_a_click(bare):
    rng = np.random.default_rng(3)
    n = 1_000_000
    layer = points(rng.uniform(-170, 170, n), rng.uniform(-60, 70, n), density=DENSITY)
    page = bare(layer, zoom=2)
    page.wait_for_function(f"map.getContainer().dataset.pointsDrawn === '{n}'", timeout=60_000)
    mask = np.zeros(n, dtype=bool)
    mask[::10] = True
    state = PointLayer(
        name="points", url=layer.url, z=3, on=mask, styles=[RED, BLUE], **MARK
    ).state()
    page.evaluate("(state) => show([state])", state)
    page.wait_for_function("map.getContainer().dataset.pointsDrawn === '100000'")
    page.mouse.click(360, 200)
    page.locator(".crm-chooser button").first.click()
    page.wait_for_function("clicks.length === 1")
    assert int(page.evaluate("clicks[0]").removeprefix("points:p")) % 10 == 0


def test_the_picture_is_sharp_on_a_fine_screen(bare):
    page = bare(points([0], [0]), sharp=1.5)
    canvas = page.evaluate("[layer('points').canvas.width, layer('points').canvas.style.width]")
    assert canvas == [
        1440,
        "720px",
    ]  # two device pixels a pixel: more than the screen has, never fewer
