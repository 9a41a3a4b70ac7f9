// Walks in a document that rag/ui/reading.py has drawn: from quote to quote, from find to find.
// Joined with footnote.js, which calls `walkIn` for each document that it shows.

const MOST_FOUND = 2000; // places that are counted; more are told as "2,000+"
const FOUND = "fn-found";
const CURRENT = "fn-found-here";

function walkIn(root) {
  const tools = root.querySelector(".fn-tools");
  if (!tools) return;
  const paper = paperIn(root);
  walkQuotes(root, tools.querySelector('[data-walk="quotes"]'), paper);
  walkFinds(root, tools.querySelector('[data-walk="finds"]'));
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

function walkQuotes(root, group, paper) {
  if (!group) return;
  const quotes = [...root.querySelectorAll("[data-quote]")];
  let at = Math.max(0, quotes.findIndex((one) => one.matches("mark")));
  const say = () => (group.querySelector("output").textContent = `Quote ${at + 1} of ${quotes.length}`);
  onSteps(group, (step) => {
    quotes[at]?.classList.remove("fn-here");
    at = (at + step + quotes.length) % quotes.length;
    quotes[at].classList.add("fn-here");
    quotes[at].scrollIntoView({ block: "center" });
    paper.turnTo(quotes[at].dataset.quote);
    say();
  });
  say();
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

function walkFinds(root, group) {
  if (!group || !globalThis.Highlight) return;
  const box = group.querySelector("input");
  const output = group.querySelector("output");
  const pages = root.querySelector(".fn-pages");
  let ranges = [];
  let at = 0;
  const show = () => {
    const many = ranges.length > MOST_FOUND ? `${MOST_FOUND.toLocaleString("en")}+` : ranges.length;
    output.textContent = ranges.length ? `${at + 1} of ${many}` : box.value.trim() ? "Not found" : "";
    CSS.highlights.set(CURRENT, new Highlight(...ranges.slice(at, at + 1)));
    ranges[at]?.startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  const step = (by) => {
    if (ranges.length) at = (at + by + ranges.length) % ranges.length;
    show();
  };
  box.addEventListener("input", () => {
    const { nodes, text } = wordsOf(pages);
    ranges = placesOf(box.value, text).map((place) => rangeOver(place, nodes));
    at = 0;
    CSS.highlights.set(FOUND, new Highlight(...ranges));
    show();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape" || !box.value) return;
    event.stopPropagation(); // the first Escape empties the box, the next closes the document
    box.value = "";
    box.dispatchEvent(new Event("input"));
  });
  onSteps(group, step);
}
