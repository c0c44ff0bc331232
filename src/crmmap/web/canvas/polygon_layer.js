/* Polygons with holes. Columns: id, tip, label (texts), xy (i4: lon, lat in turn, in steps of which per_degree (u4, one)
 * make a degree), ring (u4: first vertex of each ring), part (u4: first ring of each feature), cls (u1), rank, anchor (f4, labels only).
 * Style: {fill, line, width, dash, hatch, lineFrom}; fill or line may be null, lineFrom is the zoom from which the line shows.
 * The state may bring labels: {fill, halo, from, beside}: colours of names, the zoom from which they show, and the layer of
 * points whose labels they keep clear of.
 */
(function () {
  "use strict";
  const TILE = 7; // pixels of a hatch
  const LINE = 14; // pixels from one label to the next below
  const REACH = 4; // pixels by which a line passes its vertices

  function hatch(c, colour, ground) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = TILE;
    const t = tile.getContext("2d");
    if (ground) {
      t.fillStyle = ground;
      t.fillRect(0, 0, TILE, TILE);
    }
    t.strokeStyle = colour;
    t.lineWidth = 1;
    for (const shift of [-TILE, 0, TILE]) {
      t.moveTo(shift, TILE);
      t.lineTo(shift + TILE, 0);
    }
    t.stroke();
    return c.createPattern(tile, "repeat");
  }

  crm.kinds.polygons = crm.CanvasLayer.extend({
    labelled: [],
    prepare() {
      const { xy, per_degree, part, ring } = this.columns;
      this.project(xy, per_degree[0]);
      this.measure(
        (row) => ring[part[row]],
        (row) => ring[part[row + 1]],
      );
      const { left, top, right, bottom } = this.boxes;
      this.grid = new crm.Grid(left, top, right, bottom);
    },
    restyle() {
      this.fills = this.styles.map((style) =>
        style.hatch ? hatch(this.context, style.hatch, style.fill) : style.fill,
      );
    },
    /** Hatches lie fixed in the world; labels are laid out for the whole world, so that none comes or goes in a drag. */
    plan(frame) {
      const zoom = this._map.getZoom();
      this.lines = this.styles.map(({ line, lineFrom }) => (zoom >= (lineFrom || 0) ? line : null));
      this.labelled =
        this.state.labels && zoom >= (this.state.labels.from || 0) ? this.layOut(frame) : [];
    },
    trace(c, row, k, { scale, x0, y0 }) {
      const { part, ring } = this.columns;
      c.beginPath();
      for (let r = part[row]; r < part[row + 1]; r++) {
        let lastX = Infinity;
        let lastY = Infinity;
        for (let i = ring[r]; i < ring[r + 1]; i++) {
          const x = (this.x[i] + k) * scale - x0;
          const y = this.y[i] * scale - y0;
          if (i === ring[r]) c.moveTo(x, y);
          else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8)
            continue; // not seen at this zoom
          else c.lineTo(x, y);
          lastX = x;
          lastY = y;
        }
        c.closePath();
      }
    },
    draw(c, frame, area) {
      const { x0, y0 } = frame;
      for (const fill of this.fills) {
        if (fill instanceof CanvasPattern)
          fill.setTransform(new DOMMatrix([1, 0, 0, 1, -x0 % TILE, -y0 % TILE]));
      }
      for (const k of this.worlds(this.least, this.most)) {
        for (let row = 0; row < this.count; row++) {
          if (!this.isOn(row) || !this.touches(row, k, frame, area, REACH)) continue;
          const style = this.styles[this.classes[row]];
          this.trace(c, row, k, frame);
          if (style.fill || style.hatch) {
            c.fillStyle = this.fills[this.classes[row]];
            c.fill("evenodd");
          }
          const line = this.lines[this.classes[row]];
          if (line) {
            c.setLineDash(style.dash || []);
            c.lineWidth = style.width;
            c.strokeStyle = line;
            c.stroke();
          }
        }
        c.setLineDash([]);
        if (this.selected >= 0) {
          this.trace(c, this.selected, k, frame);
          c.lineWidth = 4.5;
          c.strokeStyle = this.state.halo;
          c.stroke();
          c.lineWidth = 2.2;
          c.strokeStyle = this.state.accent;
          c.stroke();
        }
      }
      this.drawLabels(c, frame, area);
    },
    /** Names by rank; one that would touch an earlier one, or a label of the layer beside, waits for a closer zoom. */
    layOut(frame) {
      const { scale } = frame;
      const { anchor, label, rank } = this.columns;
      const placed = [];
      const other = this.stage.layers[this.state.labels.beside];
      const taken = other && other.ready ? other.placedLabels(frame) : [];
      const named = new Set(taken.map((box) => box.id));
      this.typeset(this.context, "500 12px", "center");
      for (const row of Array.from(rank.keys()).sort((a, b) => rank[b] - rank[a])) {
        const half = this.context.measureText(label[row]).width / 2 + 3;
        if (!label[row] || named.has(this.columns.id[row])) continue;
        if (Math.sqrt(rank[row]) * scale < half * 0.9) continue;
        const x = crm.mercatorX(anchor[2 * row]) * scale;
        const y = crm.mercatorY(anchor[2 * row + 1]) * scale;
        const clear = (box) =>
          box.right < x - half ||
          box.left > x + half ||
          box.bottom < y - LINE / 2 ||
          box.top > y + LINE / 2;
        if (!taken.every(clear)) continue;
        if (
          placed.some(
            (other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < LINE,
          )
        )
          continue;
        placed.push({ x, y, half, text: label[row] });
      }
      return placed;
    },
    /** The names at a zoom, for a layer above that keeps clear of them. */
    placedLabels() {
      return this.labelled.map(({ x, y, half }) => ({
        left: x - half,
        right: x + half,
        top: y - LINE / 2,
        bottom: y + LINE / 2,
      }));
    },
    drawLabels(c, frame, area) {
      const { x0, y0 } = frame;
      this.typeset(c, "500 12px", "center");
      for (const { x, y, half, text } of this.labelled) {
        const [left, middle] = [x - x0, y - y0];
        const box = {
          left: left - half,
          right: left + half,
          top: middle - LINE / 2,
          bottom: middle + LINE / 2,
        };
        if (!crm.inSight(box, area, frame)) continue;
        c.strokeStyle = this.state.labels.halo;
        c.fillStyle = this.state.labels.fill;
        c.strokeText(text, left, middle);
        c.fillText(text, left, middle);
      }
    },
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = [];
      for (const k of this.worlds(this.least, this.most)) {
        const [x, y] = [(point.x + x0) / scale - k, (point.y + y0) / scale];
        this.grid.search(
          x,
          y,
          x,
          y,
          (row) => this.isOn(row) && this.holds(row, x, y) && found.push(row),
        );
      }
      // the smallest first: it would be hidden under a larger one otherwise
      const { left, top, right, bottom } = this.boxes;
      const area = (row) => (right[row] - left[row]) * (bottom[row] - top[row]);
      return found.sort((a, b) => area(a) - area(b));
    },
    pointOf(row) {
      const { anchor } = this.columns;
      if (anchor)
        return this.onScreen(crm.mercatorX(anchor[2 * row]), crm.mercatorY(anchor[2 * row + 1]));
      const { left, top, right, bottom } = this.boxes;
      return this.onScreen((left[row] + right[row]) / 2, (top[row] + bottom[row]) / 2);
    },
    holds(row, x, y) {
      const { part, ring } = this.columns;
      let inside = false;
      for (let r = part[row]; r < part[row + 1]; r++) {
        for (let i = ring[r], j = ring[r + 1] - 1; i < ring[r + 1]; j = i++) {
          if (
            this.y[i] > y !== this.y[j] > y &&
            x < ((this.x[j] - this.x[i]) * (y - this.y[i])) / (this.y[j] - this.y[i]) + this.x[i]
          ) {
            inside = !inside;
          }
        }
      }
      return inside;
    },
  });
})();
