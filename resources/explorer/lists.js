// Lists of songs, groups and labels as elements of the page.
// A song's button carries its track; main.js opens it.

import { labelsOf, titleOf } from "./collection.js";
import { clusterNameOf, labelShares } from "./groups.js";
import { element } from "./page.js";
import { findLine } from "./search.js";
import { showsSliceClusters, tracksOf } from "./view.js";

const LISTED = 200; // songs of a list that are written out

/** A list of tracks, each with a note beside its title. */
export function songList(tracks, noteOf = labelsOf) {
  const list = element("ul");
  list.append(...tracks.slice(0, LISTED).map((track) => songItem(track, noteOf(track))));
  if (tracks.length > LISTED) list.append(element("li", `and ${tracks.length - LISTED} more`, "note"));
  return list;
}

function songItem(track, note) {
  const button = element("button");
  button.append(element("span", titleOf(track), "name"), element("span", note, "note"));
  button.title = [titleOf(track), labelsOf(track)].filter(Boolean).join(", ");
  button.dataset.track = track;
  return itemOf(button);
}

function itemOf(button) {
  const item = element("li");
  item.append(button);
  return item;
}

/** What a search says of a track: its labels and the name of its cluster. */
export const labelsAndCluster = (track) =>
  [labelsOf(track), clusterNameOf(track)].filter(Boolean).join(" · ");

/** A list of tracks, each with a bar for its score: the first has the longest. */
export function rankedList(tracks, scores) {
  const list = songList(tracks, labelsAndCluster);
  tracks.slice(0, LISTED).forEach((track, place) => {
    list.children[place].append(barOf(scores[track] / scores[tracks[0]]));
  });
  return list;
}

/** A list of tracks, each with the line of its lyrics that contains a folded text. */
export function songLines(tracks, wanted) {
  const list = songList(tracks, labelsAndCluster);
  tracks.slice(0, LISTED).forEach((track, place) => {
    const line = findLine(track, wanted);
    if (line) list.children[place].append(element("span", line, "line"));
  });
  return list;
}

/** For each factor a heading, and bars for its most frequent labels among the points. */
export const labelBars = (points) => labelShares(points).flatMap(({ factor, shares }) => [
  element("h3", factor), ...shares.map(labelBar),
]);

function labelBar({ label, share }) {
  const row = element("div", undefined, "share");
  const percent = element("span", `${Math.round(100 * share)} %`, "note");
  row.append(element("span", label), barOf(share), percent);
  return row;
}

function barOf(share) {
  const bar = element("span", undefined, "bar");
  const filled = element("i");
  filled.style.width = `${100 * share}%`;
  bar.append(filled);
  return bar;
}

/** How many songs a group has; of a cluster of slices, how many slices. */
export function groupSize({ points }) {
  const n = showsSliceClusters() ? points.length : tracksOf(points).length;
  return `${n} ${showsSliceClusters() ? "slice" : "song"}${n === 1 ? "" : "s"}`;
}

/** Items of the list of groups; a click on one calls `choose` with its group. */
export const groupItems = (groups, choose) => groups.map((group) => {
  const dot = element("span", undefined, `dot ${group.symbol}`);
  dot.style.background = group.colour;
  const button = element("button");
  const count = element("span", groupSize(group), "note");
  button.append(dot, ...groupName(group), count);
  button.title = [group.name, group.description].filter(Boolean).join(": ");
  button.onclick = () => choose(group);
  return itemOf(button);
});

/** A cluster with a name of its own has its number beside it. */
const groupName = ({ code, name, ownName }) => [
  ...(ownName && ownName !== name ? [element("span", String(code), "number")] : []),
  element("span", ownName ?? name, "name"),
];
