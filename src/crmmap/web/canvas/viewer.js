/* Where the map looks: at once or by a flight, and beside what lies over its left side. */
(function () {
  "use strict";
  const FLIGHT_S = 1.2; // from one step of a story to the next

  class Viewer {
    /** @param {any} map a Leaflet map
     * @param {any} stage what is one per map; its controls know the one world
     */
    constructor(map, stage) {
      this.map = map;
      this.stage = stage;
      this.beside = 0;
    }
    /** Go where the page wants the map, once for each token.
     * @param {Crm.View} wanted
     */
    view(wanted) {
      if (wanted.token === this.token) return;
      const first = this.token === undefined;
      this.token = wanted.token;
      this.wanted = wanted;
      this.look(!first);
    }
    /** Go where the page wants the map. */
    look(moving) {
      const { center, zoom, home } = this.wanted;
      this.goTo(home ? this.stage.controls.home() : { center, zoom }, moving);
    }
    /** Go to a place, in the middle of what nothing lies over: at once, or by a flight. */
    goTo({ center, zoom }, moving) {
      const { map, beside } = this;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const middle = map.project(center, zoom).subtract([beside / 2, 0]);
      const where = beside ? map.unproject(middle, zoom) : center;
      if (beside && moving && !still) map.flyTo(where, zoom, { duration: FLIGHT_S });
      else
        map.setView(where, zoom, { animate: moving && !still && map.getBounds().contains(where) });
    }
    /** Something lies over so many pixels at the left, or nothing. */
    keepClear(wanted) {
      const pixels = this.map.getSize().x > 2 * wanted ? wanted : 0; // on a phone it stands above
      if (pixels === this.beside) return;
      this.beside = pixels;
      this.map.getContainer().style.setProperty("--beside", pixels + "px");
      this.stage.controls.free(Boolean(pixels));
      this.stage.controls.fit();
      if (this.wanted) this.look(false);
    }
  }

  Object.assign(crm, { Viewer });
})();
