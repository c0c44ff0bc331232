/* Names at the frame's edge: where a line leaves the frame, the name of its end that lies outside. As edges.py has it. */
(function () {
  "use strict";
  const HIGH = 18; // pixels of a name, with its ground
  const PAD = 5; // pixels on either side of its text
  const MOST = 12;
  const STEPS = [0, 1, -1, 2, -2]; // places along the edge that are tried

  /** @param {number[]} place */
  const inside = ([x, y], area) =>
    x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;

  /** Where a line with one end inside leaves an area: the place, the side, and which end is outside; else null.
   * @param {number[][]} points
   */
  function leaving(points, area) {
    const [first, last] = [inside(points[0], area), inside(points[points.length - 1], area)];
    if (first === last) return null;
    const path = first ? points : points.slice().reverse();
    const next = path.findIndex((point) => !inside(point, area));
    const [[x, y], [x2, y2]] = [path[next - 1], path[next]];
    const parts = [
      { side: "left", t: x2 < area.left ? (area.left - x) / (x2 - x) : 2 },
      { side: "right", t: x2 > area.right ? (area.right - x) / (x2 - x) : 2 },
      { side: "top", t: y2 < area.top ? (area.top - y) / (y2 - y) : 2 },
      { side: "bottom", t: y2 > area.bottom ? (area.bottom - y) / (y2 - y) : 2 },
    ];
    const { side, t } = parts.reduce((a, b) => (b.t < a.t ? b : a));
    return { x: x + t * (x2 - x), y: y + t * (y2 - y), side, end: first ? 1 : 0 };
  }

  const touch = (a, b) =>
    a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

  /** Where names of the ends outside find room, the first lines first.
   * @param {{points: number[][], ends: string[]}[]} lines
   * @param {{left: number, top: number, right: number, bottom: number}} area
   * @param {{left: number, top: number, right: number, bottom: number}[]} taken boxes that no name may touch
   * @param {(text: string) => number} widthOf
   */
  function namesAtEdges(lines, area, taken, widthOf) {
    const placed = [];
    for (const { points, ends } of lines) {
      if (placed.length === MOST) break;
      const out = leaving(points, area);
      const text = out && ends[out.end];
      if (!text || placed.some((one) => one.text === text && one.side === out.side)) continue;
      const wide = widthOf(text) + 2 * PAD;
      const beside = out.side === "left" || out.side === "right";
      for (const step of STEPS) {
        const x = beside ? out.x : out.x + step * (wide + 2);
        const y = beside ? out.y + step * (HIGH + 2) : out.y;
        const left = Math.max(area.left, Math.min(area.right - wide, x - wide / 2));
        const top = Math.max(area.top, Math.min(area.bottom - HIGH, y - HIGH / 2));
        const box = { left, top, right: left + wide, bottom: top + HIGH, text, side: out.side };
        if ([...taken, ...placed].some((other) => touch(box, other))) continue;
        placed.push(box);
        break;
      }
    }
    return placed;
  }

  Object.assign(crm, { leaving, namesAtEdges });
})();
