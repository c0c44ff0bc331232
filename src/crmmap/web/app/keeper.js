/* Keeps in this tab, and a story in this browser if the user wants so, what the server's memory alone would hold, and says when the server does not answer.
 *
 * A session ends when the server is restarted or the page is reloaded. The recorded story is then handed back to the new
 * session; of the user's own files only the names are kept, so that the page can say which ones to bring again.
 * It also keeps the history to one entry for each step that the user meant, and tells the server of each Back: an
 * address that comes late from a click looks the same.
 */
const STORY = "crm-story",
  FILES = "crm-files",
  SESSION = "crm-session";
const RETRY_MS = 8000;
const BACK = "back";
const EMPTIED_MS = 300;
const PAPER_WIDE = 700; // pixels: a sheet of A4 within its margins
const WAIT_MS = 3000; // a short break is no reason for words
const WORDS =
  "The server does not answer at the moment. Your filters are kept in the address of this page, and it goes on by itself as soon as the server is back.";

export default function ({ data, setTriggerValue }) {
  tidyHistory();
  tellHeight();
  const { session, story, stays, files, answered, show_map: wanted } = data;
  scrollToMap(`${session} ${wanted}`, wanted);
  const handBack = () => setTriggerValue("kept", kept());
  clearInterval(window.crmHandBack);
  const before = kept();
  const more = (before.story && !story) || (before.files.length && !files.length);
  if (sessionStorage[SESSION] !== session && more && !answered) {
    handBack();
    window.crmHandBack = setInterval(handBack, RETRY_MS); // a message that comes during a run can be lost
  } else {
    sessionStorage[SESSION] = session;
    keepStory(story, stays);
    sessionStorage[FILES] = JSON.stringify(files);
  }
  if (window.crmWatch) clearInterval(window.crmWatch);
  window.crmWatch = setInterval(() => watch(handBack), 500);
}

/** In this tab, and if the user wants so in this browser. A story with many pictures can be more than a browser keeps;
 * then it is kept by its file alone. */
function keepStory(story, stays) {
  const write = (storage) => {
    try {
      storage[STORY] = story;
    } catch {
      delete storage[STORY];
    }
  };
  write(sessionStorage);
  if (stays && story) write(localStorage);
  else if (window.crmStays) delete localStorage[STORY]; // another tab's story stays as it is
  window.crmStays = stays;
}

/** A chart in a frame of another page says how high it is; the text that embeds it listens. A map fills its frame. */
function tellHeight() {
  const figure = document.querySelector(".st-key-figure");
  if (window.parent === window || !figure || window.crmTells) return;
  window.crmTells = true;
  const body = figure.closest('[data-testid="stMainBlockContainer"]') || figure;
  const tell = () =>
    window.parent.postMessage(
      { crmmap: "height", height: Math.ceil(body.getBoundingClientRect().height) },
      "*",
    );
  new ResizeObserver(tell).observe(body);
  tell();
}

function kept() {
  const stays = localStorage[STORY] || "";
  return {
    story: sessionStorage[STORY] || stays,
    stays: stays !== "",
    files: JSON.parse(sessionStorage[FILES] || "[]"),
  };
}

/** A link to a page comes without words, and the page then adds them; a moved map changes the view alone; the search
 * empties the address just before it opens a page: none of these is a step of its own, so Back passes over them. */
function tidyHistory() {
  if (window.crmHistory) return;
  window.crmHistory = true;
  markBack();
  window.addEventListener("beforeprint", writeAddress);
  window.addEventListener("beforeprint", shrinkMaps);
  const push = history.pushState.bind(history);
  const words = (search) => {
    const left = new URLSearchParams(search);
    left.delete("view");
    left.delete(BACK);
    left.sort();
    return left.toString();
  };
  let arriving = false;
  let pushedAt = -Infinity;
  history.pushState = (state, title, url) => {
    const next = new URL(url || location.href, location.href);
    if (next.pathname !== location.pathname) {
      const emptied = !location.search && performance.now() - pushedAt < EMPTIED_MS;
      arriving = emptied || words(location.search) !== ""; // the words of the page before will follow
      return emptied ? history.replaceState(state, title, url) : push(state, title, url);
    }
    const added = arriving && !location.search;
    arriving = false;
    const moved = words(next.search) === words(location.search);
    if (added || moved) return history.replaceState(state, title, url);
    pushedAt = performance.now();
    return push(state, title, url);
  };
}

/** On paper the address stands below the page. */
function writeAddress() {
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (page) page.setAttribute("data-address", location.href);
}

/** On paper a map is a picture of what the screen shows, only smaller: in a narrower frame it would show a part. */
function shrinkMaps() {
  const frames = document.querySelectorAll("iframe[title='Map']");
  for (const frame of frames) {
    const { style, contentDocument } = /** @type {HTMLIFrameElement} */ (frame);
    /** @type {HTMLElement | null} the last picture that was drawn: the frame itself may be on its paper already */
    const picture = contentDocument && contentDocument.querySelector("canvas.crm-layer");
    if (!picture) continue;
    const [width, height] = [parseFloat(picture.style.width), parseFloat(picture.style.height)];
    style.setProperty("--wide", width + "px");
    style.setProperty("--high", height + "px");
    style.setProperty("--scale", String(Math.min(1, PAPER_WIDE / frames.length / width)));
  }
}

/** Who goes back or forward says so in the address, and Streamlit, which has read it already, reads it again; the server
 * takes the mark off. */
function markBack() {
  let search = location.search;
  const replace = history.replaceState.bind(history);
  history.replaceState = (state, title, url) => {
    replace(state, title, url);
    search = location.search;
  };
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    push(state, title, url);
    search = location.search;
  };
  const mark = () => {
    if (location.search === search) return; // a link within the page
    const marked = new URL(location.href);
    marked.searchParams.set(BACK, "1");
    history.replaceState(history.state, "", marked);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  };
  window.addEventListener("popstate", mark);
}

let silentSince = null;
/** Say it when the server is silent; when it is back, ask it for the page: its session may be a new one. */
function watch(askAgain) {
  /** @type {HTMLElement | null} */
  const app = document.querySelector('[data-testid="stApp"]');
  const connected = !app || app.dataset.testConnectionState === "CONNECTED";
  const shown = document.querySelector(".crm-no-server");
  if (connected) {
    if (shown) shown.remove();
    if (silentSince) askAgain();
    silentSince = null;
    return;
  }
  silentSince = silentSince || Date.now();
  if (shown || Date.now() - silentSince < WAIT_MS) return;
  const banner = document.createElement("div");
  banner.className = "crm-no-server";
  banner.setAttribute("role", "alert");
  banner.textContent = WORDS;
  banner.style.cssText =
    "position:fixed;left:0;right:0;top:0;z-index:1000000;padding:0.8rem 1.5rem;background:#23262B;color:#fff;font:1rem/1.4 system-ui,sans-serif;text-align:center";
  document.body.append(banner);
}

/** What was chosen in a table is seen on the map above it. */
function scrollToMap(turn, wanted) {
  if (window.crmScrolled === turn) return;
  window.crmScrolled = turn;
  const map = wanted && document.querySelector(".st-key-area_atlas_map");
  if (map) map.scrollIntoView({ block: "center" });
}
