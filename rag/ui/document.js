// Walks in a document that rag/ui/reading.py has drawn: from quote to quote, from find to find.
// Joined with footnote.js, which calls `walkIn` for each document that it shows.

const MOST_FOUND = 2000; // places that are counted; more are told as "2,000+"
const FOUND = "fn-found";
const CURRENT = "fn-found-here";
const PAUSE = 250; // milliseconds without a key after which a long document is searched

function walkIn(root, reading) {
  reading.walks = [];
  const tools = root.querySelector(".fn-tools");
  if (!tools) return;
  const paper = paperIn(root);
  const quotes = tools.querySelector('[data-walk="quotes"]');
  const finds = tools.querySelector('[data-walk="finds"]');
  if (quotes) reading.walks.push(walkQuotes(root, quotes, paper, reading));
  if (finds && globalThis.Highlight) reading.walks.push(walkFinds(root, finds, reading));
}

function onSteps(group, step) {
  for (const button of group.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
}

// The pages of the original, of which one is seen at a time. `turnTo` shows that of a quote.
function paperIn(root) {
  const paper = root.querySelector(".fn-paper");
  if (!paper) return { turnTo() {} };
  const pages = [...paper.querySelectorAll("[data-page]")];
  const group = paper.querySelector('[data-walk="pages"]');
  const sheets = paper.querySelector(".fn-sheets");
  let at = Math.max(0, pages.findIndex((page) => !page.hidden));
  const turn = (to) => {
    at = (to + pages.length) % pages.length;
    pages.forEach((page, number) => (page.hidden = number !== at));
    if (group) group.querySelector("output").textContent = `Page ${pages[at].dataset.page}`;
  };
  const reveal = () => {
    const box = pages[at].querySelector(".fn-box-here") ?? pages[at].querySelector(".fn-box");
    if (!box) return;
    const [inner, outer] = [box.getBoundingClientRect(), sheets.getBoundingClientRect()];
    sheets.scrollTop += inner.top - outer.top - outer.height / 3;
    sheets.scrollLeft += inner.left - outer.left - 16;
  };
  if (group) onSteps(group, (step) => (turn(at + step), reveal()));
  const enlarge = paper.querySelector("[data-enlarge]");
  enlarge.addEventListener("click", () => {
    enlarge.setAttribute("aria-pressed", String(paper.classList.toggle("fn-large")));
    reveal();
  });
  turn(at);
  requestAnimationFrame(reveal);
  return {
    turnTo(quote) {
      const page = pages.findIndex((one) => one.dataset.quotes.split(" ").includes(quote));
      if (page >= 0 && !pages[at].dataset.quotes.split(" ").includes(quote)) turn(page);
      for (const box of paper.querySelectorAll("[data-box]")) {
        box.classList.toggle("fn-box-here", box.dataset.box === quote);
      }
      reveal();
    },
  };
}

// From quote to quote, each known by its number and its part, in the order of the document.
function walkQuotes(root, group, paper, reading) {
  const places = group.dataset.quotes.split(" ").map((place) => place.split("/"));
  const find = (quote) => Math.max(0, places.findIndex(([number]) => number === quote));
  let at = find("0");
  const say = () => (group.querySelector("output").textContent = `Quote ${at + 1} of ${places.length}`);
  const show = () => {
    const [number] = places[at];
    root.querySelector(".fn-here")?.classList.remove("fn-here");
    const quote = root.querySelector(`[data-quote="${number}"]`);
    quote?.classList.add("fn-here");
    quote?.scrollIntoView({ block: "center" });
    paper.turnTo(number);
    say();
  };
  onSteps(group, (step) => {
    at = (at + step + places.length) % places.length;
    const [number, part] = places[at];
    const away = reading.part && reading.part.number !== Number(part);
    if (away) reading.open(`part ${part} quote ${number}`);
    else show();
  });
  say();
  return {
    land(landing) {
      if (!landing.startsWith("quote ")) return;
      at = find(landing.slice("quote ".length));
      show();
    },
    hear() {},
  };
}

// The words of the document without the characters that only format, and where each comes from.
function wordsOf(pages) {
  const nodes = [];
  const walker = document.createTreeWalker(pages, NodeFilter.SHOW_TEXT);
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(".fn-syntax")) continue;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { nodes, text };
}

function placesOf(words, text) {
  const literal = words.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const found = [];
  if (!literal) return found;
  for (const match of text.matchAll(new RegExp(literal, "giu"))) {
    found.push([match.index, match.index + match[0].length]);
    if (found.length > MOST_FOUND) break;
  }
  return found;
}

function rangeOver([start, end], nodes) {
  const holding = (offset) => {
    let low = 0;
    for (let high = nodes.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (nodes[middle].start <= offset) low = middle;
      else high = middle;
    }
    return nodes[low];
  };
  const first = holding(start);
  const last = holding(end - 1);
  const range = document.createRange();
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}

// From find to find. The part that is shown is searched here, at each key; how often the others have
// the words, Python counts for us once the typing pauses.
function walkFinds(root, group, reading) {
  const box = group.querySelector("input");
  const output = group.querySelector("output");
  let ranges = [];
  let at = 0;
  let pause = 0;
  const counts = () => {
    if (!reading.part) return [ranges.length];
    if (reading.part.words !== box.value.trim()) return null;
    const own = reading.part.number;
    return reading.part.counts.map((count, part) => (part === own && ranges.length <= MOST_FOUND ? ranges.length : count));
  };
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  const said = () => {
    const found = counts();
    if (!box.value.trim() || !found) return "";
    if (!sum(found)) return "Not found";
    const cut = !reading.part && ranges.length > MOST_FOUND;
    const many = cut ? `${MOST_FOUND.toLocaleString("en")}+` : sum(found).toLocaleString("en");
    if (!ranges.length) return `${many} in other parts`;
    return `${(sum(found.slice(0, reading.part?.number ?? 0)) + at + 1).toLocaleString("en")} of ${many}`;
  };
  const say = () => {
    const words = said();
    if (output.textContent !== words) output.textContent = words; // else it would be read out again
    CSS.highlights.set(CURRENT, new Highlight(...ranges.slice(at, at + 1)));
  };
  const show = () => {
    say();
    ranges[at]?.startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  const search = () => {
    const { nodes, text } = wordsOf(root.querySelector(".fn-pages"));
    ranges = placesOf(box.value, text).map((place) => rangeOver(place, nodes));
    at = 0;
    CSS.highlights.set(FOUND, new Highlight(...ranges));
  };
  const step = (by) => {
    const within = at + by >= 0 && at + by < ranges.length;
    const other = within || !reading.part ? null : partWith(counts() ?? [], reading.part.number, by);
    if (other !== null) return reading.open(`part ${other} ${by > 0 ? "first" : "last"}`);
    if (ranges.length) at = (at + by + ranges.length) % ranges.length;
    show();
  };
  box.addEventListener("input", () => {
    search();
    show();
    clearTimeout(pause);
    const words = box.value.trim();
    if (reading.part && words) pause = setTimeout(() => reading.open(`find ${words}`), PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape" || !box.value) return;
    event.stopPropagation(); // the first Escape empties the box, the next closes the document
    box.value = "";
    box.dispatchEvent(new Event("input"));
  });
  onSteps(group, step);
  return {
    land(landing) {
      search();
      if (landing === "last") at = Math.max(0, ranges.length - 1);
      if (landing === "first" || landing === "last") show();
      else say();
    },
    hear: say,
  };
}
