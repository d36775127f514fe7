// What the search box offers: words for the sound as buttons, and whether they or texts are searched.

import { byId, element } from "./page.js";
import { view } from "./view.js";
import { allWords, inWords, knowsWords, nearWords } from "./words.js";

/** Show the words that are searched, those near to what is not known, and what else there is. */
export function showOffers() {
  if (!knowsWords()) return;
  const { words = [], unknown = [], isText, bySound } = view.search ?? {};
  byId("how").hidden = !(words.length && isText);
  byId("by-sound").setAttribute("aria-pressed", Boolean(bySound));
  byId("by-text").setAttribute("aria-pressed", !bySound);
  const near = [...new Set(unknown.flatMap(nearWords))].filter((word) => !words.includes(word));
  byId("chips").replaceChildren(...words.map(wordChip), ...near.map(wordChip));
  byId("remark").textContent = unknown.length && (bySound || !isText) ? remark(unknown, near) : "";
  for (const chip of byId("asks").querySelectorAll("button[data-word]")) {
    chip.setAttribute("aria-pressed", words.includes(Number(chip.dataset.word)));
  }
}

function remark(unknown, near) {
  const listed = unknown.map((word) => `“${word}”`).join(", ");
  const offer = near.length ? `; near: ${inWords(near)}` : "";
  return `Not among the ${allWords().length} words for the sound: ${listed}${offer}.`;
}

/** A button that puts a word into the search, or takes it out: see query.js. */
export function wordChip(word) {
  const chip = element("button", allWords()[word], "chip");
  chip.dataset.word = word;
  return chip;
}
