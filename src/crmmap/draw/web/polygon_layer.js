/* Polygons with holes. Columns: id, tip, label (texts), xy (f4: lon, lat in turn), ring (u4: first vertex of each ring),
 * part (u4: first ring of each feature), cls (u1), rank, anchor (f4, labels only).
 * Style: {fill, line, width, dash, hatch}; fill or line may be null.
 */
(function () {
  "use strict";

  function hatch(c, colour, ground) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 7;
    const t = tile.getContext("2d");
    if (ground) {
      t.fillStyle = ground;
      t.fillRect(0, 0, 7, 7);
    }
    t.strokeStyle = colour;
    t.lineWidth = 1;
    for (const shift of [-7, 0, 7]) {
      t.moveTo(shift, 7);
      t.lineTo(shift + 7, 0);
    }
    t.stroke();
    return c.createPattern(tile, "repeat");
  }

  crm.kinds.polygons = crm.CanvasLayer.extend({
    prepare() {
      const { xy, part, ring } = this.columns;
      this.project(xy);
      this.boxes = [];
      for (let row = 0; row < this.count; row++) {
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        for (let i = ring[part[row]]; i < ring[part[row + 1]]; i++) {
          box[0] = Math.min(box[0], this.x[i]);
          box[1] = Math.min(box[1], this.y[i]);
          box[2] = Math.max(box[2], this.x[i]);
          box[3] = Math.max(box[3], this.y[i]);
        }
        this.boxes.push(box);
      }
      this.least = Math.min(0, ...this.boxes.map((box) => box[0]));
      this.most = Math.max(1, ...this.boxes.map((box) => box[2]));
    },
    restyle() {
      this.fills = this.styles.map((style) => (style.hatch ? hatch(this.context, style.hatch, style.fill) : style.fill));
    },
    inView([left, top, right, bottom], k, { scale, x0, y0, width, height }) {
      return (right + k) * scale >= x0 && (left + k) * scale <= x0 + width && bottom * scale >= y0 && top * scale <= y0 + height;
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
          else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8) continue; // not seen at this zoom
          else c.lineTo(x, y);
          lastX = x;
          lastY = y;
        }
        c.closePath();
      }
    },
    draw(c, frame) {
      for (const k of this.worlds(frame, this.least, this.most)) {
        for (let row = 0; row < this.count; row++) {
          if (!this.isOn(row) || !this.inView(this.boxes[row], k, frame)) continue;
          const style = this.styles[this.classes[row]];
          this.trace(c, row, k, frame);
          if (style.fill || style.hatch) {
            c.fillStyle = this.fills[this.classes[row]];
            c.fill("evenodd");
          }
          if (style.line) {
            c.setLineDash(style.dash || []);
            c.lineWidth = style.width;
            c.strokeStyle = style.line;
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
      if (this.state.labels) this.drawLabels(c, frame);
    },
    /** Labels by rank; one that would touch an earlier one waits for a closer zoom. */
    drawLabels(c, frame) {
      const { anchor, label, rank } = this.columns;
      const { scale, x0, y0, width, height } = frame;
      const taken = [];
      const order = Array.from(rank.keys()).sort((a, b) => rank[b] - rank[a]);
      c.font = "500 11px 'Source Sans', 'Source Sans 3', system-ui, sans-serif";
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.lineJoin = "round";
      c.lineWidth = 3;
      c.strokeStyle = this.state.labels.halo;
      c.fillStyle = this.state.labels.fill;
      for (const k of this.worlds(frame)) {
        for (const row of order) {
          const x = (crm.mercatorX(anchor[2 * row]) + k) * scale - x0;
          const y = crm.mercatorY(anchor[2 * row + 1]) * scale - y0;
          const room = Math.sqrt(rank[row]) * scale;
          const half = c.measureText(label[row]).width / 2 + 3;
          if (!label[row] || room < half * 0.9 || x < 0 || y < 0 || x > width || y > height) continue;
          if (taken.some(([tx, ty, th]) => Math.abs(tx - x) < th + half && Math.abs(ty - y) < 14)) continue;
          taken.push([x, y, half]);
          c.strokeText(label[row], x, y);
          c.fillText(label[row], x, y);
        }
      }
    },
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = [];
      for (const k of this.worlds(this.frameOf, this.least, this.most)) {
        const x = (point.x + x0) / scale - k;
        const y = (point.y + y0) / scale;
        for (let row = this.count - 1; row >= 0; row--) {
          const [left, top, right, bottom] = this.boxes[row];
          if (this.isOn(row) && x >= left && x <= right && y >= top && y <= bottom && this.holds(row, x, y)) found.push(row);
        }
      }
      // the smallest first: it would be hidden under a larger one otherwise
      const area = (row) => (this.boxes[row][2] - this.boxes[row][0]) * (this.boxes[row][3] - this.boxes[row][1]);
      return found.sort((a, b) => area(a) - area(b));
    },
    pointOf(row) {
      const { anchor } = this.columns;
      if (anchor) return this.onScreen(crm.mercatorX(anchor[2 * row]), crm.mercatorY(anchor[2 * row + 1]));
      const [left, top, right, bottom] = this.boxes[row];
      return this.onScreen((left + right) / 2, (top + bottom) / 2);
    },
    holds(row, x, y) {
      const { part, ring } = this.columns;
      let inside = false;
      for (let r = part[row]; r < part[row + 1]; r++) {
        for (let i = ring[r], j = ring[r + 1] - 1; i < ring[r + 1]; j = i++) {
          if (this.y[i] > y !== this.y[j] > y && x < ((this.x[j] - this.x[i]) * (y - this.y[i])) / (this.y[j] - this.y[i]) + this.x[i]) {
            inside = !inside;
          }
        }
      }
      return inside;
    },
  });
})();
