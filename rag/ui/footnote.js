// Shows HTML that rag/markup/render.py has made, and reports clicks on what can be opened.
// The HTML is replaced only when it differs, so focus and scroll position survive a rerun.

const MARGIN = 8; // pixels between a footnote and its tip
const HEADER = 64; // pixels at the top of the page that its own bar covers
const SAID = 2000; // milliseconds for which a button says that it has copied
const SETTLING = 5000; // milliseconds in which a finished answer's page may still grow

function rootIn(parent) {
  let root = parent.querySelector(":scope > .fn-root");
  if (!root) {
    root = document.createElement("div");
    root.className = "fn-root";
    parent.appendChild(root);
  }
  return root;
}

// Whether the reader has moved the page since the last question came up. Typing does not move it.
const MOVING = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " ", "Tab"]);
let moved = false;
let holding = new AbortController();

function readerMoves(event) {
  if (event.type === "keydown") {
    const typing = event.target.closest?.("textarea, input, [contenteditable]");
    if (!MOVING.has(event.key) || (typing && event.key !== "Tab")) return;
  }
  moved = true;
  holding.abort();
}

for (const act of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  window.addEventListener(act, readerMoves, { passive: true, capture: true });
}

const scrolls = {
  start() {
    moved = false;
    holdQuestion();
  },
  mark(root) {
    const pages = root.querySelector(".fn-document");
    if (!pages) return;
    pages.tabIndex = -1;
    pages.focus({ preventScroll: true });
    root.querySelector("mark")?.scrollIntoView({ block: "center" });
  },
  question() {
    if (!moved) holdQuestion(SETTLING);
  },
  aim(root) {
    moved = false;
    hold(
      () => root.isConnected && root,
      (top) => top < HEADER || top > window.innerHeight / 2,
      SETTLING,
    );
  },
};

// Whoever asks is to read from the question on, and to see what comes below it, like the questions
// that a refusal offers: while the answer grows, and until the page has settled, the question stays as
// near to the top as the page lets it, unless the reader moves the page. A rerun may put another
// element in its place, and earlier questions may come up after it, so it is looked up every time.
function holdQuestion(settling) {
  hold(
    () => [...document.querySelectorAll(".fn-question")].pop()?.closest(".fn-root"),
    (top) => top < HEADER || top > 2 * HEADER,
    settling,
  );
}

// Until the page has settled, if it is said how long that takes, or the reader moves it, `find()` is
// put at its top whenever it is `away`.
function hold(find, away, settling) {
  const main = document.querySelector(".stMain");
  if (!main) return;
  const put = () => {
    const held = find();
    if (!held) own.abort();
    else if (away(held.getBoundingClientRect().top)) held.scrollIntoView({ block: "start" });
  };
  holding.abort();
  const own = (holding = new AbortController());
  main.addEventListener("scroll", put, { signal: own.signal });
  const growth = new ResizeObserver(put);
  for (const part of main.children) growth.observe(part);
  own.signal.addEventListener("abort", () => growth.disconnect());
  if (settling) setTimeout(() => own.abort(), settling);
  put();
}

// What floats above the page, like the drawer, does not inherit the page's colour scheme.
function matchScheme(root) {
  const page = document.querySelector(".stApp");
  const floating = root.closest('[role="dialog"]') ?? root;
  if (page) floating.style.colorScheme = getComputedStyle(page).colorScheme;
}

function tipIn(root) {
  let tip = root.querySelector(":scope > .fn-tip");
  if (!tip) {
    tip = document.createElement("div");
    tip.className = "fn-tip";
    tip.setAttribute("aria-hidden", "true");
    root.appendChild(tip);
  }
  return tip;
}

function showTip(root, target) {
  const tip = tipIn(root);
  tip.textContent = target.dataset.tip;
  tip.hidden = false;
  const frame = root.getBoundingClientRect();
  const place = target.getBoundingClientRect();
  const widest = Math.max(0, frame.width - tip.offsetWidth);
  const left = Math.min(Math.max(0, place.left - frame.left - MARGIN), widest);
  tip.style.left = `${left}px`;
  tip.style.top = `${place.bottom - frame.top + MARGIN}px`;
}

function hideTip(root) {
  const tip = root.querySelector(":scope > .fn-tip");
  if (tip) tip.hidden = true;
}

// A page that is not served securely has no clipboard of its own; there the old way is left.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position: fixed; opacity: 0;";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

async function copy(root, target) {
  const words = target.querySelector("[data-words]");
  const live = root.querySelector("[data-live]");
  const focused = document.activeElement === target;
  const text = target.dataset.copy ?? new URL(target.dataset.link, location.href).href;
  const said = (await write(text)) ? "Copied" : "It could not be copied";
  if (focused) target.focus({ preventScroll: true });
  if (live) live.textContent = said;
  if (!words) return;
  words.textContent = said;
  clearTimeout(Number(words.dataset.timer));
  words.dataset.timer = setTimeout(() => {
    words.textContent = words.dataset.words;
    if (live) live.textContent = "";
  }, SAID);
}

// A tab opens in the moment of the click, else it would be kept from opening; its file comes later,
// of a type that runs no script whatever the file holds.
function fileInTab(state, file) {
  const tab = state.tab;
  state.tab = null;
  if (!tab || tab.closed) return;
  if (!file.base64) {
    tab.close();
    return;
  }
  const bytes = Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.media_type }));
  tab.opener = null;
  tab.location.replace(address + file.anchor);
}

// New HTML takes the focus from the button that has brought it; its successor gets it back.
function replace(root, html) {
  const focused = root.contains(document.activeElement) && document.activeElement.dataset.open;
  root.innerHTML = html;
  if (focused) root.querySelector(`[data-open="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function listen(root, state) {
  const tipped = (event) => event.target.closest?.("[data-tip]");
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open]");
    const copied = event.target.closest("[data-copy], [data-link]");
    if (target?.hasAttribute("data-tab")) state.tab = window.open("", "_blank");
    if (copied) copy(root, copied);
    else if (target) state.open(target.dataset.open);
    else if (tipped(event)) showTip(root, tipped(event));
  });
  for (const begin of ["mouseover", "focusin"]) {
    root.addEventListener(begin, (event) => tipped(event) && showTip(root, tipped(event)));
  }
  for (const end of ["mouseout", "focusout"]) {
    root.addEventListener(end, (event) => tipped(event) && hideTip(root));
  }
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip(root);
    const pressed = event.target.closest('[role="button"]');
    if (pressed && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      pressed.click();
    }
  });
}

const states = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = rootIn(parentElement);
  let state = states.get(root);
  if (!state) {
    state = { shown: null, open: null, tab: null, filed: 0, part: null, drawn: "", walks: [] };
    states.set(root, state);
    listen(root, state);
  }
  matchScheme(root);
  state.open = (value) => setTriggerValue("open", value);
  if (data.file && data.file.number !== state.filed) {
    state.filed = data.file.number;
    fileInTab(state, data.file);
  }
  const arrived = state.shown !== data.html;
  if (arrived) {
    state.shown = data.html;
    replace(root, data.html);
  }
  const turned = putPart(root, state, data.part);
  if (arrived) {
    walkIn(root, state);
    requestAnimationFrame(() => scrolls[data.scrollTo]?.(root));
  }
  if (turned && data.part.landing) requestAnimationFrame(() => landIn(root, state));
  else for (const walk of state.walks) walk.hear();
}
