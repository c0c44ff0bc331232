/* A list of what lies at one spot of the map, to choose one from. Names reach it as text nodes only. */
(function () {
  "use strict";
  class Chooser {
    /** @param {any} map a Leaflet map */
    constructor(map) {
      this.map = map;
      map.on("zoomstart movestart", () => this.close());
    }
    /** @param {{layer: any, row: number}[]} hits the topmost first
     * @param {{x: number, y: number}} at pixels of the map
     * @param {(hit: {layer: any, row: number}) => void} choose
     */
    open(hits, at, choose) {
      this.close();
      const box = L.DomUtil.create("div", "crm-chooser", this.map.getContainer());
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${hits.length} features at this spot`);
      this.box = box;
      for (const hit of hits) {
        const button = L.DomUtil.create("button", "", box);
        button.type = "button";
        button.textContent = hit.layer.tip(hit.row).split("\n")[0];
        button.addEventListener("click", () => {
          this.close();
          this.map.getContainer().focus({ preventScroll: true });
          choose(hit);
        });
      }
      box.addEventListener("keydown", (e) => {
        if (e.key !== "Escape") return;
        this.close();
        this.map.getContainer().focus();
        e.stopPropagation();
      });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      const size = this.map.getSize();
      const x = Math.max(2, Math.min(at.x + 8, size.x - box.offsetWidth - 2));
      const y = Math.max(2, Math.min(at.y + 8, size.y - box.offsetHeight - 2));
      box.style.transform = `translate(${x}px, ${y}px)`;
      /** @type {HTMLElement} */ (box.firstChild).focus({ preventScroll: true });
    }
    close() {
      if (this.box) this.box.remove();
      this.box = null;
    }
  }

  window.crm.Chooser = Chooser;
})();
