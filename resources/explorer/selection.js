// What is selected: a group, a region or what a search finds; and the panel that shows it.

import { clusterMembers, tracksBySlices } from "./groups.js";
import { labelBars, songLines, songList } from "./lists.js";
import { drawSelection, removeOutlines } from "./map.js";
import { byId, element } from "./page.js";
import { findTracks, fold } from "./search.js";
import { countPoints, showsSliceClusters, tracksOf, trackOf, view } from "./view.js";

/** Select points and show them under a title; `lists` are elements that replace that of all songs. */
function select(title, points, lists) {
  view.selection = { title, points: new Set(points) };
  const tracks = tracksOf(points);
  const slices = view.level === "slice" ? `, ${points.length} slices` : "";
  byId("selection").hidden = false;
  byId("what").textContent = `${title}: ${songCount(tracks.length)}${slices}`;
  byId("parts").replaceChildren(...labelBars(points));
  byId("songs").replaceChildren(...(lists ?? [element("h3", "Songs"), songList(tracks)]));
  return drawSelection();
}

const songCount = (n) => `${n} ${n === 1 ? "song" : "songs"}`;

/** Select what was drawn around; a region outlives a new colour and a new map. */
export function selectRegion(points) {
  const drawn = select("Region", points);
  view.selection.isRegion = true;
  return drawn;
}

/** Select a group of the present colouring; of a cluster, list the central songs and outliers. */
export function selectGroup({ code, name, points }) {
  const isCluster = view.colouring.songClusters && code >= 0;
  if (isCluster && showsSliceClusters()) return select(name, points, sliceLists(points));
  return select(name, points, isCluster ? memberLists(code, name) : undefined);
}

/** The songs that some slices are of, and how many of them each has. */
function sliceLists(slices) {
  const { tracks, counts } = tracksBySlices(slices);
  const noteOf = (track) => `${counts.get(track)} of its slices`;
  return [element("h3", "Songs with slices in it"), songList(tracks, noteOf)];
}

function memberLists(cluster, name) {
  const { distance, title } = view.colouring;
  const { members, central, outliers } = clusterMembers(view.colouring, cluster);
  const distanceOf = (track) => distance[track].toPrecision(3);
  const lists = [
    ["Most central songs (distance to the centre)", central],
    ["Outliers", outliers],
    [`All songs of ${name} of ${title.split(":")[0]}`, members],
  ];
  return lists.filter(([, tracks]) => tracks.length)
    .flatMap(([heading, tracks]) => [element("h3", heading), songList(tracks, distanceOf)]);
}

/** Select what a search finds in titles, labels and lyrics. */
export function selectMatches(text) {
  const wanted = fold(text.trim());
  if (!wanted) return deselect();
  const { inTitle, inLyrics } = findTracks(wanted);
  const matches = new Set([...inTitle, ...inLyrics]);
  const points = [...Array(countPoints()).keys()].filter((point) => matches.has(trackOf(point)));
  byId("hits").textContent = songCount(matches.size);
  return select(`“${text.trim()}”`, points, [
    ...(inTitle.length ? [element("h3", "In title or labels"), songList(inTitle)] : []),
    ...(inLyrics.length ? [element("h3", "In the lyrics"), songLines(inLyrics, wanted)] : []),
  ]);
}

export async function deselect() {
  view.selection = null;
  byId("selection").hidden = true;
  byId("search").value = byId("hits").textContent = "";
  await drawSelection();
  await removeOutlines();
}
