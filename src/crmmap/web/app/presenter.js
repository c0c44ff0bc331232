/* Presenting: keys, remotes and the controls of the stage; they hide when nothing is touched. A clock counts down, the screen
 * can go black, the notes stand in a second window. The page tells which step is shown, Streamlit draws it. Nothing from data
 * is ever markup.
 */
const WIDE = 1280,
  HIGH = 720, // units of the stage
  IDLE_MS = 3000,
  NARROW = 820; // pixels of a window below which all stands in one column
const root = document.documentElement;

export default function ({ data, parentElement, setTriggerValue }) {
  if (window.crmPresenter) window.crmPresenter.stop();
  const { story, step, titles, minutes, points, notes, page, filtering, card: wide } = data;
  const steps = titles.length;
  const stopping = new AbortController(); // of all that listens
  const { signal } = stopping;
  const began = "crm-began-" + story;
  const find = (name) => parentElement.querySelector("." + name);
  const panel = find("panel");

  function go(where) {
    if (where >= 1 && where <= steps && where !== step) setTriggerValue("go", String(where));
  }
  /* Points that come one by one, and then the next step. The page is drawn again while a step stays. */
  const here = `${story} ${step}`;
  let shown = root.dataset.crmStep === here ? Number(root.dataset.crmPoints) : points ? 0 : 3;
  root.dataset.crmStep = here;
  function reveal(number) {
    shown = number;
    root.dataset.crmPoints = String(number);
    find("next").disabled = step === steps && shown >= points;
  }
  const next = () => (points && shown < points ? reveal(shown + 1) : go(step + 1));
  const previous = () => (points && shown > 0 ? reveal(shown - 1) : go(step - 1));
  reveal(shown);

  const black = blackScreen();
  const blank = () => {
    black.hidden = !black.hidden;
    black.style.display = black.hidden ? "none" : "block";
  };
  black.onclick = blank;

  function frames() {
    return [...document.querySelectorAll("iframe")].flatMap((frame) => {
      try {
        return frame.contentDocument && frame.contentWindow ? [frame.contentWindow] : [];
      } catch {
        return []; // a frame of another origin has keys of its own
      }
    });
  }
  const isHidden = () => root.dataset.crmCard === "hidden";
  function card(hidden) {
    root.dataset.crmCard = hidden ? "hidden" : "shown";
    tellMaps();
  }
  /* A map that comes later has to hear it, too. */
  function tellMaps() {
    for (const inside of frames())
      if (inside.crm && inside.crm.beside) inside.crm.beside(isHidden() ? 0 : wide);
  }
  const isAlone = () => root.dataset.crmAlone === "yes";
  function alone(wanted) {
    root.dataset.crmAlone = wanted ? "yes" : "no";
    card(wanted);
    find("controls").hidden = wanted;
    find("controls").style.display = wanted ? "none" : "";
  }
  const full = () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
  function more(open = panel.hidden) {
    panel.hidden = !open;
    find("more").setAttribute("aria-expanded", String(open));
    if (open) find("steps").querySelector("[aria-current]").focus();
    else find("more").focus();
  }
  function leave() {
    delete sessionStorage[began];
    if (window.crmNotes && !window.crmNotes.closed) window.crmNotes.close();
    setTriggerValue("go", "leave");
  }
  function escape() {
    if (!panel.hidden) more(false);
    else if (isAlone()) alone(false);
    else if (!document.fullscreenElement) leave();
  }
  function openNotes() {
    window.crmNotes = window.open("", "crm-notes", "width=760,height=620");
    writeNotes();
  }

  const doing = {
    ArrowRight: next,
    ArrowDown: next,
    PageDown: next,
    " ": next,
    ArrowLeft: previous,
    ArrowUp: previous,
    PageUp: previous,
    Home: () => go(1),
    End: () => go(steps),
    g: () => more(),
    "?": () => more(),
    f: full,
    n: openNotes,
    b: blank,
    ".": blank,
    c: () => card(!isHidden()),
    m: () => alone(!isAlone()),
    Escape: escape,
  };
  const ofFields = ["PageDown", "PageUp", "Escape"]; // a field or a slider keeps its other keys
  function press(event) {
    wake();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!(key in doing) || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.composedPath()[0];
    const within = (what) => target.closest && target.closest(what);
    if (within("input, textarea, select, [role=combobox], [role=slider], [contenteditable]"))
      if (!ofFields.includes(key)) return;
    if (key === " " && within("button, a")) return;
    if (within("[role=dialog], [data-baseweb=popover]") && key === "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (!black.hidden && doing[key] !== blank) blank();
    else doing[key]();
  }

  /* The stage is as large as the window, in units of which 1,280 x 720 always fit. */
  function fit() {
    const { innerWidth, innerHeight } = window;
    const scale = innerWidth < NARROW ? 1 : Math.min(innerWidth / WIDE, innerHeight / HIGH);
    root.style.setProperty("--crm-stage", String(Math.round(scale * 1000) / 1000));
  }
  let idle;
  function wake() {
    find("crm-presenter").classList.remove("idle");
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (panel.hidden && !filtering) find("crm-presenter").classList.add("idle");
    }, IDLE_MS);
  }

  const heard = new Set();
  function listen(where) {
    if (heard.has(where)) return;
    heard.add(where);
    where.addEventListener("keydown", press, { capture: true, signal });
    for (const kind of ["pointermove", "pointerdown"])
      where.addEventListener(kind, wake, { capture: true, signal });
    where.addEventListener("click", tapped, { capture: true, signal });
  }
  /* A tap brings the controls back when the picture stands alone; a finger that moves the map does not. */
  function tapped(event) {
    if (event.pointerType === "touch" && isAlone()) alone(false);
  }
  listen(document);
  addEventListener("resize", fit, { signal });

  if (!sessionStorage[began]) sessionStorage[began] = String(Date.now());
  function tick() {
    const left = Math.round(minutes * 60 - (Date.now() - Number(sessionStorage[began])) / 1000);
    const [whole, rest] = [
      Math.floor(Math.abs(left) / 60),
      String(Math.abs(left) % 60).padStart(2, "0"),
    ];
    find("clock").textContent = (left < 0 ? "−" : "") + whole + ":" + rest;
    find("clock").classList.toggle("late", left < 0);
    const paper = notesWindow();
    if (paper) paper.getElementById("clock").textContent = find("clock").textContent;
    for (const inside of frames()) listen(inside.document);
    if (isHidden()) tellMaps();
  }
  function beginAnew() {
    sessionStorage[began] = String(Date.now());
    tick();
  }

  function notesWindow() {
    const paper = window.crmNotes;
    return paper && !paper.closed && paper.document.getElementById("clock") ? paper.document : null;
  }
  function writeNotes() {
    const paper = window.crmNotes;
    if (!paper || paper.closed) return;
    const body = paper.document.body;
    body.replaceChildren();
    body.style.cssText =
      "font: 22px/1.5 system-ui, sans-serif; margin: 2rem; color: #23262B; background: #fff";
    const add = (tag, text) => {
      const element = body.appendChild(paper.document.createElement(tag));
      element.textContent = text;
      return element;
    };
    paper.document.title = "Notes";
    add("small", `${step} / ${steps} · time left `);
    add("small", "").id = "clock";
    add("h1", titles[step - 1]);
    add("p", notes);
    add("hr", "");
    add("small", step < steps ? "Next: " + titles[step] : "This is the last step.");
    listen(paper.document);
    tick();
  }

  find("progress").textContent = `${step} / ${steps}`;
  find("bar").style.width = `${(100 * step) / steps}%`;
  find("previous").disabled = step === 1;
  find("page").href = page;
  find("filters").textContent = filtering ? "Hide the filters" : "Filters";
  find("steps").replaceChildren(
    ...titles.map((title, place) => {
      const line = document.createElement("li");
      const button = line.appendChild(document.createElement("button"));
      button.textContent = title;
      if (place + 1 === step) button.setAttribute("aria-current", "step");
      button.onclick = () => {
        more(false);
        go(place + 1);
      };
      return line;
    }),
  );
  const clicks = {
    previous,
    next,
    clock: beginAnew,
    more: () => more(),
    notes: openNotes,
    filters: () => setTriggerValue("go", "filters"),
    card: doing.c,
    alone: () => {
      more(false);
      alone(true);
    },
    black: blank,
    full,
    again: () => setTriggerValue("go", String(step)),
    leave,
  };
  for (const [name, act] of Object.entries(clicks)) find(name).onclick = act;
  touches(signal, next, previous);
  fit();
  wake();
  tick();
  writeNotes();
  const timer = setInterval(tick, 1000);
  const stop = () => {
    clearInterval(timer);
    clearTimeout(idle);
    stopping.abort();
  };
  window.crmPresenter = { stop };
  return () => {
    stop();
    black.remove();
    for (const name of ["crmPoints", "crmStep", "crmCard", "crmAlone"]) delete root.dataset[name];
  };
}

