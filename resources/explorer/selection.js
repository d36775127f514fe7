// What is selected: a group, a region or what a search finds; and the panel that shows it.

import { FITTING } from "./colouring.js";
import { clusterMembers, tracksBySlices } from "./groups.js";
import { labelBars, labelsAndCluster, rankedList, songLines, songList } from "./lists.js";
import { drawSelection, removeOutlines } from "./map.js";
import { byId, element } from "./page.js";
import { fold } from "./search.js";
import { pointsOf, showsSliceClusters, tracksOf, view } from "./view.js";
import { inWords, scoresOf } from "./words.js";

const BEST = 20; // songs that fit some words best, at most

/** Select points and show them under a title; `lists` are elements that replace that of all songs. */
function select(title, points, lists, { description = "", isRanking = false } = {}) {
  view.selection = { title, points: new Set(points), isRanking };
  const tracks = tracksOf(points);
  const slices = view.level === "slice" ? `, ${points.length} slices` : "";
  byId("selection").hidden = false;
  byId("what").textContent = `${title}: ${songCount(tracks.length)}${slices}`;
  byId("description").textContent = description;
  byId("parts").replaceChildren(...(isRanking ? [] : labelBars(points)));
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
export function selectGroup({ code, name, description, points }) {
  const isCluster = view.colouring.songClusters && code >= 0;
  if (isCluster && showsSliceClusters()) {
    return select(name, points, sliceLists(points), { description });
  }
  const lists = isCluster ? memberLists(code, name) : undefined;
  return select(name, points, lists, { description });
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

/** Select what the search box asks for: the best songs by their sound, or those that a text is in. */
export const selectSearched = () => (view.search.bySound ? selectBest() : selectMatches());

/** Select the songs that fit words best, and list them from the best on. */
function selectBest() {
  const { words } = view.search;
  const scores = scoresOf(words);
  const best = [...scores.keys()].filter((track) => scores[track] >= FITTING)
    .sort((a, b) => scores[b] - scores[a]).slice(0, BEST);
  byId("hits").textContent = `best ${songCount(best.length)}`;
  const lists = [element("h3", "The songs that fit best"), rankedList(best, scores)];
  return select(inWords(words), pointsOf(best), lists, { isRanking: true });
}

/** Select the songs with a text in titles, labels or lyrics. */
function selectMatches() {
  const { text, inTitle, inLyrics } = view.search;
  byId("hits").textContent = songCount(inTitle.length + inLyrics.length);
  return select(`“${text}”`, pointsOf([...inTitle, ...inLyrics]), [
    ...(inTitle.length ? [element("h3", "In title or labels"), songList(inTitle, labelsAndCluster)] : []),
    ...(inLyrics.length ? [element("h3", "In the lyrics"), songLines(inLyrics, fold(text))] : []),
  ]);
}

export async function deselect() {
  view.selection = view.search = null;
  byId("selection").hidden = true;
  byId("search").value = byId("hits").textContent = "";
  await drawSelection();
  await removeOutlines();
}
