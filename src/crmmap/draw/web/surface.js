/* Canvas layers for Leaflet that take columns once and then only what changed.
 *
 * Each layer has one canvas in the map. Its columns come from one binary file (see assets.py) and stay; a change brings
 * a state: which rows are on, each row's style class, the styles, the selected row. Texts reach the page as text nodes
 * only, never as markup.
 */
(function () {
  "use strict";
  const DTYPES = { f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

  /** Columns of a file: typed arrays, and arrays of strings. */
  async function fetchColumns(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    const bytes = await answer.arrayBuffer();
    const headLength = new DataView(bytes).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength)));
    const columns = {};
    for (const [name, { dtype, start, length }] of Object.entries(head)) {
      columns[name] =
        dtype === "text"
          ? JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, start, length)))
          : new DTYPES[dtype](bytes, start, length / DTYPES[dtype].BYTES_PER_ELEMENT);
    }
    return columns;
  }

  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  /** World coordinates (0 to 1, north at 0) of Web Mercator. */
  const mercatorX = (lon) => (lon + 180) / 360;
  function mercatorY(lat) {
    const s = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }

  /** One per map: hover, click and the view; asks the layers from the topmost down. */
  class Stage {
    constructor(map) {
      this.map = map;
      this.layers = {};
      this.tip = L.DomUtil.create("div", "crm-tip", map.getContainer());
      this.tip.setAttribute("role", "status");
      map.on("mousemove", (e) => this.hover(e));
      map.on("mouseout", () => this.showTip(null));
      map.on("click", (e) => this.click(e));
      map.on("zoomstart movestart", () => this.showTip(null));
    }
    topDown() {
      return Object.values(this.layers)
        .filter((layer) => layer.ready)
        .sort((a, b) => b.z - a.z);
    }
    /** All hits at a point, topmost first, as {layer, row}. */
    hits(point) {
      const found = [];
      for (const layer of this.topDown()) for (const row of layer.hits(point)) found.push({ layer, row });
      return found;
    }
    hover(e) {
      const [hit] = this.hits(e.containerPoint);
      this.map.getContainer().style.cursor = hit ? "pointer" : "";
      this.showTip(hit, e.containerPoint);
    }
    showTip(hit, at) {
      this.tip.replaceChildren();
      this.tip.style.display = hit ? "block" : "none";
      if (!hit) return;
      hit.layer.tip(hit.row).split("\n").forEach((line, i) => {
        const element = document.createElement(i ? "div" : "strong");
        element.textContent = line;
        this.tip.append(element);
      });
      const size = this.map.getSize();
      const x = at.x + 14 + this.tip.offsetWidth > size.x ? at.x - 14 - this.tip.offsetWidth : at.x + 14;
      const y = at.y + 14 + this.tip.offsetHeight > size.y ? at.y - 14 - this.tip.offsetHeight : at.y + 14;
      this.tip.style.transform = `translate(${Math.max(2, x)}px, ${Math.max(2, y)}px)`;
    }
    /** A second click on the same pixel takes the next feature below. */
    click(e) {
      const hits = this.hits(e.containerPoint);
      if (!hits.length) return;
      const same = this.lastClick && this.lastClick.distanceTo(e.containerPoint) < 3;
      this.depth = same ? (this.depth + 1) % hits.length : 0;
      this.lastClick = e.containerPoint;
      const { layer, row } = hits[this.depth];
      layer.report(layer.name + ":" + layer.columns.id[row], e.latlng);
    }
    view({ center, zoom, token }) {
      if (token === this.token) return;
      const first = this.token === undefined;
      this.token = token;
      this.map.setView(center, zoom, { animate: !first && this.map.getBounds().contains(center) });
    }
    tiles(wanted) {
      const url = wanted ? wanted.url : null;
      if (url === this.tileUrl) return;
      if (this.tileLayer) this.map.removeLayer(this.tileLayer);
      this.tileUrl = url;
      this.tileLayer = url ? L.tileLayer(url, wanted.options).addTo(this.map) : null;
    }
  }

  /** Base of the layers: a canvas that follows the map. Subclasses give prepare, draw and hits. */
  const CanvasLayer = L.Layer.extend({
    initialize(stage, name) {
      this.stage = stage;
      this.name = name;
      this.ready = false;
    },
    getEvents() {
      return { move: this.schedule, moveend: this.redraw, zoomend: this.redraw, resize: this.redraw, viewreset: this.redraw, zoomanim: this.followZoom };
    },
    onAdd(map) {
      const pane = map.getPane(this.name) || map.createPane(this.name);
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "crm-layer leaflet-zoom-animated", pane);
      this.canvas.setAttribute("aria-hidden", "true");
      this.context = this.canvas.getContext("2d");
      if (!this.context) throw new Error("no canvas");
    },
    onRemove() {
      L.DomUtil.remove(this.canvas);
    },
    /** A state from the page; only what differs from the last one is worked on. */
    async show(state) {
      this.z = state.z;
      this._map.getPane(this.name).style.zIndex = 400 + state.z;
      this.state = state;
      if (this.url !== state.url) {
        this.url = state.url;
        this.ready = false;
        const columns = await fetchColumns(state.url);
        if (this.url !== state.url) return; // a later state asked for another file
        this.columns = columns;
        this.count = columns.id.length;
        this.prepare();
        this.ready = true;
      }
      if (!this.ready) return;
      this.apply(this.state);
      this.redraw();
    },
    apply(state) {
      this.on = state.on === null ? new Uint8Array(Math.ceil(this.count / 8)).fill(255) : bytesOf(state.on);
      this.classes = state.classes ? bytesOf(state.classes) : this.columns.cls;
      this.styles = state.styles;
      this.selected = state.selected === null ? -1 : this.columns.id.indexOf(state.selected);
      this.restyle();
    },
    restyle() {},
    isOn(row) {
      return (this.on[row >> 3] >> (row & 7)) & 1;
    },
    /** Hover text of a row. */
    tip(row) {
      return this.columns.tip[row] + (this.state.notes ? "\n" + this.state.notes[row] : "");
    },
    /** How many rows are on; the tests read it. */
    shown() {
      let n = 0;
      for (let row = 0; row < this.count; row++) n += this.isOn(row);
      return n;
    },
    schedule() {
      if (!this.frame) this.frame = requestAnimationFrame(() => this.redraw());
    },
    redraw() {
      cancelAnimationFrame(this.frame);
      this.frame = null;
      if (!this.ready || !this._map || this._map._animatingZoom) return;
      const map = this._map;
      const size = map.getSize();
      const sharp = window.devicePixelRatio || 1;
      if (this.canvas.width !== Math.round(size.x * sharp) || this.canvas.height !== Math.round(size.y * sharp)) {
        this.canvas.width = Math.round(size.x * sharp);
        this.canvas.height = Math.round(size.y * sharp);
        this.canvas.style.width = size.x + "px";
        this.canvas.style.height = size.y + "px";
      }
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      const scale = 256 * Math.pow(2, map.getZoom());
      const corner = map._getTopLeftPoint();
      this.frameOf = { scale, x0: corner.x, y0: corner.y, width: size.x, height: size.y, sharp };
      this.context.setTransform(sharp, 0, 0, sharp, 0, 0);
      this.context.clearRect(0, 0, size.x, size.y);
      this.draw(this.context, this.frameOf);
      map.getContainer().dataset[this.name + "Drawn"] = this.shown();
    },
    followZoom(e) {
      if (!this.frameOf) return;
      const grow = this._map.getZoomScale(e.zoom);
      const corner = L.point(this.frameOf.x0, this.frameOf.y0).multiplyBy(grow);
      L.DomUtil.setTransform(this.canvas, corner.subtract(this._map._getNewPixelOrigin(e.center, e.zoom)), grow);
    },
    /** Whole worlds by which the view is shifted east. */
    worlds({ scale, x0, width }, least = 0, most = 1) {
      const list = [];
      for (let k = Math.floor(x0 / scale - most); k <= Math.floor((x0 + width) / scale - least); k++) list.push(k);
      return list;
    },
    /** Tell st_folium (and any other listener) which feature was clicked, by its id as tooltip text. */
    report(text, latlng) {
      const safe = document.createElement("span");
      safe.textContent = text;
      const tooltip = { getContent: () => safe.innerHTML };
      this.fire("click", { latlng, sourceTarget: { getTooltip: () => tooltip, _tooltip: { _content: safe.innerHTML } } });
    },
  });

  const kinds = {};
  window.crm = {
    CanvasLayer,
    kinds,
    mercatorX,
    mercatorY,
    stageOf(map) {
      return (map.crmStage = map.crmStage || new Stage(map));
    },
    /** Bring the map to a state: layers by name, the view, the tiles. Layers that are not named go. */
    show(map, layers, { view, tiles, theme, credits }) {
      const stage = crm.stageOf(map);
      map.getContainer().dataset.theme = theme;
      stage.tiles(tiles);
      if (stage.credits !== credits) {
        map.attributionControl.removeAttribution(stage.credits).addAttribution(credits);
        stage.credits = credits;
      }
      stage.view(view);
      for (const [name, layer] of Object.entries(stage.layers)) {
        if (layers.some((state) => state.name === name)) continue;
        map.removeLayer(layer);
        delete stage.layers[name];
        map.getContainer().dataset[name + "Drawn"] = 0;
      }
      for (const state of layers) {
        const layer = stage.layers[state.name] || new kinds[state.kind](stage, state.name);
        if (!layer._map) {
          stage.layers[state.name] = layer;
          layer.addTo(map);
        }
        layer.show(state).catch((fault) => crm.fail(map, fault));
      }
    },
    /** Say on the map that it could not be drawn; the tables below it stand. */
    fail(map, fault) {
      const note = map.getContainer().querySelector(".crm-fault") || L.DomUtil.create("div", "crm-fault", map.getContainer());
      note.setAttribute("role", "alert");
      note.textContent = "The map could not be drawn here (" + fault.message + "). The tables below hold the same rows.";
    },
  };
})();
