/* Columns and masks as they come from the server, and the projection of their places. */
(function () {
  "use strict";
  const DTYPES = { f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

  /** Pairs of whole numbers, which are written as steps from pair to pair, by planes of bytes; see columns.py. */
  function pairs(bytes, start, length) {
    const n = length / 4;
    const plane = (p) => new Uint8Array(bytes, start + p * n, n);
    const [a, b, c, d] = [plane(0), plane(1), plane(2), plane(3)];
    const found = new Int32Array(n);
    for (const axis of [0, 1]) {
      let sum = 0;
      for (let i = (axis * n) / 2, to = axis; to < n; i++, to += 2) {
        const step = a[i] | (b[i] << 8) | (c[i] << 16) | (d[i] << 24);
        sum += (step >>> 1) ^ -(step & 1);
        found[to] = sum;
      }
    }
    return found;
  }

  /** The file at a url, from the browser's store if it is there: its name is made from its content, so it never ages. */
  async function fetchOnce(url) {
    const store =
      window.caches && !url.startsWith("data:")
        ? await caches.open("crmmap-columns").catch(() => null)
        : null;
    const kept = store && (await store.match(url));
    if (kept) return kept;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    if (store) store.put(url, answer.clone()).catch(() => {}); // a full store costs a fetch, nothing else
    return answer;
  }

  const inflate = (stream, format) =>
    new Response(stream.pipeThrough(new DecompressionStream(format))).arrayBuffer();

  /** Columns of a gzipped file: typed arrays, and texts that are read when first asked for.
   * @param {string} url
   * @returns {Promise<Crm.Columns>}
   */
  async function fetchColumns(url) {
    const bytes = await inflate((await fetchOnce(url)).body, "gzip");
    const headLength = new DataView(bytes).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength)));
    const columns = /** @type {any} */ ({});
    for (const [name, { dtype, start, length }] of Object.entries(head)) {
      if (dtype === "i4") {
        columns[name] = pairs(bytes, start, length);
        continue;
      }
      if (dtype !== "text") {
        columns[name] = new DTYPES[dtype](bytes, start, length / DTYPES[dtype].BYTES_PER_ELEMENT);
        continue;
      }
      let texts = null;
      const read = () =>
        (texts =
          texts || JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, start, length))));
      Object.defineProperty(columns, name, { get: read });
    }
    return columns;
  }

  /** Bytes that were deflated and written as base64.
   * @param {string | null} text
   */
  async function unpack(text) {
    if (text === null) return null;
    const letters = atob(text);
    const packed = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
    return new Uint8Array(await inflate(new Blob([packed]).stream(), "deflate"));
  }

  /** World coordinates (0 to 1, north at 0) of Web Mercator. */
  const mercatorX = (lon) => (lon + 180) / 360;
  function mercatorY(lat) {
    const s = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }

  window.crm = { fetchColumns, unpack, mercatorX, mercatorY };
})();
