// The keyboard: keys that work anywhere on the page, and arrows that go from song to song on the map.

import { trackName } from "./collection.js";
import { closeFacets } from "./filter_panel.js";
import { pointGroupName } from "./groups.js";
import { byId } from "./page.js";
import { allPlaces, placeOnPlot, pointPlace } from "./places.js";
import { togglePlay } from "./player.js";
import { playNext, playPrevious } from "./playing.js";
import { clearSearch } from "./query.js";
import { openSong } from "./song.js";
import { litTest, pointSlice, pointTrack, view } from "./view.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASKEW = 2; // how much farther a point counts that lies to the side

const PAGE_KEYS = {
  "/": () => byId("search").focus(),
  "?": () => byId("help").showModal(),
  " ": togglePlay,
  n: playNext,
  p: playPrevious,
  m: () => byId("plot").focus(),
  g: () => byId("groups").querySelector("button")?.focus(),
  t: () => byId("rows").focus(),
  q: () => byId("shows-queue").click(),
  c: () => byId("copy-link").click(),
  Escape: leave,
};

export function wireKeys() {
  document.addEventListener("keydown", answer);
  byId("stage").addEventListener("keydown", walk, true); // before the arrows that move the map
  byId("shows-help").onclick = PAGE_KEYS["?"];
  byId("close-help").onclick = () => byId("help").close();
}

function answer(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(PAGE_KEYS, key) || byId("help").open) return;
  const isTyping = target.matches("input:not([type=checkbox], [type=range]), select, textarea");
  const presses = key === " " && target.closest("button, summary, a, input"); // is its own answer
  if ((isTyping && key !== "Escape") || presses) return;
  event.preventDefault();
  PAGE_KEYS[key]();
}

/** Close what is open, or else end the search and the selection. */
function leave() {
  const isOpen = byId("facets").querySelector("details[open]") || byId("vocabulary").open || !byId("queue").hidden;
  closeFacets();
  byId("vocabulary").open = false;
  if (!byId("queue").hidden) byId("close-queue").click();
  if (!isOpen) clearSearch();
}

/** Open the song that lies nearest in the direction of an arrow; with Enter the open song again. */
function walk(event) {
  if (event.target !== byId("plot") || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const direction = ARROWS[event.key];
  if (!direction && event.key !== "Enter") return;
  event.preventDefault();
  event.stopPropagation();
  const point = direction ? nextPoint(direction) : undefined;
  if (point !== undefined) openSong(pointTrack(point), pointSlice(point));
  else if (event.key === "Enter" && view.song) openSong(view.song.track, view.song.slice);
  if (point !== undefined) byId("said").textContent = `${trackName(pointTrack(point))}, ${pointGroupName(point)}`;
}

/** The lit point of another song that is nearest in a direction of the screen, [across, down]. */
function nextPoint([across, down]) {
  const { left, top } = allPlaces(), isLit = litTest() ?? (() => true);
  const [x, y] = startingPlace();
  let nearest, least = Infinity;
  for (let point = 0; point < left.length; point++) {
    const dx = left[point] - x, dy = top[point] - y, ahead = dx * across + dy * down;
    if (ahead <= 0 || pointTrack(point) === view.song?.track) continue;
    const away = Math.hypot(dx, dy), cost = away * (1 + ASKEW * (1 - ahead / away));
    if (cost < least && isLit(point)) [nearest, least] = [point, cost];
  }
  return nearest;
}

/** Where the open song is on the screen, or else the middle of the map. */
function startingPlace() {
  if (!view.song) return [byId("plot").clientWidth / 2, byId("plot").clientHeight / 2];
  const { track, slice } = view.song;
  return placeOnPlot(pointPlace(view.level === "slice" ? slice : track));
}
