/* Lines with an arrowhead at their end. Columns: id, tip (texts), xy (f4: lon, lat in turn; longitudes may pass ±180 so
 * that a line across the antimeridian stays one), part (u4: first vertex of each line), cls (u1).
 * Several lines may share an id and are then one feature. Style: {line, width, dash, alpha, arrow}.
 */
(function () {
  "use strict";
  crm.kinds.arcs = crm.CanvasLayer.extend({
    prepare() {
      this.project(this.columns.xy);
      this.least = this.x.reduce((a, b) => Math.min(a, b), 0);
      this.most = this.x.reduce((a, b) => Math.max(a, b), 1);
    },
    restyle() {
      const id = this.state.selected;
      this.chosen = this.columns.id.map((other) => id !== null && other === id);
    },
    trace(c, row, k, { scale, x0, y0 }) {
      const { part } = this.columns;
      c.beginPath();
      for (let i = part[row]; i < part[row + 1]; i++) {
        const x = (this.x[i] + k) * scale - x0;
        const y = this.y[i] * scale - y0;
        if (i === part[row]) c.moveTo(x, y);
        else c.lineTo(x, y);
      }
    },
    arrow(c, row, k, { scale, x0, y0 }, size) {
      const end = this.columns.part[row + 1] - 1;
      const x = (this.x[end] + k) * scale - x0;
      const y = this.y[end] * scale - y0;
      const back = Math.atan2(this.y[end - 2] - this.y[end], this.x[end - 2] - this.x[end]);
      c.beginPath();
      c.moveTo(x, y);
      for (const side of [0.42, -0.42]) c.lineTo(x + size * Math.cos(back + side), y + size * Math.sin(back + side));
      c.closePath();
      c.fill();
    },
    draw(c, frame) {
      c.lineCap = "butt";
      const thin = this._map.getZoom() < 3.5 ? 0.75 : 1;
      for (const k of this.worlds(frame, this.least, this.most)) {
        for (let row = 0; row < this.count; row++) {
          if (!this.isOn(row)) continue;
          const style = this.styles[this.classes[row]];
          const strong = this.chosen[row];
          if (strong) {
            this.trace(c, row, k, frame);
            c.setLineDash([]);
            c.lineWidth = style.width + 5;
            c.strokeStyle = this.state.halo;
            c.stroke();
          }
          this.trace(c, row, k, frame);
          c.globalAlpha = strong ? 1 : style.alpha;
          c.setLineDash(style.dash || []);
          c.lineWidth = strong ? style.width + 1.6 : style.width * thin;
          c.strokeStyle = c.fillStyle = style.line;
          c.stroke();
          c.setLineDash([]);
          if (style.arrow) this.arrow(c, row, k, frame, strong ? 13 : 8 * thin);
          c.globalAlpha = 1;
        }
      }
    },
    pointOf(row) {
      const { part } = this.columns;
      const middle = (part[row] + part[row + 1]) >> 1;
      return this.onScreen(this.x[middle], this.y[middle]);
    },
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const { part, id } = this.columns;
      const found = new Map();
      for (const k of this.worlds(this.frameOf, this.least, this.most)) {
        for (let row = 0; row < this.count; row++) {
          if (!this.isOn(row) || found.has(id[row])) continue;
          for (let i = part[row] + 1; i < part[row + 1]; i++) {
            const ax = (this.x[i - 1] + k) * scale - x0 - point.x;
            const ay = this.y[i - 1] * scale - y0 - point.y;
            const bx = (this.x[i] + k) * scale - x0 - point.x;
            const by = this.y[i] * scale - y0 - point.y;
            const along = Math.max(0, Math.min(1, (ax * (ax - bx) + ay * (ay - by)) / ((ax - bx) ** 2 + (ay - by) ** 2 || 1)));
            if (Math.hypot(ax + along * (bx - ax), ay + along * (by - ay)) <= 5) {
              found.set(id[row], row);
              break;
            }
          }
        }
      }
      return [...found.values()];
    },
  });
})();
