// What is selected: a group, a region or what a search finds; and the panel that shows it.

import { FITTING } from "./colouring.js";
import { clusterMembers, tracksBySlices } from "./groups.js";
import { labelBars, labelsAndCluster, rankedList, songLines, songList } from "./lists.js";
import { drawSelection } from "./map.js";
import { removeOutlines } from "./marks.js";
import { showOffers } from "./offers.js";
import { byId, counted, element } from "./page.js";
import { fold } from "./search.js";
import { songsTitle } from "./queue.js";
import { trackPoints, showsSliceClusters, pointTracks, view, viewChanged } from "./view.js";
import { inWords, combinedScores } from "./words.js";

const BEST = 20; // songs that fit some words best, at most

/** Select points and show them under a title; `lists` are elements that replace that of all songs.
 *  `group` is the code of the group that is selected, `path` what path_tool.js made the songs of, and
 *  `playlistTitle` what the playlist is called. */
export function select(title, points, lists, {
  description = "", isRanking = false, group, path, playlistTitle = title,
} = {}) {
  view.selection = { title, points: new Set(points), isRanking, group, path, playlistTitle };
  byId("has-steps").hidden = !path;
  const tracks = pointTracks(points);
  const slices = view.level === "slice" ? `, ${counted(points.length, "slice")}` : "";
  byId("selection").hidden = false;
  byId("what").textContent = `${title}: ${counted(tracks.length, "song")}${slices}`;
  byId("description").textContent = description;
  byId("parts").replaceChildren(...(isRanking ? [] : labelBars(points)));
  byId("songs").replaceChildren(...(lists ?? [element("h3", "Songs"), songList(tracks)]));
  const drawn = drawSelection();
  viewChanged();
  return drawn;
}

/** End the search as something else is selected; words that colour the map stay in the box. */
function forgetSearch() {
  if (view.colouring.wordScores) return;
  view.search = null;
  byId("search").value = byId("hits").textContent = "";
  showOffers();
}

/** Select what was drawn around; a region outlives a new colour and a new map. */
export function selectRegion(points) {
  forgetSearch();
  const playlistTitle = songsTitle(pointTracks(points));
  const drawn = select("Region", points, undefined, { playlistTitle });
  view.selection.isRegion = true;
  return drawn;
}

/** Select a group of a colouring, by default the present one; of a cluster, list the central songs and outliers. It
 *  outlives a new map and a change between slices and songs. */
export function selectGroup({ code, name, description, members }, colouring = view.colouring) {
  forgetSearch();
  const about = { description, group: colouring === view.colouring ? code : undefined };
  if (!colouring.songClusters || code < 0) return select(name, members, undefined, about);
  if (showsSliceClusters(colouring)) return select(name, members, sliceLists(members), about);
  const ranked = clusterMembers(colouring, code);
  return select(name, trackPoints(ranked.members), memberLists(ranked, name, colouring), about);
}

/** The songs that some slices are of, and how many of them each has. */
function sliceLists(slices) {
  const { tracks, counts } = tracksBySlices(slices);
  const sliceNote = (track) => `${counts.get(track)} of its slices`;
  return [element("h3", "Songs with slices in it"), songList(tracks, sliceNote)];
}

function memberLists({ members, central, outliers }, name, { distance, title }) {
  const centreDistance = (track) => distance[track].toPrecision(3);
  const lists = [
    ["Most central songs (distance to the centre)", central],
    ["Outliers", outliers],
    [`All songs of ${name} of ${title.split(":")[0]}`, members],
  ];
  return lists.filter(([, tracks]) => tracks.length)
    .flatMap(([heading, tracks]) => [element("h3", heading), songList(tracks, centreDistance)]);
}

/** Select what the search box asks for: the best songs by their sound, or those that a text is in. */
export const selectSearched = () => (view.search.bySound ? selectBest() : selectMatches());

/** Select the songs that fit words best, and list them from the best on. */
function selectBest() {
  const { words } = view.search;
  const scores = combinedScores(words);
  const best = [...scores.keys()].filter((track) => scores[track] >= FITTING)
    .sort((a, b) => scores[b] - scores[a]).slice(0, BEST);
  byId("hits").textContent = `best ${counted(best.length, "song")}`;
  const lists = [element("h3", "Best matches"), rankedList(best, scores)];
  return select(inWords(words), trackPoints(best), lists, { isRanking: true });
}

/** Select the songs with a text in what is known of them, if there are some. */
function selectMatches() {
  const { text, inTitle, inGroup, inLyrics } = view.search;
  const matched = [...inTitle, ...inGroup, ...inLyrics];
  byId("hits").textContent = matched.length ? counted(matched.length, "song") : "no matches";
  if (!matched.length) return selectNothing();
  const lists = [
    ["In title, artist, album or labels", inTitle, (tracks) => songList(tracks, labelsAndCluster)],
    ["In the name of the group", inGroup, (tracks) => songList(tracks, labelsAndCluster)],
    ["In the lyrics", inLyrics, (tracks) => songLines(tracks, fold(text))],
  ];
  const shown = lists.filter(([, tracks]) => tracks.length)
    .flatMap(([heading, tracks, list]) => [element("h3", heading), list(tracks)]);
  return select(`“${text}”`, trackPoints(matched), shown, { playlistTitle: text });
}

/** Neither select nor fade: what is searched is nowhere. */
function selectNothing() {
  view.selection = null;
  byId("selection").hidden = true;
  viewChanged();
  return drawSelection();
}

export async function deselect() {
  view.selection = view.search = null;
  byId("selection").hidden = true;
  byId("search").value = byId("hits").textContent = "";
  viewChanged();
  drawSelection();
  removeOutlines();
}
