/* Points with shape and colour by class. Columns: id, tip (texts), lon, lat (f4), cls (u1).
 * Style: {shape, fill, line, r, z, hollow, halo}.
 */
(function () {
  "use strict";
  const TURN = 2 * Math.PI;
  const CELLS = 512; // of the grid, along each side of the world
  const MARGIN = 24; // spots around the screen in which a sign may still reach into it
  const WIDEST = 14; // pixels from a point to the middle of the largest sign
  const cellOf = (part) => Math.max(0, Math.min(CELLS - 1, Math.floor(part * CELLS)));
  const SHAPES = {
    circle: (c, r) => c.arc(0, 0, r, 0, TURN),
    square: (c, r) => c.rect(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r),
    triangle: (c, r) => polygon(c, [[0, -1.15 * r], [1.1 * r, 0.85 * r], [-1.1 * r, 0.85 * r]]),
    diamond: (c, r) => polygon(c, [[0, -1.25 * r], [1.25 * r, 0], [0, 1.25 * r], [-1.25 * r, 0]]),
    cross: (c, r) => {
      const a = 0.42 * r;
      polygon(c, [[-a, -r], [a, -r], [a, -a], [r, -a], [r, a], [a, a], [a, r], [-a, r], [-a, a], [-r, a], [-r, -a], [-a, -a]]);
    },
  };
  function polygon(c, points) {
    points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  }

  function paint(c, style) {
    if (style.halo) {
      c.beginPath();
      c.arc(0, 0, style.r + 3, 0, TURN);
      c.setLineDash([1.5, 2.5]);
      c.lineWidth = 1.2;
      c.strokeStyle = style.fill;
      c.stroke();
      c.setLineDash([]);
    }
    c.beginPath();
    SHAPES[style.shape](c, style.hollow ? style.r - 0.8 : style.r);
    if (style.hollow) {
      c.fillStyle = style.line;
      c.globalAlpha = 0.75;
      c.fill();
      c.globalAlpha = 1;
      c.lineWidth = 1.6;
      c.strokeStyle = style.fill;
    } else {
      c.fillStyle = style.fill;
      c.fill();
      c.lineWidth = 0.8;
      c.strokeStyle = style.line;
    }
    c.stroke();
  }

  crm.kinds.points = crm.CanvasLayer.extend({
    prepare() {
      const { lon, lat } = this.columns;
      this.x = Float64Array.from(lon, crm.mercatorX);
      this.y = Float64Array.from(lat, crm.mercatorY);
      this.index();
    },
    /** Rows by cell of a grid over the world: starts[cell] to starts[cell + 1] in cellRows. */
    index() {
      const cell = new Uint32Array(this.count);
      this.starts = new Uint32Array(CELLS * CELLS + 1);
      for (let row = 0; row < this.count; row++) {
        cell[row] = cellOf(this.y[row]) * CELLS + cellOf(this.x[row]);
        this.starts[cell[row] + 1]++;
      }
      for (let i = 0; i < CELLS * CELLS; i++) this.starts[i + 1] += this.starts[i];
      const next = this.starts.slice(0, -1);
      this.cellRows = new Uint32Array(this.count);
      for (let row = 0; row < this.count; row++) this.cellRows[next[cell[row]]++] = row;
    },
    /** The rows of each class that are on, in the order in which classes are drawn. */
    restyle() {
      const sizes = new Uint32Array(this.styles.length);
      for (let row = 0; row < this.count; row++) if (this.isOn(row)) sizes[this.classes[row]]++;
      const rows = Array.from(sizes, (size) => new Uint32Array(size));
      sizes.fill(0);
      for (let row = 0; row < this.count; row++) {
        if (this.isOn(row)) rows[this.classes[row]][sizes[this.classes[row]]++] = row;
      }
      this.order = this.styles
        .map((style, i) => ({ style, rows: rows[i] }))
        .filter((group) => group.rows.length)
        .sort((a, b) => a.style.z - b.style.z);
      this.grow = null;
    },
    /** Signs grow with the zoom, so that the world is no blot and a mine is easy to hit; rings wait for a closer look. */
    picture(frame) {
      const zoom = this._map.getZoom();
      const grow = Math.max(0.62, Math.min(1.3, 0.62 + 0.13 * (zoom - 2)));
      const rings = zoom >= 5;
      if (this.grow === grow && this.rings === rings && this.sharp === frame.sharp) return;
      Object.assign(this, { grow, rings, sharp: frame.sharp });
      for (const group of this.order) {
        const style = { ...group.style, r: group.style.r * grow, halo: group.style.halo && rings };
        const half = Math.ceil(style.r * 1.3 + 5);
        const picture = document.createElement("canvas");
        picture.width = picture.height = Math.ceil(2 * half * frame.sharp);
        const c = picture.getContext("2d");
        c.scale(frame.sharp, frame.sharp);
        c.translate(half, half);
        paint(c, style);
        Object.assign(group, { picture, half });
      }
    },
    draw(c, frame) {
      const { scale, x0, y0, width, height } = frame;
      this.picture(frame);
      // One sign for each spot of two by two pixels, found from the topmost down and drawn from the lowest up: the cost is
      // bound by the screen, not by the data.
      const across = Math.ceil(width / 2) + 2 * MARGIN;
      const spots = across * (Math.ceil(height / 2) + 2 * MARGIN);
      if (!this.taken || this.taken.length !== spots) {
        this.taken = new Uint32Array(spots);
        this.turn = 0;
        this.signs = { x: new Float64Array(spots), y: new Float64Array(spots), group: new Uint8Array(spots) };
      }
      this.turn++;
      const { signs, taken, turn } = this;
      let n = 0;
      for (const k of this.worlds(frame)) {
        for (let g = this.order.length - 1; g >= 0; g--) {
          const { half, rows } = this.order[g];
          for (let i = rows.length - 1; i >= 0; i--) {
            const x = (this.x[rows[i]] + k) * scale - x0;
            const y = this.y[rows[i]] * scale - y0;
            if (x < -half || y < -half || x > width + half || y > height + half) continue;
            const spot = ((y >> 1) + MARGIN) * across + (x >> 1) + MARGIN;
            if (taken[spot] === turn) continue;
            taken[spot] = turn;
            signs.x[n] = x;
            signs.y[n] = y;
            signs.group[n++] = g;
          }
        }
      }
      while (n--) {
        const { picture, half } = this.order[signs.group[n]];
        c.drawImage(picture, signs.x[n] - half, signs.y[n] - half, 2 * half, 2 * half);
      }
      for (const k of this.worlds(frame)) {
        if (this.selected >= 0) {
          c.beginPath();
          c.arc((this.x[this.selected] + k) * scale - x0, this.y[this.selected] * scale - y0, 13, 0, TURN);
          c.lineWidth = 5;
          c.strokeStyle = this.state.halo;
          c.stroke();
          c.lineWidth = 2.5;
          c.strokeStyle = this.state.accent;
          c.stroke();
        }
      }
    },
    /** Rows under a point, the topmost first. */
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = [];
      for (const k of this.worlds(this.frameOf)) {
        this.near((point.x + x0) / scale - k, (point.y + y0) / scale, WIDEST / scale, (row) => {
          const reach = this.styles[this.classes[row]].r * this.grow + 2;
          const dx = Math.abs((this.x[row] + k) * scale - x0 - point.x);
          if (dx <= reach && Math.abs(this.y[row] * scale - y0 - point.y) <= reach) found.push(row);
        });
      }
      const z = (row) => this.styles[this.classes[row]].z;
      return found.sort((a, b) => z(b) - z(a) || b - a);
    },
    /** Call back for each row that is on within a square about a place of the world. */
    near(x, y, reach, visit) {
      const [left, right] = [cellOf(x - reach), cellOf(x + reach)];
      const [top, bottom] = [cellOf(y - reach), cellOf(y + reach)];
      for (let v = top; v <= bottom; v++) {
        for (let i = this.starts[v * CELLS + left]; i < this.starts[v * CELLS + right + 1]; i++) {
          const row = this.cellRows[i];
          if (Math.abs(this.x[row] - x) <= reach && this.isOn(row)) visit(row);
        }
      }
    },
    rowsInView() {
      const { scale, x0, y0, width, height } = this.frameOf;
      const rows = [];
      const reach = Math.min(width, height) / 2 / scale;
      this.near(this.here((x0 + width / 2) / scale), (y0 + height / 2) / scale, reach, (row) => rows.push(row));
      return rows.slice(0, 5000);
    },
    pointOf(row) {
      return this.onScreen(this.x[row], this.y[row]);
    },
  });
})();
