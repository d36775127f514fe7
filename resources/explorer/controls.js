// What the view shows is drawn again; and the buttons of what is listed.

import { showBeside } from "./beside.js";
import { trackName } from "./collection.js";
import { MOST_MARKERS } from "./colours.js";
import { savePlaylist, saveTable } from "./export.js";
import { groupItems } from "./lists.js";
import { allGroups, drawMap } from "./map.js";
import { outlines } from "./marks.js";
import { drawNames, mayShowNames } from "./names.js";
import { bringIntoView, byId } from "./page.js";
import { selectPath } from "./path_tool.js";
import { playAll, queueSongs } from "./playing.js";
import { selectGroup, selectRegion, selectSearched } from "./selection.js";
import { showNeighbours } from "./song.js";
import { listedPoints, listedSongs, listedTitle, listedTracks } from "./table.js";
import { view, viewChanged } from "./view.js";

const MANY = 20; // groups that are hard to tell apart by colour and shape

/** Draw again after the "colour", "map", "level", "search", the colours "beside" or the "theme" has changed. A
 *  region and a path that was drawn outlive all but the level and the search (the path not the map), a group all
 *  but the colour and the search, a path between songs all but the search. */
export async function redraw(changed) {
  const keepsRegion = changed !== "level" && changed !== "search";
  const region = keepsRegion && view.selection?.isRegion ? view.selection : null;
  const group = changed !== "colour" && changed !== "search" ? view.selection?.group : undefined;
  const path = changed !== "search" && !(view.selection?.path?.line && ["map", "level"].includes(changed))
    ? view.selection?.path : undefined;
  view.selection = region;
  byId("selection").hidden = true;
  drawMap(region && changed !== "map" ? outlines() : null);
  byId("by").textContent = view.colouring.headingText();
  showAbout();
  byId("by-slice").hidden = !(view.level === "slice" && view.colouring.sliceClusters);
  const groups = allGroups();
  const listed = view.colouring.wordScores ? groups.toReversed() : groups; // the best first
  byId("groups").replaceChildren(...groupItems(listed, chooseGroup));
  showBeside();
  byId("has-names").hidden = !mayShowNames();
  drawNames();
  showNeighbours();
  const kept = groups.find(({ code }) => code === group);
  if (region) await selectRegion([...region.points]);
  else if (path) await selectPath(path);
  else if (kept) await selectGroup(kept);
  else if (view.search) await selectSearched();
  else viewChanged();
}

/** What the colours mean; how clusters were made is folded away. */
function showAbout() {
  const about = view.colouring.describe(), isMade = Boolean(view.colouring.songClusters && about);
  byId("about").textContent = [isMade ? "" : about, aboutMarkers(allGroups().length)].filter(Boolean).join(" ");
  byId("made").textContent = isMade ? about : "";
  byId("has-made").hidden = !isMade;
}

/** How to tell many groups apart. */
function aboutMarkers(n) {
  if (n <= MANY) return "";
  const repeated = n > MOST_MARKERS ? ` Colours and shapes repeat after ${MOST_MARKERS}.` : "";
  return `Point at one of these ${n} groups to see it alone on the map.${repeated}`;
}

function chooseGroup(group) {
  selectGroup(group);
  bringIntoView("selection");
}

export function wireButtons() {
  byId("csv").onclick = () => saveTable(listedTitle(), listedPoints());
  byId("m3u").onclick = () => savePlaylist(listedTitle(), listedTracks());
  for (const id of ["play-all", "play-selection"]) byId(id).onclick = () => playAll(listedTitle(), listedSongs());
  for (const id of ["queue-all", "queue-selection"]) byId(id).onclick = () => queueSongs(listedTitle(), listedSongs());
  byId("queue-song").onclick = () => queueSongs(trackName(view.song.track), [view.song]);
}