/** The sheet that makes the screen black. */
function blackScreen() {
  const found = document.querySelector(".crm-black");
  if (found instanceof HTMLElement) return found;
  const black = document.createElement("div");
  black.className = "crm-black";
  black.hidden = true;
  black.style.cssText = "position:fixed;inset:0;background:#000;z-index:999999;display:none";
  document.body.append(black);
  return black;
}

/** A swipe over the card goes on or back, but not one of a slider; over the map a finger moves the map. */
function touches(signal, next, previous) {
  let from = null;
  const heard = { signal, passive: true };
  const isOfCard = ({ target }) =>
    target instanceof Element &&
    target.closest(".st-key-stage_card") &&
    !target.closest("[role=slider], [data-testid=stSlider], input");
  document.addEventListener(
    "touchstart",
    (event) => {
      const { clientX, clientY } = event.touches[0];
      from = isOfCard(event) ? [clientX, clientY] : null;
    },
    heard,
  );
  document.addEventListener(
    "touchend",
    (event) => {
      if (from === null) return;
      const { clientX, clientY } = event.changedTouches[0];
      const [aside, along] = [clientX - from[0], clientY - from[1]];
      if (Math.abs(aside) > 50 && Math.abs(aside) > 2 * Math.abs(along))
        (aside < 0 ? next : previous)();
      from = null;
    },
    heard,
  );
}
