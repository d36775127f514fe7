// Paths that are drawn on the map or lead from one song to another; both become a selection in order.

import { inSentence, mapTitle, trackName } from "./collection.js";
import { songList } from "./lists.js";
import { onMapEvent } from "./map.js";
import { drawRing } from "./marks.js";
import { bringIntoView, byId, element } from "./page.js";
import { knowsBetween, pointsAlong, tracksBetween } from "./paths.js";
import { pointPlace } from "./places.js";
import { select } from "./selection.js";
import { onSong } from "./song.js";
import { chooseTool } from "./tools.js";
import { currentMap, pointTrack, view, watchView } from "./view.js";

const FEWEST_STEPS = 2, MOST_STEPS = 50; // songs of a path

let first = null; // the song that a path leads from, until its end is chosen

/** Select the songs of a path: { line } in places of the map, or { first, last }. */
export function selectPath(path) {
  const n = Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, Number(byId("steps").value)));
  const points = path.line ? pointsAlong(path.line, n) : tracksBetween(path.first, path.last, n).map(middlePoint);
  const tracks = points.map(pointTrack);
  const title = `From ${trackName(tracks[0])} to ${trackName(tracks.at(-1))}`;
  const description = path.line ? "The songs nearest to even steps along the line, each once."
    : `Even steps by ${inSentence(mapTitle(currentMap()))}, each song once.`;
  return select(title, points, [element("h3", "In this order"), songList(tracks)], { description, path });
}

/** The point of a track in the middle of its others. */
const middlePoint = (track) => (view.level === "slice" ? currentMap().middle[track] : track);

/** Show the line, or the way through the songs, on the map. */
function showWay() {
  const path = view.selection?.path;
  if (!path && !view.way.length) return;
  view.way = path ? path.line ?? [...view.selection.points].map(pointPlace) : [];
  drawRing();
}

function sayPath(text) {
  byId("path-say").textContent = text;
  byId("path-note").hidden = !text;
}

function chooseEnd(track) {
  chooseTool("move");
  first = track;
  sayPath(`Choose where the path from ${trackName(track)} ends: click a song on the map or in a list.`);
}

/** Neither wait for a line nor for a song. */
function endPath() {
  first = null;
  chooseTool("move");
  sayPath("");
}

export function wirePaths() {
  byId("tools").addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-tool]")?.dataset.tool;
    if (tool) first = null;
    if (tool) sayPath(tool === "path" ? "Draw a line across the map to make a playlist." : "");
  });
  onMapEvent("path", (line) => {
    endPath();
    selectPath({ line });
    bringIntoView("selection");
  });
  byId("path-from").hidden = !knowsBetween();
  byId("path-from").onclick = () => chooseEnd(view.song.track);
  byId("path-stop").onclick = endPath;
  byId("steps").onchange = () => { if (view.selection?.path) selectPath(view.selection.path); };
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") endPath(); });
  watchView(showWay);
  onSong(() => {
    const { track, isQueued } = view.song;
    if (first === null || isQueued || track === first) return;
    const path = { first, last: track };
    endPath();
    selectPath(path);
    bringIntoView("selection");
  });
}
