// What each folder of scripts may use: they run in the map's frame, in the page, or in a file.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
  { ignores: ["node_modules/"] },
  js.configs.recommended,
  {
    files: ["canvas/*.js", "app/*.js", "story/*.js"],
    languageOptions: {
      sourceType: "script",
      globals: { ...globals.browser, crm: "readonly", L: "readonly", Streamlit: "readonly" },
    },
    rules: { "no-unused-vars": ["error", { argsIgnorePattern: "^_" }], eqeqeq: "error" },
  },
  {
    files: ["app/*.js"],
    languageOptions: { sourceType: "module" },
  },
  {
    files: ["tests/*.js", "eslint.config.js"],
    languageOptions: { sourceType: "commonjs", globals: globals.node },
  },
];
