/* What is one per map: the mouse, the keyboard, the view and the tiles. It asks the layers what lies where. */
(function () {
  "use strict";

  const DOUBLE_MS = 250; // within which a second click makes a double click

  /** One per map: hover, click, keys and the view; asks the layers from the topmost down. */
  class Stage {
    constructor(map) {
      this.map = map;
      this.layers = {};
      this.tip = L.DomUtil.create("div", "crm-tip", map.getContainer());
      this.tip.setAttribute("role", "status");
      this.ring = L.DomUtil.create("div", "crm-ring", map.getContainer());
      this.keys = null;
      map
        .getContainer()
        .setAttribute(
          "aria-label",
          "Map. Tab and arrows move through the features in view, Enter opens one.",
        );
      map.getContainer().addEventListener("keydown", (e) => this.key(e), true);
      map.getContainer().addEventListener("blur", () => this.focus(null));
      map.on("mousemove", (e) => this.hover(e));
      map.on("mouseout", () => this.leave());
      map.on("click", (e) => this.clickOnce(e));
      map.on("dblclick", () => clearTimeout(this.clicking));
      map.on("zoomstart movestart", () => this.focus(null));
      this.viewer = new crm.Viewer(map, this);
      this.controls = new crm.Controls(map, this);
      this.chooser = new crm.Chooser(map);
      // a label drawn before its font has come is drawn again
      document.fonts.load("12px 'Source Sans'").then(
        () => this.topDown().forEach((layer) => layer.redraw()),
        () => {},
      );
    }
    leave() {
      this.showTip(null);
      this.emphasise(null);
    }
    /** Of a double click, which zooms, neither half selects anything. */
    clickOnce(e) {
      clearTimeout(this.clicking);
      if (this.sketch || !this.map.doubleClickZoom.enabled()) this.click(e);
      else this.clicking = setTimeout(() => this.click(e), DOUBLE_MS);
    }
    /** Let the lines of the country under the pointer stand out. */
    emphasise(hit) {
      const id =
        hit && ["countries", "supply"].includes(hit.layer.name)
          ? hit.layer.columns.id[hit.row]
          : null;
      for (const layer of this.topDown()) if (layer.emphasise) layer.emphasise(id);
    }
    /** Features in view with where they stand, the nearest to the middle first; so few that Tab comes to an end. */
    inView() {
      const size = this.map.getSize();
      const found = [];
      for (const layer of this.topDown()) {
        for (const row of layer.rowsInView()) {
          const [x, y] = layer.pointOf(row);
          if (x >= 0 && y >= 0 && x <= size.x && y <= size.y) found.push({ layer, row, x, y });
        }
      }
      const far = (f) => Math.hypot(f.x - size.x / 2, f.y - size.y / 2);
      return found.sort((a, b) => far(a) - far(b)).slice(0, 60);
    }
    /** Classes of a layer's rows that are in view; of lines, which cross it from afar, those that are on. */
    classesInView(name) {
      const layer = this.layers[name];
      if (!layer || !layer.ready) return [];
      const size = this.map.getSize();
      const found = new Set();
      layer.each((row) => {
        if (found.has(layer.classes[row])) return;
        const [x, y] = layer.columns.lon || layer.columns.anchor ? layer.pointOf(row) : [0, 0];
        if (x >= 0 && y >= 0 && x <= size.x && y <= size.y) found.add(layer.classes[row]);
      });
      return [...found];
    }
    key(e) {
      if (e.target !== this.map.getContainer()) return; // a button on the map has keys of its own
      const now = this.focused;
      if (e.key === "Tab") {
        if (!now && e.shiftKey) return;
        this.keys = now ? this.keys : this.inView();
        const next = now ? this.keys.indexOf(now) + (e.shiftKey ? -1 : 1) : 0;
        this.focus(this.keys[next] || null);
        if (!this.focused) return; // past the last or the first: Tab leaves the map
      } else if (now && e.key.startsWith("Arrow")) {
        const [dx, dy] = {
          ArrowLeft: [-1, 0],
          ArrowRight: [1, 0],
          ArrowUp: [0, -1],
          ArrowDown: [0, 1],
        }[e.key];
        const cost = (f) => {
          const along = (f.x - now.x) * dx + (f.y - now.y) * dy;
          return along > 1
            ? along + 2 * Math.abs((f.x - now.x) * dy + (f.y - now.y) * dx)
            : Infinity;
        };
        const best = this.keys.reduce((a, b) => (cost(b) < cost(a) ? b : a));
        if (cost(best) < Infinity) this.focus(best);
      } else if (now && e.key === "Enter") {
        now.layer.report(
          now.layer.name + ":" + now.layer.columns.id[now.row],
          this.map.containerPointToLatLng([now.x, now.y]),
        );
      } else if (e.key === "Escape") {
        if (this.chooser.box) this.chooser.close();
        else if (now) this.focus(null);
        else this.nothing(this.map.getCenter());
      } else return;
      e.preventDefault();
      e.stopPropagation();
    }
    /** Put the keyboard's ring on a feature; its text is said, for the tip is a status. */
    focus(feature) {
      this.focused = feature;
      this.ring.style.display = feature ? "block" : "none";
      if (feature) this.ring.style.transform = `translate(${feature.x}px, ${feature.y}px)`;
      this.showTip(feature, feature);
    }
    /** What stands on the map already, as boxes: its controls, its key, labels. */
    boxes(frame) {
      const origin = this.map.getContainer().getBoundingClientRect();
      const boxes = Array.from(
        this.map.getContainer().querySelectorAll(".leaflet-control, .crm-key"),
        (element) => {
          const { left, top, right, bottom } = element.getBoundingClientRect();
          return {
            left: left - origin.left,
            top: top - origin.top,
            right: right - origin.left,
            bottom: bottom - origin.top,
          };
        },
      );
      for (const layer of this.topDown()) {
        for (const { left, top, right, bottom } of layer.placedLabels(frame))
          boxes.push({
            left: left - frame.x0,
            right: right - frame.x0,
            top: top - frame.y0,
            bottom: bottom - frame.y0,
          });
      }
      return boxes;
    }
    topDown() {
      return Object.values(this.layers)
        .filter((layer) => layer.ready)
        .sort((a, b) => b.z - a.z);
    }
    /** All hits at a point, topmost first, as {layer, row}. */
    hits(point) {
      const found = [];
      for (const layer of this.topDown())
        for (const row of layer.hits(point)) found.push({ layer, row });
      return found;
    }
    hover(e) {
      this.focus(null);
      const hits = this.hits(e.containerPoint);
      this.map.getContainer().style.cursor = hits.length ? "pointer" : "";
      this.emphasise(hits[0]);
      this.showTip(
        hits[0],
        e.containerPoint,
        hits.filter(({ layer }) => layer === hits[0].layer).length - 1,
      );
    }
    /** What a feature is, one fact a line, and how many more of its layer lie below it. */
    showTip(hit, at, below = 0) {
      this.tip.replaceChildren();
      this.tip.style.display = hit ? "block" : "none";
      if (!hit) return;
      const lines = hit.layer.tip(hit.row).split("\n");
      if (below > 0) lines.push(`and ${below.toLocaleString("en")} more here: click to choose one`);
      lines.forEach((line, i) => {
        const element = document.createElement(i ? "div" : "strong");
        element.textContent = line;
        this.tip.append(element);
      });
      const size = this.map.getSize();
      const x =
        at.x + 14 + this.tip.offsetWidth > size.x ? at.x - 14 - this.tip.offsetWidth : at.x + 14;
      const y =
        at.y + 14 + this.tip.offsetHeight > size.y ? at.y - 14 - this.tip.offsetHeight : at.y + 14;
      this.tip.style.transform = `translate(${Math.max(2, x)}px, ${Math.max(2, y)}px)`;
    }
    /** Of several in the topmost layer one is chosen from a list; a second click on the same pixel takes the
     * next layer below. */
    click(e) {
      if (this.sketch) {
        this.sketch.add(e.latlng);
        return;
      }
      this.chooser.close();
      const hits = this.hits(e.containerPoint);
      if (!hits.length) {
        this.nothing(e.latlng);
        return;
      }
      const layers = [...new Set(hits.map(({ layer }) => layer))];
      const same = this.lastClick && this.lastClick.distanceTo(e.containerPoint) < 3;
      this.depth = same ? (this.depth + 1) % layers.length : 0;
      this.lastClick = e.containerPoint;
      const found = hits.filter(({ layer }) => layer === layers[this.depth]);
      const report = ({ layer, row }) =>
        layer.report(layer.name + ":" + layer.columns.id[row], e.latlng);
      if (found.length === 1) report(found[0]);
      else {
        this.showTip(null);
        this.chooser.open(found, e.containerPoint, report);
      }
    }
    /** What was selected is selected no longer. */
    nothing(latlng) {
      const [layer] = this.topDown();
      if (layer && !this.sketch) layer.report("none:", latlng);
    }
    /** Begin or end drawing an area by hand. */
    sketching(wanted) {
      if (Boolean(this.sketch) === wanted) return;
      if (this.sketch) this.sketch.remove();
      const report = (text) => this.topDown()[0].report(text, this.map.getCenter());
      this.sketch = wanted ? new crm.Sketch(this.map, report) : null;
    }
    /** Move with all maps that are given the same name, or alone. */
    moving(name) {
      if ((this.together ? this.together.name : null) === name) return;
      if (this.together) this.together.remove();
      this.together = name ? new crm.Together(this.map, name) : null;
    }
    tiles(wanted) {
      const url = wanted ? wanted.url : null;
      if (url === this.tileUrl) return;
      if (this.tileLayer) this.map.removeLayer(this.tileLayer);
      this.tileUrl = url;
      this.tileLayer = url ? L.tileLayer(url, wanted.options).addTo(this.map) : null;
    }
  }

  Object.assign(crm, {
    stageOf(map) {
      return (map.crmStage = map.crmStage || new Stage(map));
    },
    /** Bring the map to a state: layers by name, the view, the tiles. Layers that are not named go.
     * @param {any} map a Leaflet map
     * @param {Crm.LayerState[]} layers
     * @param {Crm.SceneOptions} options
     */
    show(map, layers, { view, tiles, theme, credits, sketch, together, legend, beside }) {
      const stage = crm.stageOf(map);
      stage.viewer.keepClear(beside || 0);
      crm.beside = (pixels) => stage.viewer.keepClear(pixels); // for who presents
      stage.controls.legend(legend);
      map.getContainer().dataset.theme = theme;
      stage.tiles(tiles);
      if (stage.credits !== credits) {
        map.attributionControl.removeAttribution(stage.credits).addAttribution(credits);
        stage.credits = credits;
      }
      stage.viewer.view(view);
      stage.sketching(Boolean(sketch));
      stage.moving(together);
      for (const [name, layer] of Object.entries(stage.layers)) {
        if (layers.some((state) => state.name === name)) continue;
        map.removeLayer(layer);
        delete stage.layers[name];
        map.getContainer().dataset[name + "Drawn"] = 0;
      }
      const first = [];
      for (const state of layers) {
        const layer = stage.layers[state.name] || new crm.kinds[state.kind](stage, state.name);
        try {
          if (!layer._map) layer.addTo(map);
        } catch (fault) {
          crm.fail(map, fault);
          return;
        }
        stage.layers[state.name] = layer;
        layer.next = state;
        // on a slow network, what nobody sees at this zoom would keep back what is seen
        const unseen = !layer.ready && state.closer && map.getZoom() < state.closer.dots;
        const shown = unseen
          ? Promise.all(first).then(() => layer._map && layer.next === state && layer.show(state))
          : layer.show(state);
        const settled = shown.then(
          () => stage.controls.keepInView(),
          (fault) => crm.fail(map, fault),
        );
        if (!unseen) first.push(settled);
      }
    },
    /** Say on the map that it could not be drawn; the tables below it stand. */
    fail(map, fault) {
      const note =
        map.getContainer().querySelector(".crm-fault") ||
        L.DomUtil.create("div", "crm-fault", map.getContainer());
      note.setAttribute("role", "alert");
      note.textContent =
        "The map could not be drawn here (" +
        fault.message +
        "). The tables of this page hold the same rows.";
    },
  });
})();
