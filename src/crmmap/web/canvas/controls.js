/* What stands on the map beside its layers: home, full screen, scale and legend; the one world that fits the frame; and a wheel
 * that scrolls the page until the map is used.
 */
(function () {
  "use strict";
  const NORTH = 80,
    SOUTH = -56; // degrees that the first view shows; the ice beyond has no mines
  const EDGE = L.latLngBounds([-72, -180], [85, 180]); // as far as the map can be moved
  const STEP = 0.25; // of the zoom; the world as it fits the frame is between two steps, so the page can tell it apart
  const HINT_MS = 1600;

  class Controls {
    /** @param {any} map a Leaflet map; its own zoom limits are replaced */
    constructor(map, stage) {
      this.map = map;
      this.stage = stage;
      map.options.zoomSnap = STEP;
      map.options.wheelPxPerZoomLevel = 200; // half a level a notch
      map.options.maxBounds = EDGE; // not setMaxBounds: it would move the map at once, and later again
      map.options.maxBoundsViscosity = 1;
      if (map.attributionControl) map.attributionControl.setPrefix("Leaflet");
      L.control.scale({ imperial: false, maxWidth: 90 }).addTo(map);
      this.buttons();
      this.gestures();
      const frame = /** @type {HTMLElement | null} */ (window.frameElement);
      if (frame) frame.title = "Map"; // what screen readers say of the frame
      const limited = map._limitZoom.bind(map);
      map._limitZoom = (zoom) => (zoom === this.zoom ? zoom : limited(zoom)); // Leaflet would take the next step
      this.fit();
      new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer()); // a style sheet may size it late
      map.on("moveend", () => this.keepInView());
      map.on("resize", () => {
        const home = map.getZoom() === this.zoom;
        this.fit();
        if (this.stage.viewer.beside) this.stage.viewer.look(false);
        else if (home) this.goHome();
      });
    }
    /** The zoom at which the one world fits the frame; the map goes no further out. */
    fit() {
      const { x, y } = this.map.getSize();
      const high = crm.mercatorY(SOUTH) - crm.mercatorY(NORTH);
      const wide = x - this.stage.viewer.beside;
      const zoom = Math.log2(Math.min(wide / 256, y / (256 * high)));
      const between = Math.floor(zoom * 100) / 100;
      this.zoom = Math.max(0, between % STEP ? between : between - 0.01);
      this.map.options.minZoom = this.zoom;
    }
    /** Where the one world stands in the middle of its frame. */
    home() {
      const y = (crm.mercatorY(NORTH) + crm.mercatorY(SOUTH)) / 2;
      const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
      return { center: [latitude, 0], zoom: this.zoom };
    }
    goHome() {
      this.stage.viewer.goTo(this.home(), false);
    }
    /** Let the map be moved past the edge of the world, where something lies over its side. */
    free(wanted) {
      this.map.options.maxBounds = wanted ? null : EDGE;
    }
    buttons() {
      const bar = new L.Control({ position: "topleft" });
      bar.onAdd = () => {
        const box = L.DomUtil.create("div", "leaflet-bar crm-buttons");
        this.button(box, "⌂", "Show the whole world", () => this.goHome());
        if (document.fullscreenEnabled) {
          const full = this.button(box, "⤢", "Full screen", () =>
            document.fullscreenElement
              ? document.exitFullscreen()
              : this.map.getContainer().requestFullscreen(),
          );
          document.addEventListener("fullscreenchange", () => {
            full.title = document.fullscreenElement ? "Leave full screen" : "Full screen";
            full.setAttribute("aria-label", full.title);
          });
        }
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      bar.addTo(this.map);
    }
    button(box, sign, name, act) {
      const button = L.DomUtil.create("button", "", box);
      Object.assign(button, { type: "button", textContent: sign, title: name });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      return button;
    }
    /** The wheel scrolls the page, and zooms with Ctrl or ⌘; freely once the map was clicked or fills the screen. */
    gestures() {
      const { map } = this;
      const container = map.getContainer();
      map.scrollWheelZoom.disable();
      const hint = L.DomUtil.create("div", "crm-hint", container);
      hint.textContent = `Hold ${navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl"} to zoom, or click the map first.`;
      container.addEventListener(
        "wheel",
        (e) => {
          if (map.scrollWheelZoom.enabled() || e.target.closest(".crm-legend-box")) return;
          if (e.ctrlKey || e.metaKey || document.fullscreenElement) {
            map.scrollWheelZoom._onWheelScroll(e); // which also keeps the page where it is
            return;
          }
          hint.classList.add("crm-shown");
          clearTimeout(this.hiding);
          this.hiding = setTimeout(() => hint.classList.remove("crm-shown"), HINT_MS);
        },
        { passive: false, capture: true },
      );
      map.on("click", () => map.scrollWheelZoom.enable());
      container.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
    }
    /** The key to what is drawn, which folds; null for none.
     * @param {Crm.Legend | null} wanted
     */
    legend(wanted) {
      const text = JSON.stringify(wanted || null);
      if (text === this.legendText) return;
      this.legendText = text;
      const folded = this.box && !this.box.open;
      if (this.box) this.box.remove();
      this.box = null;
      this.lines = [];
      if (!wanted || !wanted.entries.length) return;
      const box = (this.box = L.DomUtil.create(
        "details",
        "crm-legend-box",
        this.map.getContainer(),
      ));
      const { x, y } = this.map.getSize();
      box.open = !folded && x > 560 && y > 400;
      L.DomUtil.create("summary", "", box).textContent = wanted.title;
      for (const { address, words, layer, classes } of wanted.entries) {
        const line = L.DomUtil.create("div", "", box);
        if (address) {
          const sign = L.DomUtil.create("img", "", line);
          Object.assign(sign, { src: address, alt: "", width: 22, height: 16 });
        }
        L.DomUtil.create("span", "", line).textContent = words;
        if (layer) this.lines.push({ line, layer, classes: new Set(classes) });
      }
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      this.keepInView();
    }
    /** Of the key only what is in view. */
    keepInView() {
      const seen = {};
      for (const { layer } of this.lines || [])
        seen[layer] = seen[layer] || this.stage.classesInView(layer);
      for (const { line, layer, classes } of this.lines || [])
        line.hidden = !seen[layer].some((one) => classes.has(one));
    }
  }

  window.crm.Controls = Controls;
})();
