const count = document.querySelectorAll("section").length;
const now = () => Number(location.hash.slice(2)) || 1;
const go = (n) => {
  location.hash = "s" + Math.min(count, Math.max(1, n));
};
addEventListener("keydown", (e) => {
  if (["ArrowRight", "ArrowDown", "PageDown", " "].includes(e.key)) go(now() + 1);
  else if (["ArrowLeft", "ArrowUp", "PageUp"].includes(e.key)) go(now() - 1);
  else if (e.key === "Home") go(1);
  else if (e.key === "End") go(count);
  else return;
  e.preventDefault();
});
addEventListener("click", () => go(now() + 1));
