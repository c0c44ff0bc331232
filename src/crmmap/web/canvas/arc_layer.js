/* Lines with an arrowhead at their end. Columns: id, tip (texts), xy (f4: lon, lat in turn; longitudes may pass ±180 so
 * that a line across the antimeridian stays one), part (u4: first vertex of each line), cls (u1).
 * Several lines may share an id and are then one feature. Style: {line, width, dash, alpha, arrow}.
 */
(function () {
  "use strict";
  const NEAR = 5; // pixels from the pointer to a line that it means
  const REACH = 16; // pixels by which an arrowhead or a thick line passes its vertices
  crm.kinds.arcs = crm.CanvasLayer.extend({
    prepare() {
      const { xy, part } = this.columns;
      this.project(xy);
      this.measure(
        (row) => part[row],
        (row) => part[row + 1],
      );
      this.index(part);
    },
    /** A grid of the pieces between two vertices, with the row of each. */
    index(part) {
      const count = Math.max(0, this.x.length - this.count);
      const [left, top, right, bottom] = Array.from({ length: 4 }, () => new Float64Array(count));
      this.rowOf = new Uint32Array(count);
      this.pieceOf = new Uint32Array(count); // its second vertex
      let n = 0;
      for (let row = 0; row < this.count; row++) {
        for (let i = part[row] + 1; i < part[row + 1]; i++) {
          left[n] = Math.min(this.x[i - 1], this.x[i]);
          right[n] = Math.max(this.x[i - 1], this.x[i]);
          top[n] = Math.min(this.y[i - 1], this.y[i]);
          bottom[n] = Math.max(this.y[i - 1], this.y[i]);
          this.rowOf[n] = row;
          this.pieceOf[n++] = i;
        }
      }
      this.grid = new crm.Grid(left, top, right, bottom);
    },
    onAdd(map) {
      crm.CanvasLayer.prototype.onAdd.call(this, map);
      this.chips = L.DomUtil.create("div", "crm-edges", map.getContainer());
      this.chips.setAttribute("aria-hidden", "true"); // each is a line that the keyboard reaches
      this.clear = () => this.chips.replaceChildren();
      map.on("movestart zoomstart", this.clear);
    },
    onRemove(map) {
      map.off("movestart zoomstart", this.clear);
      this.chips.remove();
      crm.CanvasLayer.prototype.onRemove.call(this);
    },
    plan(frame) {
      this.thin = this._map.getZoom() < 3.5 ? 0.75 : 1;
      if (this.state.names) this.nameEdges(frame, this.state.names);
    },
    /** Name the ends of lines that lie outside the frame, those of the widest lines first. */
    nameEdges(frame, names) {
      const { scale, x0, y0, width, height } = frame;
      const area = {
        left: Math.max(0, -x0),
        top: 0,
        right: Math.min(width, scale - x0),
        bottom: height,
      };
      const lines = [];
      for (const k of this.worlds(this.least, this.most)) {
        this.each((row) => {
          if (!this.touches(row, k, frame, area, 0)) return;
          const { part, id } = this.columns;
          const points = [];
          for (let i = part[row]; i < part[row + 1]; i++)
            points.push([(this.x[i] + k) * scale - x0, this.y[i] * scale - y0]);
          const ends = id[row].split("|").map((end) => names.of[end] || "");
          lines.push({ points, ends, width: this.styles[this.classes[row]].width });
        });
      }
      lines.sort((a, b) => b.width - a.width);
      this.typeset(this.context, "600 12px", "left");
      const widthOf = (text) => this.context.measureText(text).width;
      const placed = crm.namesAtEdges(lines, area, this.stage.boxes(frame), widthOf);
      this.chips.replaceChildren(
        ...placed.map(({ text, left, top }) => {
          const chip = document.createElement("span");
          chip.textContent = text;
          chip.style.color = names.ink;
          chip.style.background = names.ground;
          chip.style.transform = `translate(${left}px, ${top}px)`;
          return chip;
        }),
      );
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
      for (const side of [0.42, -0.42])
        c.lineTo(x + size * Math.cos(back + side), y + size * Math.sin(back + side));
      c.closePath();
      c.fill();
    },
    draw(c, frame, area) {
      c.lineCap = "butt";
      for (const k of this.worlds(this.least, this.most)) {
        for (let row = 0; row < this.count; row++) {
          if (!this.isOn(row) || !this.touches(row, k, frame, area, REACH)) continue;
          const style = this.styles[this.classes[row]];
          const strong = this.selected >= 0 && this.columns.id[row] === this.state.selected;
          if (strong) {
            this.trace(c, row, k, frame);
            c.setLineDash([]);
            c.lineWidth = style.width + 5;
            c.strokeStyle = this.state.halo;
            c.stroke();
          }
          this.trace(c, row, k, frame);
          c.globalAlpha = strong ? 1 : Math.min(1, style.alpha * this.dimmed(row));
          c.setLineDash(style.dash || []);
          c.lineWidth = strong ? style.width + 1.6 : style.width * this.thin;
          c.strokeStyle = c.fillStyle = style.line;
          c.stroke();
          c.setLineDash([]);
          if (style.arrow) this.arrow(c, row, k, frame, strong ? 13 : 8 * this.thin);
          c.globalAlpha = 1;
        }
      }
    },
    /** Lines of what the pointer is on stand out: all others fade. An id names its ends, parted by a bar. */
    dimmed(row) {
      if (!this.emphasis) return 1;
      return this.columns.id[row].split("|").includes(this.emphasis) ? 1.3 : 0.12;
    },
    emphasise(id) {
      const known = id !== null && this.ends && this.ends.has(id) ? id : null;
      if ((this.emphasis || null) === known) return;
      this.emphasis = known;
      this.redraw();
    },
    /** The ends of the lines that are on. */
    restyle() {
      this.ends = new Set();
      this.each((row) => this.columns.id[row].split("|").forEach((end) => this.ends.add(end)));
    },
    pointOf(row) {
      const { part } = this.columns;
      const middle = (part[row] + part[row + 1]) >> 1;
      return this.onScreen(this.x[middle], this.y[middle]);
    },
    /** One row of each feature with a line under the point. */
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = new Map();
      const reach = NEAR / scale;
      for (const k of this.worlds(this.least, this.most)) {
        const [x, y] = [(point.x + x0) / scale - k, (point.y + y0) / scale];
        this.grid.search(x - reach, y - reach, x + reach, y + reach, (piece) => {
          const row = this.rowOf[piece];
          const id = this.columns.id[row];
          if (!this.isOn(row) || found.has(id)) return;
          const i = this.pieceOf[piece];
          const [ax, ay] = [this.x[i - 1] - x, this.y[i - 1] - y];
          const [bx, by] = [this.x[i] - x, this.y[i] - y];
          const along = Math.max(
            0,
            Math.min(1, (ax * (ax - bx) + ay * (ay - by)) / ((ax - bx) ** 2 + (ay - by) ** 2 || 1)),
          );
          if (Math.hypot(ax + along * (bx - ax), ay + along * (by - ay)) <= reach)
            found.set(id, row);
        });
      }
      return [...found.values()].sort((a, b) => b - a);
    },
  });
})();
