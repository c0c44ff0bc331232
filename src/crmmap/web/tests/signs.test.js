const assert = require("node:assert/strict");
const { test } = require("node:test");
const signs = require("../canvas/signs.json");

test("every sign stands around its place and is about as large as a circle of radius 1", () => {
  for (const [name, { outline }] of Object.entries(signs)) {
    if (!outline) continue;
    let twice = 0;
    outline.forEach(([x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length];
      twice += x * nextY - y * nextX;
    });
    assert.ok(Math.abs(twice / 2) > 2 && Math.abs(twice / 2) < 3.6, `${name}: ${twice / 2}`);
  }
});
