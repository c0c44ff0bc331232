/* An area drawn by hand: a click adds a corner, a double click or a click on the first corner closes it, Escape begins
 * anew. It is reported as "area:lon lat,lon lat,…" like a click on a feature.
 */
(function () {
  "use strict";
  const NEAR = 8; // pixels within which a click means a corner that is there

  class Sketch {
    constructor(map, done) {
      this.map = map;
      this.done = done;
      this.corners = [];
      this.line = L.polygon([], {
        color: "#D6006C",
        weight: 2,
        dashArray: "5 4",
        interactive: false,
      }).addTo(map);
      this.hint = L.DomUtil.create("div", "crm-key", map.getContainer());
      this.hint.textContent =
        "Click corner by corner; a double click closes the area. Escape begins anew.";
      map.doubleClickZoom.disable();
      this.escape = (e) => e.key === "Escape" && this.clear();
      map.getContainer().addEventListener("keydown", this.escape);
      this.close = () => this.finish();
      map.on("dblclick", this.close);
    }
    near(latlng, corner) {
      return (
        this.map
          .latLngToContainerPoint(latlng)
          .distanceTo(this.map.latLngToContainerPoint(corner)) < NEAR
      );
    }
    add(latlng) {
      if (this.closed) this.clear();
      if (this.corners.length > 2 && this.near(latlng, this.corners[0])) return this.finish();
      if (this.corners.length && this.near(latlng, this.corners.at(-1))) return;
      this.corners.push(latlng);
      this.line.setLatLngs(this.corners);
    }
    finish() {
      if (this.corners.length < 3 || this.closed) return;
      this.closed = true;
      this.done(
        "area:" +
          this.corners.map(({ lng, lat }) => `${lng.toFixed(4)} ${lat.toFixed(4)}`).join(","),
      );
    }
    clear() {
      this.closed = false;
      this.corners = [];
      this.line.setLatLngs([]);
    }
    remove() {
      this.line.remove();
      this.hint.remove();
      this.map.doubleClickZoom.enable();
      this.map.getContainer().removeEventListener("keydown", this.escape);
      this.map.off("dblclick", this.close);
    }
  }

  window.crm.Sketch = Sketch;
})();
