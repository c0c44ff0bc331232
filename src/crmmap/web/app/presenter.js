/* Presenting: keys, page keys and remotes go from step to step; a clock counts down; the screen can go black; the notes
 * stand in a second window. The page tells which step is shown, Streamlit draws it. Nothing from data is ever markup.
 */
export default function ({ data, parentElement, setTriggerValue }) {
  if (window.crmPresenter) window.crmPresenter.stop();
  const { story, step, steps, minutes, title, notes, next } = data;
  const go = (where) => setTriggerValue("go", where);
  const find = (name) => parentElement.querySelector("." + name);

  /** @type {HTMLElement} */
  const black = document.querySelector(".crm-black") || document.createElement("div");
  black.className = "crm-black";
  black.style.cssText = "position:fixed;inset:0;background:#000;z-index:999999;display:none";
  black.onclick = () => blackOut();
  if (!black.isConnected) document.body.append(black);
  function blackOut() {
    black.style.display = black.style.display === "none" ? "block" : "none";
  }

  const doing = {
    PageDown: () => go("next"),
    PageUp: () => go("previous"),
    b: blackOut,
    B: blackOut,
    ".": blackOut,
    ArrowRight: () => go("next"),
    ArrowDown: () => go("next"),
    " ": () => go("next"),
    ArrowLeft: () => go("previous"),
    ArrowUp: () => go("previous"),
    Home: () => go("first"),
    End: () => go("last"),
  };
  const ofMaps = ["PageDown", "PageUp", "b", "B", "."]; // a map keeps its arrows
  function press(event, allowed) {
    const field =
      event.target.closest &&
      event.target.closest("input, textarea, [role=combobox], [role=slider], button, a");
    const plain = ![
      "ArrowRight",
      "ArrowLeft",
      "ArrowDown",
      "ArrowUp",
      " ",
      "Home",
      "End",
      "b",
      "B",
      ".",
    ].includes(event.key);
    if (event.ctrlKey || event.altKey || event.metaKey || (field && !plain) || !allowed(event.key))
      return;
    event.preventDefault();
    event.stopPropagation();
    if (black.style.display !== "none" && doing[event.key] !== blackOut) blackOut();
    else doing[event.key]();
  }
  const onPage = (event) => press(event, (key) => key in doing);
  const onMap = (event) => press(event, (key) => ofMaps.includes(key));
  document.addEventListener("keydown", onPage, true);
  const listening = new Set();
  function listenToMaps() {
    for (const frame of document.querySelectorAll("iframe")) {
      try {
        const inside = frame.contentDocument;
        if (inside && !listening.has(inside)) {
          inside.addEventListener("keydown", onMap, true);
          listening.add(inside);
        }
      } catch {
        // a frame of another origin has keys of its own
      }
    }
  }

  const began = "crm-began-" + story;
  if (step === 1 || !sessionStorage[began]) sessionStorage[began] = Date.now();
  function tick() {
    const left = Math.round(minutes * 60 - (Date.now() - sessionStorage[began]) / 1000);
    const [whole, rest] = [
      Math.floor(Math.abs(left) / 60),
      String(Math.abs(left) % 60).padStart(2, "0"),
    ];
    find("clock").textContent = (left < 0 ? "−" : "") + whole + ":" + rest;
    find("clock").classList.toggle("late", left < 0);
    listenToMaps();
  }
  find("progress").textContent = `${step} / ${steps}`;
  find("bar").style.width = `${(100 * step) / steps}%`;
  find("black").onclick = blackOut;
  find("full").onclick = () =>
    document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen();
  find("clock").onclick = () => {
    sessionStorage[began] = Date.now();
    tick();
  };

  function writeNotes() {
    const paper = window.crmNotes;
    if (!paper || paper.closed) return;
    const body = paper.document.body;
    body.replaceChildren();
    body.style.cssText =
      "font: 22px/1.5 system-ui, sans-serif; margin: 2rem; color: #23262B; background: #fff";
    const add = (tag, text) =>
      (body.appendChild(paper.document.createElement(tag)).textContent = text);
    paper.document.title = "Notes";
    add("small", `${step} / ${steps}`);
    add("h1", title);
    add("p", notes || "No notes for this step.");
    add("hr", "");
    add("small", next ? "Next: " + next : "This is the last step.");
    paper.document.onkeydown = onPage;
  }
  find("notes").onclick = () => {
    window.crmNotes = window.open("", "crm-notes", "width=760,height=620");
    writeNotes();
  };
  writeNotes();
  tick();
  const timer = setInterval(tick, 1000);
  const stop = () => {
    clearInterval(timer);
    document.removeEventListener("keydown", onPage, true);
    for (const inside of listening) inside.removeEventListener("keydown", onMap, true);
  };
  window.crmPresenter = { stop };
  return () => {
    stop();
    black.remove();
  };
}
