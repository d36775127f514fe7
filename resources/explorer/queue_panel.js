// What the queue looks like: its songs in turn, which can be played, moved and taken out.

import { trackLabels, trackName } from "./collection.js";
import { savePlaylist } from "./export.js";
import { byId, counted, element } from "./page.js";
import { emptyQueue, moveEntry, queue, queueTitle, removeEntry } from "./queue.js";

const SHOWN_ENTRIES = 200; // entries that are written out
const PLAYED_ENTRIES = 2; // of those before the one that plays

const tellQueue = (name, detail) => byId("queue-entries").dispatchEvent(new CustomEvent(name, { detail }));

function changeQueue(edit) {
  edit();
  tellQueue("change-queue");
}

/** Write the queue out, from a little before the song that plays. */
export function showQueue() {
  const n = queue.entries.length, first = Math.max(0, queue.at - PLAYED_ENTRIES);
  byId("queue-size").textContent = n ? `${Math.max(queue.at + 1, 0)} / ${n}` : "";
  byId("queue-title").textContent = n ? `${queueTitle()}: ${counted(n, "song")}` : "Nothing is queued";
  byId("queue-hint").hidden = n > 0;
  byId("queue-buttons").hidden = !n;
  byId("queue-note").textContent = "";
  const shown = queue.entries.slice(first, first + SHOWN_ENTRIES);
  const written = shown.map((entry, at) => entryItem(entry, first + at));
  const left = n - first - shown.length;
  byId("queue-entries").replaceChildren(...written, ...(left > 0 ? [element("li", `and ${left} more`, "note")] : []));
}

function entryItem({ track, isUnplayable }, place) {
  const item = element("li"), song = element("button", undefined, "entry");
  const note = isUnplayable ? "cannot be played" : trackLabels(track);
  song.append(element("span", trackName(track), "name"), element("span", note, "note"));
  song.title = `Play ${trackName(track)}`;
  song.onclick = () => tellQueue("play-entry", place);
  item.classList.toggle("is-playing", place === queue.at);
  item.classList.toggle("is-unplayable", isUnplayable);
  item.dataset.place = place;
  item.append(moveButton(place), song, removeButton(track, place));
  return item;
}

function removeButton(track, place) {
  const button = element("button", "×", "small");
  button.setAttribute("aria-label", `Remove ${trackName(track)}`);
  button.onclick = () => changeQueue(() => removeEntry(place));
  return button;
}

/** A handle that moves its entry: dragged, or with the arrow keys. */
function moveButton(place) {
  const button = element("button", "⠿", "small handle");
  button.setAttribute("aria-label", "Move up or down: drag, or arrow keys");
  button.onkeydown = (event) => {
    const to = place + { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!(to >= 0 && to < queue.entries.length)) return;
    event.preventDefault();
    event.stopPropagation();
    changeQueue(() => moveEntry(place, to));
    byId("queue-entries").querySelector(`[data-place="${to}"] .handle`)?.focus();
  };
  button.onpointerdown = (event) => {
    event.preventDefault();
    button.setPointerCapture(event.pointerId);
    button.onpointermove = ({ clientY }) => markTarget(placeAt(clientY));
    button.onpointerup = ({ clientY }) => changeQueue(() => moveEntry(place, placeAt(clientY) ?? place));
    button.onpointercancel = () => tellQueue("change-queue");
  };
  return button;
}

const entryItems = () => [...byId("queue-entries").querySelectorAll("li[data-place]")];

/** The place of the entry at a height of the screen; the last one below all. */
function placeAt(y) {
  const at = entryItems().find((item) => y < item.getBoundingClientRect().bottom) ?? entryItems().at(-1);
  return at && Number(at.dataset.place);
}

function markTarget(place) {
  for (const item of entryItems()) item.classList.toggle("is-target", Number(item.dataset.place) === place);
}

function openQueue(isOpen) {
  byId("queue").hidden = !isOpen;
  byId("shows-queue").setAttribute("aria-expanded", isOpen);
}

export function wireQueue() {
  byId("shows-queue").onclick = () => openQueue(byId("queue").hidden);
  byId("close-queue").onclick = () => openQueue(false);
  byId("queue-m3u").onclick = () => savePlaylist(queueTitle(), queue.entries.map(({ track }) => track));
  byId("queue-clear").onclick = () => changeQueue(emptyQueue);
  showQueue();
}
