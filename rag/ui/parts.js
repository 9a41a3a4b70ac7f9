// The part of a long document that is read: rag/ui/parts.py cuts it, rag/ui/paging.py says which it is.
// Joined with document.js and footnote.js. `reading.part` is what Python has sent last, or null.

const AIR = 24; // pixels above a part that is turned to

// Puts the part in its place; says whether it is another than before.
function putPart(root, reading, part) {
  const place = root.querySelector(".fn-part");
  const other = Boolean(place && part && (!place.firstChild || reading.drawn !== part.html));
  reading.part = place ? part : null;
  if (other) {
    reading.drawn = part.html;
    place.innerHTML = part.html;
  }
  return other;
}

// Whoever turns to a part reads on at its top, at a find in it or at a quote, and hears which it is.
function landIn(root, reading) {
  const { number, many, landing } = reading.part;
  const live = root.querySelector(".fn-document > [data-live]");
  if (live) live.textContent = `Part ${number + 1} of ${many}`;
  if (landing === "top") toTop(root);
  for (const walk of reading.walks) walk.land(landing);
}

// Below the bar of tools, which stays in view, with a little air.
function toTop(root) {
  const place = root.querySelector(".fn-part");
  place.style.scrollMarginTop = `${root.querySelector(".fn-tools").offsetHeight + AIR}px`;
  place.scrollIntoView({ block: "start" });
  place.querySelector(".fn-pages").focus({ preventScroll: true });
}

// The nearest part onwards, or backwards, that has the words too; round the ends. Null for none.
function partWith(counts, from, by) {
  for (let step = 1; step < counts.length; step++) {
    const part = (from + by * step + step * counts.length) % counts.length;
    if (counts[part]) return part;
  }
  return null;
}
