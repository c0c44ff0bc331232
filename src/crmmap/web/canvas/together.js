/* Maps that move together: each says to the others of its page where it looks. They stand in frames of one origin. */
(function () {
  "use strict";
  class Together {
    constructor(map, name) {
      this.map = map;
      this.name = name;
      this.following = false;
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = ({ data }) => this.follow(data);
      map.on("move", this.tell, this);
    }
    tell() {
      if (this.following) return; // else two maps would answer each other for ever
      const { lat, lng } = this.map.getCenter();
      this.channel.postMessage({ lat, lng, zoom: this.map.getZoom() });
    }
    follow({ lat, lng, zoom }) {
      this.following = true;
      this.map.setView([lat, lng], zoom, { animate: false });
      this.following = false;
    }
    remove() {
      this.map.off("move", this.tell, this);
      this.channel.close();
    }
  }
  Object.assign(crm, { Together });
})();
