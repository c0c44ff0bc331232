/* Points with shape and colour by class. Columns: id, tip (texts), lon, lat (f4), cls (u1).
 * Style: {shape, fill, line, r, z, hollow, halo}. The state may bring radii (u1, pixels) that stand for each style's r,
 * density: {shades, line}, colours of cells for a view with more signs than eyes can part; labels: {texts, fill, halo}, a text
 * beside each sign, "" for none; and closer: {dots, signs}, the zooms from which dots and signs stand in place of nothing.
 */
(function () {
  "use strict";
  const TURN = 2 * Math.PI;
  const ROOMY = 900; // pixels of a map in which circles have their full size
  const DOT = 1.8; // pixels: a site that is too far away for its sign
  const HIGH = 15; // pixels of a line of a label
  const SPOT = 2; // pixels: one sign for each spot of two by two
  const CELL = 8; // pixels of a density cell
  const FLAT = 4e6; // cells that are counted in an array; the world has more of them when it is near
  const CROWD = 5000; // signs in view from which on a density is drawn
  /** The outline of a sign around the origin; signs.json has it for a radius of 1.
   * @param {CanvasRenderingContext2D} c
   * @param {string} shape
   * @param {number} r
   */
  function trace(c, shape, r) {
    const { outline } = crm.signs[shape];
    if (!outline) return c.arc(0, 0, r, 0, TURN);
    outline.forEach(([x, y], i) => (i ? c.lineTo(x * r, y * r) : c.moveTo(x * r, y * r)));
    return c.closePath();
  }

  /** @param {CanvasRenderingContext2D} c
   * @param {Crm.Style} style */
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
    trace(c, style.shape, style.hollow ? style.r - 0.8 : style.r);
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
      this.grid = new crm.Grid(this.x, this.y);
    },
    /** The rows that are on in the order in which they are drawn: by the style's z, the larger sign below. */
    restyle() {
      const keyOf = (row) => this.classes[row] * 256 + (this.radii ? this.radii[row] : 0);
      const sizes = new Uint32Array(this.styles.length * 256);
      this.each((row) => sizes[keyOf(row)]++);
      this.groups = [];
      sizes.forEach((size, key) => {
        if (!size) return;
        const style = this.styles[key >> 8];
        this.groups.push({ key, size, style: this.radii ? { ...style, r: key & 255 } : style });
      });
      this.groups.sort((a, b) => a.style.z - b.style.z || b.style.r - a.style.r);
      const next = new Uint32Array(sizes.length);
      let n = 0;
      this.groups.forEach(({ key, size }) => {
        next[key] = n;
        n += size;
      });
      this.rows = new Uint32Array(n);
      this.xs = new Float64Array(n);
      this.ys = new Float64Array(n);
      this.each((row) => {
        const at = next[keyOf(row)]++;
        this.rows[at] = row;
        this.xs[at] = this.x[row];
        this.ys[at] = this.y[row];
      });
      this.pictured = null;
      this.counted = null;
    },
    /** Signs grow with the zoom, so that the world is no blot and a mine is easy to hit; rings wait for a closer look. */
    plan(frame) {
      const zoom = this._map.getZoom();
      const { closer } = this.state;
      this.hidden = Boolean(closer) && zoom < closer.dots;
      this.dotted = Boolean(closer) && zoom < closer.signs;
      this.grow = this.growth(frame);
      const pictured = [this.grow, zoom >= 5, this.dotted, frame.sharp].join();
      if (pictured !== this.pictured) {
        this.pictured = pictured;
        for (const group of this.groups) this.picture(group, zoom >= 5, frame.sharp);
        this.reach = this.groups.reduce((most, { half }) => Math.max(most, half), 0);
      }
      this.labelled = this.state.labels ? this.layOut(frame) : [];
      const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
      const most = this.state.density ? CROWD : Infinity;
      this.picked = this.pick(frame, whole, most); // it stands for the whole drawing that follows
      this.crowded = !this.hidden && this.picked.n > most;
      this.explain(frame);
    },
    picture(group, rings, sharp) {
      let style = { ...group.style, r: group.style.r * this.grow, halo: group.style.halo && rings };
      if (this.dotted) style = { ...style, shape: "circle", r: DOT, hollow: false, halo: false };
      const half = Math.ceil(style.r * 1.3 + 5);
      const picture = document.createElement("canvas");
      picture.width = picture.height = Math.ceil(2 * half * sharp);
      const c = picture.getContext("2d", { willReadFrequently: true });
      c.scale(sharp, sharp);
      c.translate(half, half);
      paint(c, style);
      Object.assign(group, { picture, half });
    },
    draw(c, frame, area) {
      if (this.crowded) this.drawDensity(c, frame, area);
      else if (!this.hidden) this.drawSigns(c, this.picked || this.pick(frame, area));
      this.picked = null;
      this.drawSelected(c, frame);
      this.drawLabels(c, frame, area);
    },
    /** Labels beside the largest signs first: right, left, below or above, where they touch no other label and cover no
     * larger sign, within the one world; one that finds no room is left out. Laid out for the world, so none moves in a drag. */
    layOut({ scale }) {
      const { texts } = this.state.labels;
      const size = (row) =>
        (this.radii ? this.radii[row] : this.styles[this.classes[row]].r) * this.grow;
      const boxes = [];
      this.each((row) => {
        const [x, y, r] = [this.x[row] * scale, this.y[row] * scale, size(row)];
        boxes.push({ row, x, y, r, left: x - r, right: x + r, top: y - r, bottom: y + r });
      });
      boxes.sort((a, b) => b.r - a.r);
      const free = (box, own) =>
        box.left >= 0 &&
        box.right <= scale &&
        !placed.some((other) => overlap(box, other)) &&
        !boxes.some((other) => other.row !== own && other.r > 3 && overlap(box, other));
      const overlap = (a, b) =>
        a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
      const placed = [];
      this.typeset(this.context, "600 12px", "left");
      for (const { row, x, y, r } of boxes) {
        if (!texts[row]) continue;
        const wide = this.context.measureText(texts[row]).width;
        const at = [
          [x + r + 4, y],
          [x - r - 4 - wide, y],
          [x - wide / 2, y + r + HIGH / 2 + 1],
          [x - wide / 2, y - r - HIGH / 2 - 1],
        ];
        for (const [left, middle] of at) {
          const box = {
            left,
            right: left + wide,
            top: middle - HIGH / 2,
            bottom: middle + HIGH / 2,
            text: texts[row],
            id: this.columns.id[row],
          };
          if (!free(box, row)) continue;
          placed.push(box);
          break;
        }
      }
      return placed;
    },
    /** The labels at a zoom, for a layer below that keeps clear of them. */
    placedLabels(frame) {
      this.grow = this.growth(frame);
      return this.state.labels ? this.layOut(frame) : [];
    },
    /** Circles shrink with a small map, so that its land can be seen; signs grow with the zoom. */
    growth({ width }) {
      return this.radii
        ? Math.max(0.5, Math.min(1, width / ROOMY))
        : Math.max(0.62, Math.min(1.3, 0.62 + 0.13 * (this._map.getZoom() - 2)));
    },
    drawLabels(c, frame, area) {
      if (!this.labelled.length) return;
      const { x0, y0 } = frame;
      const { fill, halo } = this.state.labels;
      this.typeset(c, "600 12px", "left");
      for (const { left, right, top, bottom, text } of this.labelled) {
        const box = { left: left - x0, right: right - x0, top: top - y0, bottom: bottom - y0 };
        if (!crm.inSight(box, area, frame)) continue;
        c.strokeStyle = halo;
        c.fillStyle = fill;
        c.strokeText(text, box.left, (box.top + box.bottom) / 2);
        c.fillText(text, box.left, (box.top + box.bottom) / 2);
      }
    },
    /** The topmost sign of each spot, from the topmost down, until there are more than ``limit``: the cost of drawing is
     * bound by the screen, not by the data. */
    pick(frame, area, limit = Infinity) {
      const { scale, x0, y0 } = frame;
      const [left, right] = [area.left - this.reach, area.right + this.reach];
      const [top, bottom] = [area.top - this.reach, area.bottom + this.reach];
      // spots lie fixed in the world, so that a drag moves them with the map
      const [firstX, firstY] = [Math.floor((left + x0) / SPOT), Math.floor((top + y0) / SPOT)];
      const across = Math.floor((right + x0) / SPOT) - firstX + 1;
      const spots = across * (Math.floor((bottom + y0) / SPOT) - firstY + 1);
      if (!this.taken || this.taken.length < spots) {
        this.taken = new Uint32Array(spots);
        this.turn = 0;
        this.signs = {
          x: new Float64Array(spots),
          y: new Float64Array(spots),
          group: new Uint16Array(spots),
        };
      }
      this.turn++;
      const { signs, taken, turn, xs, ys } = this;
      const worlds = this.worlds();
      let n = 0;
      let end = this.rows.length;
      for (let g = this.groups.length - 1; g >= 0 && n <= limit; g--) {
        const start = end - this.groups[g].size;
        for (const k of worlds) {
          for (let at = end - 1; at >= start && n <= limit; at--) {
            const wx = (xs[at] + k) * scale;
            const wy = ys[at] * scale;
            const x = wx - x0;
            const y = wy - y0;
            if (x < left || x > right || y < top || y > bottom) continue;
            const spot = (Math.floor(wy / SPOT) - firstY) * across + Math.floor(wx / SPOT) - firstX;
            if (taken[spot] === turn) continue;
            taken[spot] = turn;
            signs.x[n] = x;
            signs.y[n] = y;
            signs.group[n++] = g;
          }
        }
        end = start;
      }
      return { ...signs, n };
    },
    drawSigns(c, { x, y, group, n }) {
      for (let i = n - 1; i >= 0; i--) {
        const { picture, half } = this.groups[group[i]];
        c.drawImage(picture, x[i] - half, y[i] - half, 2 * half, 2 * half);
      }
    },
    /** How many points lie in each cell of the world, and up to how many each shade reaches; once for each zoom. */
    cells({ scale }) {
      if (this.counted && this.counted.scale === scale) return this.counted;
      const across = Math.ceil(scale / CELL);
      const cellOf = (at) =>
        Math.floor((this.ys[at] * scale) / CELL) * across +
        Math.floor((this.xs[at] * scale) / CELL);
      const counts = new Map();
      if (across * across <= FLAT) {
        const flat = new Uint32Array(across * across);
        for (let at = 0; at < this.rows.length; at++) flat[cellOf(at)]++;
        flat.forEach((count, cell) => count && counts.set(cell, count));
      } else {
        for (let at = 0; at < this.rows.length; at++)
          counts.set(cellOf(at), (counts.get(cellOf(at)) || 0) + 1);
      }
      let most = 1;
      for (const count of counts.values()) most = Math.max(most, count);
      const { shades } = this.state.density;
      const bounds = shades.map((_, i) =>
        i + 1 < shades.length ? Math.round(most ** ((i + 1) / shades.length)) : most,
      );
      this.counted = { scale, across, counts, bounds };
      return this.counted;
    },
    drawDensity(c, frame, area) {
      const { scale, x0, y0 } = frame;
      const { across, counts, bounds } = this.cells(frame);
      const byShade = bounds.map(() => []);
      for (const k of this.worlds()) {
        for (const [cell, count] of counts) {
          const west = (cell % across) * CELL;
          const x = west + k * scale - x0;
          const y = Math.floor(cell / across) * CELL - y0;
          if (x + CELL < area.left || x > area.right || y + CELL < area.top || y > area.bottom)
            continue;
          const wide = Math.min(CELL, scale - west) - 1; // the world's last column is narrow
          byShade[bounds.findIndex((bound) => count <= bound)].push(x + 0.5, y + 0.5, wide);
        }
      }
      byShade.forEach((cells, i) => {
        c.fillStyle = this.state.density.shades[i];
        for (let at = 0; at < cells.length; at += 3)
          c.fillRect(cells[at], cells[at + 1], cells[at + 2], CELL - 1);
      });
    },
    /** A key to the density, on the map for as long as one is drawn. */
    explain(frame) {
      if (this.key) this.key.remove();
      this.key = null;
      if (!this.crowded) return;
      this.key = L.DomUtil.create("div", "crm-key", this._map.getContainer());
      L.DomUtil.create("div", "", this.key).textContent =
        "Too many to part: how many lie in each cell. Zoom in for the signs.";
      let least = 1;
      this.cells(frame).bounds.forEach((bound, i) => {
        if (bound < least) return;
        const label = L.DomUtil.create("span", "", this.key);
        L.DomUtil.create("i", "", label).style.background = this.state.density.shades[i];
        label.append(
          (least === bound ? [bound] : [least, bound]).map((n) => n.toLocaleString("en")).join("–"),
        );
        least = bound + 1;
      });
    },
    onRemove(map) {
      if (this.key) this.key.remove();
      crm.CanvasLayer.prototype.onRemove.call(this, map);
    },
    drawSelected(c, frame) {
      if (this.selected < 0) return;
      const { scale, x0, y0 } = frame;
      const r = Math.max(13, this.radii ? this.radii[this.selected] * this.grow + 4 : 0);
      for (const k of this.worlds()) {
        c.beginPath();
        c.arc(
          (this.x[this.selected] + k) * scale - x0,
          this.y[this.selected] * scale - y0,
          r,
          0,
          TURN,
        );
        c.lineWidth = 5;
        c.strokeStyle = this.state.halo;
        c.stroke();
        c.lineWidth = 2.5;
        c.strokeStyle = this.state.accent;
        c.stroke();
      }
    },
    /** Rows under a point, the topmost first. */
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = [];
      if (this.hidden) return found;
      const radius = (row) =>
        this.dotted
          ? DOT + 1
          : (this.radii ? this.radii[row] : this.styles[this.classes[row]].r) * this.grow;
      for (const k of this.worlds()) {
        const [x, y] = [(point.x + x0) / scale - k, (point.y + y0) / scale];
        const wide = this.reach / scale;
        this.grid.search(x - wide, y - wide, x + wide, y + wide, (row) => {
          if (!this.isOn(row)) return;
          const reach = (radius(row) + 2) / scale;
          if (Math.abs(this.x[row] - x) <= reach && Math.abs(this.y[row] - y) <= reach)
            found.push(row);
        });
      }
      const z = (row) => this.styles[this.classes[row]].z;
      return found.sort((a, b) => z(b) - z(a) || radius(a) - radius(b) || b - a);
    },
    rowsInView() {
      const { scale, x0, y0, width, height } = this.frameOf;
      const reach = Math.min(width, height) / 2 / scale;
      const [x, y] = [(x0 + width / 2) / scale, (y0 + height / 2) / scale];
      const rows = [];
      if (this.hidden) return rows;
      this.grid.search(
        x - reach,
        y - reach,
        x + reach,
        y + reach,
        (row) => this.isOn(row) && rows.push(row),
      );
      return rows.slice(0, 5000);
    },
    pointOf(row) {
      return this.onScreen(this.x[row], this.y[row]);
    },
  });
})();
