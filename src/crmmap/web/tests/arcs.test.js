const assert = require("node:assert/strict");
const { test } = require("node:test");
const load = require("./load");

/** Leaflet's way to extend a class, as far as a layer needs it. */
function extendable(methods = {}) {
  function Kind(...given) {
    if (this.initialize) this.initialize(...given);
  }
  Object.assign(Kind.prototype, methods);
  Kind.extend = (more) => extendable({ ...methods, ...more });
  return Kind;
}

/** A layer of lines on a world that is 360 pixels wide. */
function lines(named) {
  const crm = load(["grid.js", "surface.js", "arc_layer.js"], { L: { Layer: extendable() } });
  const layer = new crm.kinds.arcs({}, "lines");
  const xy = named.flatMap(([, corners]) => corners.flat());
  const part = [0];
  for (const [, corners] of named) part.push(part.at(-1) + corners.length);
  layer.columns = { id: named.map(([id]) => id), xy, part };
  layer.count = named.length;
  layer.bits = new Uint8Array(Math.ceil(named.length / 8)).fill(255);
  layer.frameOf = { scale: 360, x0: 0, y0: 0 };
  layer.worlds = () => [0];
  layer.prepare();
  return layer;
}

const near = ([x, y]) => ({ x, y });

test("a line is meant within five pixels, and the last one lies on top", () => {
  const layer = lines([
    [
      "FRA|CHL",
      [
        [-60, 0],
        [60, 0],
      ],
    ],
    [
      "DEU|CHL",
      [
        [-60, 0],
        [0, 60],
      ],
    ],
  ]);
  assert.deepEqual([...layer.hits(near([180, 184]))], [0]); // four pixels below the first
  assert.deepEqual([...layer.hits(near([180, 190]))], []);
  assert.deepEqual([...layer.hits(near([120, 180]))], [1, 0]); // where both begin
});

test("lines of one agreement are one feature", () => {
  const across = [
    [-60, 0],
    [60, 0],
  ];
  const layer = lines([
    ["one", across],
    ["one", across],
  ]);
  assert.equal(layer.hits(near([180, 180])).length, 1);
});

test("lines of others fade while a country stands out", () => {
  const layer = lines([
    [
      "FRA|CHL",
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      "DEU|PER",
      [
        [0, 0],
        [1, 1],
      ],
    ],
  ]);
  assert.equal(layer.dimmed(0), 1);
  layer.emphasis = "CHL";
  assert.ok(layer.dimmed(0) > 1 && layer.dimmed(1) < 0.2);
});
