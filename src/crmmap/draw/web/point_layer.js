/* Points with shape and colour by class. Columns: id, tip (texts), lon, lat (f4), cls (u1).
 * Style: {shape, fill, line, r, z, hollow, halo}.
 */
(function () {
  "use strict";
  const TURN = 2 * Math.PI;
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
    },
    /** One picture for each class, and the rows of each class in the order in which classes are drawn. */
    restyle() {
      const rows = this.styles.map(() => []);
      for (let row = 0; row < this.count; row++) if (this.isOn(row)) rows[this.classes[row]].push(row);
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
      for (const k of this.worlds(frame)) {
        for (const { picture, half, rows } of this.order) {
          for (const row of rows) {
            const x = (this.x[row] + k) * scale - x0;
            const y = this.y[row] * scale - y0;
            if (x < -half || y < -half || x > width + half || y > height + half) continue;
            c.drawImage(picture, x - half, y - half, 2 * half, 2 * half);
          }
        }
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
    hits(point) {
      const { scale, x0, y0 } = this.frameOf;
      const found = [];
      for (const k of this.worlds(this.frameOf)) {
        for (let g = this.order.length - 1; g >= 0; g--) {
          const reach = this.order[g].style.r * this.grow + 2;
          for (const row of this.order[g].rows) {
            const dx = Math.abs((this.x[row] + k) * scale - x0 - point.x);
            if (dx <= reach && Math.abs(this.y[row] * scale - y0 - point.y) <= reach) found.push(row);
          }
        }
      }
      return found;
    },
  });
})();
