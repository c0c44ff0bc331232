const assert = require("node:assert/strict");
const { test } = require("node:test");
const load = require("./load");

/** As much of Leaflet as drawing an area needs: pixels are tens of degrees. */
function page() {
  const heard = {};
  const container = {
    addEventListener: (name, act) => (heard[name] = act),
    removeEventListener: (name) => delete heard[name],
  };
  const map = {
    heard,
    doubleClickZoom: { disable() {}, enable() {} },
    getContainer: () => container,
    latLngToContainerPoint: ({ lat, lng }) => ({
      distanceTo: (other) => Math.hypot(lng * 10 - other.x, lat * 10 - other.y),
      x: lng * 10,
      y: lat * 10,
    }),
    on: (name, act) => (heard[name] = act),
    off: (name) => delete heard[name],
  };
  const line = { setLatLngs() {}, remove() {} };
  const L = {
    polygon: () => ({ addTo: () => line }),
    DomUtil: { create: () => ({ remove() {} }) },
  };
  return { map, crm: load(["sketch.js"], { L }) };
}

test("a click on the first corner closes the area and tells its corners", () => {
  const { map, crm } = page();
  const told = [];
  const sketch = new crm.Sketch(map, (text) => told.push(text));
  for (const [lng, lat] of [
    [10, 0],
    [20, 0],
    [20, 10.123456],
    [10, 0],
  ])
    sketch.add({ lat, lng });
  assert.deepEqual(told, ["area:10.0000 0.0000,20.0000 0.0000,20.0000 10.1235"]);
});

test("two corners are no area, and Escape begins anew", () => {
  const { map, crm } = page();
  const told = [];
  const sketch = new crm.Sketch(map, (text) => told.push(text));
  sketch.add({ lat: 0, lng: 0 });
  sketch.add({ lat: 0, lng: 10 });
  sketch.finish();
  assert.deepEqual(told, []);
  map.heard.keydown({ key: "Escape" });
  assert.equal(sketch.corners.length, 0);
});
