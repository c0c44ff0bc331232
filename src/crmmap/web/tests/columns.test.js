const assert = require("node:assert/strict");
const { test } = require("node:test");
const zlib = require("node:zlib");
const load = require("./load");

const crm = load([]);

test("the projection has the equator in the middle and Greenwich half way round", () => {
  assert.equal(crm.mercatorX(0), 0.5);
  assert.ok(Math.abs(crm.mercatorY(0) - 0.5) < 1e-12);
  assert.ok(Math.abs(crm.mercatorY(66.51326) - 0.25) < 1e-6); // a quarter of the world from the top
  assert.equal(crm.mercatorY(90), crm.mercatorY(85.0511)); // the poles are cut
});

test("a mask that was deflated and written as base64 comes back", async () => {
  const bytes = Uint8Array.from([0, 1, 200, 255]);
  const text = zlib.deflateSync(bytes).toString("base64");
  assert.deepEqual([...(await crm.unpack(text))], [...bytes]);
  assert.equal(await crm.unpack(null), null);
});

test("pairs come back from the steps between them", async () => {
  // (7, -1), (5, 300): steps 7, -2 and -1, 301, with the sign in the last bit 14, 3 and 1, 602 = 2 * 256 + 90
  const planes = Uint8Array.from([14, 3, 1, 90, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
  const start = 48;
  const head = JSON.stringify({ xy: { dtype: "i4", start, length: 16 } });
  const file = Buffer.alloc(start + 16);
  file.writeUInt32LE(head.length, 0);
  file.write(head, 4);
  file.set(planes, start);
  const url = "data:application/gzip;base64," + zlib.gzipSync(file).toString("base64");
  assert.deepEqual([...(await crm.fetchColumns(url)).xy], [7, -1, 5, 300]);
});

test("a file of columns is read: numbers as arrays, texts as they are", async () => {
  const lon = Buffer.from(Float32Array.from([1.5, -2]).buffer);
  const names = Buffer.from(JSON.stringify(["Île", "Ny"]));
  const head = Buffer.from(
    JSON.stringify({
      lon: { dtype: "f4", start: 0, length: 8 },
      id: { dtype: "text", start: 8, length: names.length },
    }),
  );
  // the places of the columns count from the beginning of the file, in steps of four bytes
  const size = 4 + head.length + 40;
  const start = size - (size % 4);
  const named = JSON.stringify({
    lon: { dtype: "f4", start, length: 8 },
    id: { dtype: "text", start: start + 8, length: names.length },
  });
  const file = Buffer.alloc(start + 8 + names.length);
  file.writeUInt32LE(named.length, 0);
  file.write(named, 4);
  lon.copy(file, start);
  names.copy(file, start + 8);
  const url = "data:application/gzip;base64," + zlib.gzipSync(file).toString("base64");
  const columns = await crm.fetchColumns(url);
  assert.deepEqual([...columns.lon], [1.5, -2]);
  assert.deepEqual([...columns.id], ["Île", "Ny"]);
});
