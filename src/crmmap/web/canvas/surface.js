/* Canvas layers for Leaflet that take columns once and then only what changed.
 *
 * Each layer has one canvas in the map. Its columns come from one binary file (see columns.py) and stay; a change brings
 * a state: which rows are on, each row's style class, the styles, the selected row. Texts reach the page as text nodes
 * only, never as markup. A kind of layer extends CanvasLayer and gives prepare, restyle, draw, hits and pointOf. What
 * draw paints at a place must not hang on the area it is asked for: a drag paints the map strip by strip.
 */
(function () {
  "use strict";
  const CanvasLayer = L.Layer.extend({
    initialize(stage, name) {
      this.stage = stage;
      this.name = name;
      this.ready = false;
    },
    getEvents() {
      return {
        move: this.schedule,
        moveend: this.redraw,
        zoomend: this.redraw,
        resize: this.redraw,
        viewreset: this.redraw,
        zoomanim: this.followZoom,
      };
    },
    onAdd(map) {
      const pane = map.getPane(this.name) || map.createPane(this.name);
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "crm-layer leaflet-zoom-animated", pane);
      this.canvas.setAttribute("aria-hidden", "true");
      // kept in memory, not on the graphics card: shifting the picture in a drag reads it, and paths are quicker so
      this.context = this.canvas.getContext("2d", { willReadFrequently: true });
      if (!this.context) throw new Error("no canvas");
    },
    onRemove() {
      cancelAnimationFrame(this.frame);
      L.DomUtil.remove(this.canvas);
    },
    /** Take a state from the page; only what differs from the last one is worked on.
     * @param {Crm.LayerState} state
     */
    async show(state) {
      this.wanted = state;
      this._map.getPane(this.name).style.zIndex = 400 + state.z;
      const fresh = this.url !== state.url || !this.ready;
      const before = fresh ? {} : this.applied; // masks of other columns are of no use
      const [columns, on, classes, radii] = await Promise.all([
        fresh ? crm.fetchColumns(state.url) : this.columns,
        state.on === before.on ? this.bits : crm.unpack(state.on),
        state.classes === before.classes ? this.classes : crm.unpack(state.classes),
        state.radii === before.radii ? this.radii : crm.unpack(state.radii ?? null),
      ]);
      if (this.wanted !== state || !this._map) return; // a later state came, or the layer has gone
      if (fresh) {
        this.url = state.url;
        this.columns = columns;
        this.count = columns.cls.length;
        this.prepare();
        this.ready = true;
      }
      this.bits = on || new Uint8Array(Math.ceil(this.count / 8)).fill(255);
      this.classes = classes || columns.cls;
      this.radii = radii;
      this.styles = state.styles;
      this.state = this.applied = state;
      this.z = state.z;
      this.selected = state.selected === null ? -1 : columns.id.indexOf(state.selected);
      const styles = JSON.stringify(state.styles);
      const same =
        !fresh &&
        styles === this.stylesDrawn &&
        ["on", "classes", "radii"].every((part) => state[part] === before[part]);
      this.stylesDrawn = styles;
      if (!same) this.restyle();
      this._map.getContainer().dataset[this.name + "Drawn"] = this.shown();
      this.redraw();
      for (const layer of this.stage.topDown()) {
        if (layer.state.labels && layer.state.labels.beside === this.name) layer.redraw();
      }
      // names at the edge keep clear of all labels, so they are set last
      for (const layer of this.stage.topDown()) if (layer.state.names) layer.redraw();
    },
    restyle() {},
    /** Type of labels, with room for the edge that sets them off from the ground.
     * @param {CanvasRenderingContext2D} c
     * @param {string} font weight and size
     * @param {CanvasTextAlign} align
     */
    typeset(c, font, align) {
      c.font = `${font} 'Source Sans', 'Source Sans 3', system-ui, sans-serif`;
      c.textAlign = align;
      c.textBaseline = "middle";
      c.lineJoin = "round";
      c.lineWidth = 3;
    },
    /** Vertices, longitude and latitude in turn, as places of the world in this.x and this.y. */
    project(xy, perDegree = 1) {
      const n = xy.length / 2;
      this.x = new Float64Array(n);
      this.y = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        this.x[i] = crm.mercatorX(xy[2 * i] / perDegree);
        this.y[i] = crm.mercatorY(xy[2 * i + 1] / perDegree);
      }
    },
    /** The box around each row's vertices, and how far the widest reach past the world's edges. */
    measure(first, last) {
      const [left, top, right, bottom] = Array.from(
        { length: 4 },
        () => new Float64Array(this.count),
      );
      [this.least, this.most] = [0, 1];
      for (let row = 0; row < this.count; row++) {
        [left[row], top[row], right[row], bottom[row]] = [Infinity, Infinity, -Infinity, -Infinity];
        for (let i = first(row); i < last(row); i++) {
          left[row] = Math.min(left[row], this.x[i]);
          top[row] = Math.min(top[row], this.y[i]);
          right[row] = Math.max(right[row], this.x[i]);
          bottom[row] = Math.max(bottom[row], this.y[i]);
        }
        this.least = Math.min(this.least, left[row]);
        this.most = Math.max(this.most, right[row]);
      }
      this.boxes = { left, top, right, bottom };
    },
    /** Whether a row's box comes within some pixels of an area of the screen. */
    touches(row, k, { scale, x0, y0 }, area, reach) {
      const { left, top, right, bottom } = this.boxes;
      return (
        (right[row] + k) * scale - x0 >= area.left - reach &&
        (left[row] + k) * scale - x0 <= area.right + reach &&
        bottom[row] * scale - y0 >= area.top - reach &&
        top[row] * scale - y0 <= area.bottom + reach
      );
    },
    isOn(row) {
      return (this.bits[row >> 3] >> (row & 7)) & 1;
    },
    /** Hover text of a row. */
    tip(row) {
      return this.columns.tip[row] + (this.state.notes ? "\n" + this.state.notes[row] : "");
    },
    /** Call back for each row that is on, from the first. */
    each(visit) {
      const bytes = Math.ceil(this.count / 8);
      for (let at = 0; at < bytes; at++) {
        let byte = this.bits[at];
        for (let row = at * 8; byte && row < this.count; row++, byte >>= 1)
          if (byte & 1) visit(row);
      }
    },
    /** How many rows are on; the tests read it. */
    shown() {
      let n = 0;
      this.each(() => n++);
      return n;
    },
    /** While the map is dragged: once a frame. */
    schedule() {
      if (!this.frame) this.frame = requestAnimationFrame(() => this.follow());
    },
    /** Shift the picture and draw only the strips that came into view, so that a drag costs the same at any size. */
    follow() {
      this.frame = null;
      if (!this.frameOf || !this.ready || !this._map || this._map._animatingZoom) return;
      const frame = this.frameNow();
      const before = this.frameOf;
      const [dx, dy] = [before.x0 - frame.x0, before.y0 - frame.y0];
      const { width, height, sharp } = frame;
      const alike =
        before.scale === frame.scale &&
        before.width === width &&
        before.height === height &&
        before.sharp === sharp;
      if (!alike || Math.abs(dx) >= width || Math.abs(dy) >= height) {
        this.redraw();
        return;
      }
      if (!dx && !dy) return;
      const c = this.context;
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.globalCompositeOperation = "copy";
      c.drawImage(this.canvas, dx * sharp, dy * sharp);
      c.globalCompositeOperation = "source-over";
      this.place(frame);
      const strips = [];
      if (dx)
        strips.push({
          left: dx > 0 ? 0 : width + dx,
          right: dx > 0 ? dx : width,
          top: 0,
          bottom: height,
        });
      if (dy)
        strips.push({
          left: 0,
          right: width,
          top: dy > 0 ? 0 : height + dy,
          bottom: dy > 0 ? dy : height,
        });
      for (const area of strips) this.drawArea(area);
    },
    redraw() {
      cancelAnimationFrame(this.frame);
      this.frame = null;
      if (!this.ready || !this._map || this._map._animatingZoom) return;
      const frame = this.frameNow();
      const { width, height, sharp } = frame;
      if (this.canvas.width !== width * sharp || this.canvas.height !== height * sharp) {
        this.canvas.width = width * sharp;
        this.canvas.height = height * sharp;
        this.canvas.style.width = width + "px";
        this.canvas.style.height = height + "px";
      }
      this.place(frame);
      this.plan(frame);
      this.drawArea({ left: 0, top: 0, right: width, bottom: height });
    },
    /** Decide what a drag must not change. */
    plan() {},
    /** Boxes of the layer's labels, in pixels of the world. */
    placedLabels() {
      return [];
    },
    /** Where the view lies: its corner in pixels of the world, and how many pixels the world is wide. */
    frameNow() {
      const size = this._map.getSize();
      const corner = this._map._getTopLeftPoint();
      // whole device pixels for each pixel, so that a shifted picture stays as sharp as a new one
      const sharp = Math.ceil(window.devicePixelRatio || 1);
      return {
        scale: 256 * Math.pow(2, this._map.getZoom()),
        x0: corner.x,
        y0: corner.y,
        width: size.x,
        height: size.y,
        sharp,
      };
    },
    place(frame) {
      L.DomUtil.setPosition(this.canvas, this._map.containerPointToLayerPoint([0, 0]));
      this.frameOf = frame;
      this.context.setTransform(frame.sharp, 0, 0, frame.sharp, 0, 0);
    },
    drawArea(area) {
      const c = this.context;
      const [width, height] = [area.right - area.left, area.bottom - area.top];
      const { scale, x0 } = this.frameOf;
      c.save();
      c.beginPath();
      c.rect(area.left, area.top, width, height);
      c.clip();
      c.beginPath();
      c.rect(-x0, area.top, scale, height); // nothing beyond the edges of the one world
      c.clip();
      c.clearRect(area.left, area.top, width, height);
      this.draw(c, this.frameOf, area);
      c.restore();
    },
    followZoom(e) {
      if (!this.frameOf) return;
      const grow = this._map.getZoomScale(e.zoom);
      const corner = L.point(this.frameOf.x0, this.frameOf.y0).multiplyBy(grow);
      L.DomUtil.setTransform(
        this.canvas,
        corner.subtract(this._map._getNewPixelOrigin(e.center, e.zoom)),
        grow,
      );
    },
    /** Whole worlds by which data that reach from least to most are shifted east to come into the one world shown. */
    worlds(least = 0, most = 1) {
      const list = [];
      for (let k = Math.floor(-most) + 1; k + least < 1; k++) list.push(k);
      return list;
    },
    /** Where a place of the world is on the screen. */
    onScreen(x, y) {
      const { scale, x0, y0 } = this.frameOf;
      return [(x - Math.floor(x)) * scale - x0, y * scale - y0];
    },
    rowsInView() {
      const rows = [];
      this.each((row) => rows.push(row));
      return rows;
    },
    /** Tell st_folium (and any other listener) which feature was clicked, by its id as tooltip text. */
    report(text, latlng) {
      const safe = document.createElement("span");
      safe.textContent = text;
      const tooltip = { getContent: () => safe.innerHTML };
      this.fire("click", {
        latlng,
        sourceTarget: { getTooltip: () => tooltip, _tooltip: { _content: safe.innerHTML } },
      });
    },
  });

  /** Whether a label is drawn: it touches the area, and the edge of a frame that is drawn whole does not cut it. */
  function inSight(box, area, { width, height }) {
    if (
      box.right < area.left ||
      box.left > area.right ||
      box.bottom < area.top ||
      box.top > area.bottom
    )
      return false;
    const whole =
      area.left === 0 && area.top === 0 && area.right === width && area.bottom === height;
    return !whole || (box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height);
  }

  Object.assign(crm, { CanvasLayer, inSight, kinds: {} });
})();
