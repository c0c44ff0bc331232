const assert = require("node:assert/strict");
const { test } = require("node:test");
const load = require("./load");

const crm = load(["edges.js"]);
const area = { left: 0, top: 0, right: 200, bottom: 100 };
const ten = () => 10; // every text is ten pixels wide, so a name takes twenty

test("a line leaves where it crosses the edge, and its outer end is named", () => {
  const out = crm.leaving(
    [
      [100, 50],
      [150, 50],
      [250, 90], // half way from 150 to 250 it crosses the right edge, at 70
    ],
    area,
  );
  assert.deepEqual({ ...out }, { x: 200, y: 70, side: "right", end: 1 });
  const back = crm.leaving(
    [
      [100, -50],
      [100, 50],
    ],
    area,
  );
  assert.deepEqual({ ...back }, { x: 100, y: 0, side: "top", end: 0 });
});

test("a line that stays within, or lies outside with both ends, is not named", () => {
  for (const ends of [
    [10, 190],
    [-10, 210],
  ]) {
    const points = ends.map((x) => [x, 50]);
    assert.equal(crm.leaving(points, area), null);
  }
});

test("names touch neither each other nor what is taken, and one is said once a side", () => {
  const to = (y, name) => ({
    points: [
      [100, y],
      [300, y],
    ],
    ends: ["Here", name],
  });
  const taken = [{ left: 150, right: 200, top: 0, bottom: 30 }];
  const placed = crm.namesAtEdges(
    [to(50, "Chile"), to(50, "Peru"), to(80, "Chile"), to(10, "Japan")],
    area,
    taken,
    ten,
  );
  assert.deepEqual(
    [...placed].map(({ text, left, top }) => [text, left, top]),
    [
      ["Chile", 180, 41],
      ["Peru", 180, 61], // one name lower, for the first place is taken
    ],
  );
});
