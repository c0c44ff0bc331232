/* A spatial index: boxes by the cells of a grid over the world (0 to 1 each way), as flat arrays. */
(function () {
  "use strict";
  const [FEWEST, MOST] = [16, 512]; // cells along each side

  class Grid {
    /** Boxes as four arrays of one length; points give two, left and top. Boxes may reach past the world's edges.
     * @param {Float64Array} left
     * @param {Float64Array} top
     */
    constructor(left, top, right = left, bottom = top) {
      const count = left.length;
      this.side = FEWEST;
      while (this.side < MOST && this.side * this.side < count) this.side *= 2;
      this.starts = new Uint32Array(this.side * this.side + 1);
      this.seen = new Uint32Array(count);
      this.turn = 0;
      const visitCells = (i, visit) => {
        const [first, last] = [this.cell(left[i]), this.cell(right[i])];
        for (let v = this.cell(top[i]); v <= this.cell(bottom[i]); v++) {
          for (let u = first; u <= last; u++) visit(v * this.side + u);
        }
      };
      for (let i = 0; i < count; i++) visitCells(i, (cell) => this.starts[cell + 1]++);
      for (let cell = 0; cell < this.side * this.side; cell++)
        this.starts[cell + 1] += this.starts[cell];
      const next = this.starts.slice(0, -1);
      this.items = new Uint32Array(this.starts[this.side * this.side]);
      for (let i = 0; i < count; i++) visitCells(i, (cell) => (this.items[next[cell]++] = i));
    }
    cell(part) {
      return Math.max(0, Math.min(this.side - 1, Math.floor(part * this.side)));
    }
    /** Call back once for each box that may touch this one; the caller tests exactly.
     * @param {number} left
     * @param {number} top
     * @param {number} right
     * @param {number} bottom
     * @param {(row: number) => void} visit
     */
    search(left, top, right, bottom, visit) {
      this.turn++;
      const [first, last] = [this.cell(left), this.cell(right)];
      for (let v = this.cell(top); v <= this.cell(bottom); v++) {
        for (
          let at = this.starts[v * this.side + first];
          at < this.starts[v * this.side + last + 1];
          at++
        ) {
          const i = this.items[at];
          if (this.seen[i] === this.turn) continue;
          this.seen[i] = this.turn;
          visit(i);
        }
      }
    }
  }

  window.crm.Grid = Grid;
})();
