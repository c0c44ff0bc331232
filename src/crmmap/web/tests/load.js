// The scripts of the canvas as a page loads them: one after another into one global object.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const folder = path.join(__dirname, "..", "canvas");

/** A fresh `crm` with these scripts in it; `beside` holds what else the page would have. */
module.exports = function load(names, beside = {}) {
  const page = vm.createContext({
    ...{ atob, fetch, Blob, Response, DecompressionStream, TextDecoder, console },
    ...beside,
  });
  page.window = page;
  for (const name of ["columns.js", ...names]) {
    vm.runInContext(fs.readFileSync(path.join(folder, name), "utf8"), page, { filename: name });
  }
  return page.crm;
};
