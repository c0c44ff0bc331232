/* Canvas layers for Leaflet that take columns once and then only what changed.
 *
 * Each layer has one canvas in the map. Its columns come from one binary file (see assets.py) and stay; a change brings
 * a state: which rows are on, each row's style class, the styles, the selected row. Texts reach the page as text nodes
 * only, never as markup.
 */
(function () {
  "use strict";
  const SLOW_MS = 30; // a drawing that takes longer does not follow each step of a drag
  const DTYPES = { f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

  /** The file at a url, from the browser's store if it is there: its name is made from its content, so it never ages. */
  async function fetchOnce(url) {
    const store = window.caches && !url.startsWith("data:") ? await caches.open("crmmap-columns").catch(() => null) : null;
    const kept = store && (await store.match(url));
    if (kept) return kept;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    if (store) store.put(url, answer.clone()).catch(() => {}); // a full store costs a fetch, nothing else
    return answer;
  }

  /** Columns of a gzipped file: typed arrays, and arrays of strings. */
  async function fetchColumns(url) {
    const packed = (await fetchOnce(url)).body.pipeThrough(new DecompressionStream("gzip"));
    const bytes = await new Response(packed).arrayBuffer();
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
      this.bits = state.on === null ? new Uint8Array(Math.ceil(this.count / 8)).fill(255) : bytesOf(state.on);
      this.classes = state.classes ? bytesOf(state.classes) : this.columns.cls;
      this.styles = state.styles;
      this.selected = state.selected === null ? -1 : this.columns.id.indexOf(state.selected);
      this.restyle();
      this._map.getContainer().dataset[this.name + "Drawn"] = this.shown();
    },
    restyle() {},
    /** Vertices, longitude and latitude in turn, as places of the world in this.x and this.y. */
    project(xy) {
      const n = xy.length / 2;
      this.x = new Float64Array(n);
      this.y = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        this.x[i] = mercatorX(xy[2 * i]);
        this.y[i] = mercatorY(xy[2 * i + 1]);
      }
    },
    isOn(row) {
      return (this.bits[row >> 3] >> (row & 7)) & 1;
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
    /** While the map is dragged: draw along if that is quick, else let the picture move and draw when it rests. */
    schedule() {
      if (!this.frame && !(this.cost > SLOW_MS)) this.frame = requestAnimationFrame(() => this.redraw());
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
      const begun = performance.now();
      this.draw(this.context, this.frameOf);
      this.cost = performance.now() - begun;
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
    /** Where a place of the world is on the screen, in the world that is nearest to its middle. */
    onScreen(x, y) {
      const { scale, x0, y0, width } = this.frameOf;
      const middle = (x0 + width / 2) / scale;
      return [(x + Math.round(middle - x)) * scale - x0, y * scale - y0];
    },
    /** A longitude of the view as a place of the one world that has the data. */
    here(x) {
      return x - Math.floor(x);
    },
    rowsInView() {
      const rows = [];
      for (let row = 0; row < this.count; row++) if (this.isOn(row)) rows.push(row);
      return rows;
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
  Object.assign(window.crm, {
    CanvasLayer,
    kinds,
    mercatorX,
    mercatorY,
    stageOf(map) {
      return (map.crmStage = map.crmStage || new crm.Stage(map));
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
        try {
          if (!layer._map) layer.addTo(map);
        } catch (fault) {
          crm.fail(map, fault);
          return;
        }
        stage.layers[state.name] = layer;
        layer.show(state).catch((fault) => crm.fail(map, fault));
      }
    },
    /** Say on the map that it could not be drawn; the tables below it stand. */
    fail(map, fault) {
      const note = map.getContainer().querySelector(".crm-fault") || L.DomUtil.create("div", "crm-fault", map.getContainer());
      note.setAttribute("role", "alert");
      note.textContent = "The map could not be drawn here (" + fault.message + "). The tables below hold the same rows.";
    },
  });
})();
