const assert = require("node:assert/strict");
const { test } = require("node:test");
const load = require("./load");

const { Grid } = load(["grid.js"]);

/** Numbers from 0 to 1 that are the same in every run. */
function* noise(seed) {
  for (let state = seed; ; state = (state * 16807) % 2147483647) yield state / 2147483647;
}

test("a search finds every box that touches, and each once", () => {
  const next = noise(7);
  const draw = () => next.next().value;
  const count = 800;
  const left = Float64Array.from({ length: count }, draw);
  const top = Float64Array.from({ length: count }, draw);
  const right = left.map((x) => x + draw() * 0.05);
  const bottom = top.map((y) => y + draw() * 0.05);
  const grid = new Grid(left, top, right, bottom);
  for (let turn = 0; turn < 50; turn++) {
    const [x, y] = [draw(), draw()];
    const found = [];
    grid.search(x, y, x + 0.1, y + 0.1, (row) => found.push(row));
    assert.equal(new Set(found).size, found.length);
    for (let row = 0; row < count; row++) {
      const touches =
        left[row] <= x + 0.1 && right[row] >= x && top[row] <= y + 0.1 && bottom[row] >= y;
      if (touches) assert.ok(found.includes(row), `row ${row} is missing`);
    }
  }
});

test("a box past the edge of the world is found at the edge", () => {
  const grid = new Grid(
    Float64Array.of(0.98),
    Float64Array.of(0.5),
    Float64Array.of(1.2),
    Float64Array.of(0.6),
  );
  const found = [];
  grid.search(0.99, 0.55, 1, 0.56, (row) => found.push(row));
  assert.deepEqual(found, [0]);
});
