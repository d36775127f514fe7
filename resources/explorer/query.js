// The search box: a text is looked for in titles, labels and lyrics; words for the sound rank all songs.

import { redraw } from "./controls.js";
import { colourByWords } from "./menus.js";
import { showOffers, wordChip } from "./offers.js";
import { byId } from "./page.js";
import { findTracks, fold } from "./search.js";
import { deselect, selectSearched } from "./selection.js";
import { view } from "./view.js";
import { allWords, inWords, knowsWords, readQuery } from "./words.js";

const TYPING = 150; // ms after the last letter before a search begins
let waiting;

export function wireSearch() {
  byId("search").oninput = ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(target.value), TYPING);
  };
  byId("clear").onclick = clearSearch;
  byId("by-sound").onclick = () => searchBy(true);
  byId("by-text").onclick = () => searchBy(false);
  byId("asks").hidden = !knowsWords();
  if (!knowsWords()) return;
  byId("search").placeholder = "title, artist, label, lyrics, sound";
  byId("how-many").textContent = `${allWords().length} words for the sound`;
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("#asks")) byId("vocabulary").open = false;
    const chip = target.closest("button[data-word]");
    if (chip) toggleWord(Number(chip.dataset.word));
  });
  byId("all-words").append(...[...allWords().keys()].sort(byName).map((word) => wordChip(word)));
}

const byName = (a, b) => allWords()[a].localeCompare(allWords()[b], "en", { sensitivity: "base" });

/** Search for what stands in the box; an empty box ends the search. */
async function search(text) {
  if (!text.trim()) return clearSearch();
  view.search = readSearch(text.trim());
  await show();
}

/** Search for a text as if it was typed, "sound" or "texts" where it can be searched in either. */
export async function searchFor(text, inWhat) {
  byId("search").value = text;
  await search(text);
  if (inWhat && view.search?.words.length && view.search.isText) await searchBy(inWhat === "sound");
}

export async function clearSearch() {
  clearTimeout(waiting);
  const wasByWords = Boolean(view.colouring.wordScores);
  await deselect();
  colourByWords(null);
  showOffers();
  if (wasByWords) await redraw("search");
}

/** What a text asks for. A text that titles or lyrics have is looked for there, unless each of its
 *  words is a word for the sound. */
export function readSearch(text) {
  const matches = findTracks(fold(text));
  const { matched, unknown } = knowsWords() ? readQuery(text) : { matched: [], unknown: [] };
  const isText = Object.values(matches).some((tracks) => tracks.length);
  const bySound = matched.length > 0 && !(isText && unknown.length > 0);
  return { text, words: matched, unknown, ...matches, isText, bySound };
}

async function searchBy(bySound) {
  view.search = { ...view.search, bySound };
  await show();
}

async function show() {
  const before = view.colouring;
  colourByWords(view.search.bySound ? view.search.words : null);
  showOffers();
  await (view.colouring === before ? selectSearched() : redraw("search"));
}

function toggleWord(word) {
  const words = view.search?.words ?? [];
  const left = words.filter((other) => other !== word);
  byId("search").value = inWords(left.length < words.length ? left : [...words, word]);
  clearTimeout(waiting);
  return search(byId("search").value);
}
