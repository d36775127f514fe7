// Lists of songs, groups and labels as elements of the page.
// A song's button carries its track; main.js opens it.

import { labelsOf, nameOf } from "./collection.js";
import { clusterNameOf, labelShares } from "./groups.js";
import { showAlone } from "./map.js";
import { counted, element, groupDot, hasMouseMoved } from "./page.js";
import { findLine } from "./search.js";
import { tracksOf } from "./view.js";

const LISTED = 200; // songs of a list that are written out at first, and with each click on the last line

/** A list of tracks, each with a note beside its title, and below it what `partOf` makes of it. */
export function songList(tracks, noteOf = labelsOf, partOf = () => undefined) {
  const list = element("ul"), more = element("button", undefined, "note");
  const last = itemOf(more);
  let listed = 0;
  more.onclick = () => {
    last.remove();
    for (const track of tracks.slice(listed, listed + LISTED)) {
      list.append(songItem(track, noteOf(track), partOf(track)));
    }
    listed += LISTED;
    if (listed >= tracks.length) return;
    more.textContent = `and ${(tracks.length - listed).toLocaleString("en")} more`;
    list.append(last);
  };
  more.onclick();
  return list;
}

function songItem(track, note, part) {
  const button = element("button");
  button.append(element("span", nameOf(track), "name"), element("span", note, "note"));
  button.title = [nameOf(track), labelsOf(track)].filter(Boolean).join(", ");
  button.dataset.track = track;
  return itemOf(button, part);
}

function itemOf(button, part) {
  const item = element("li");
  item.append(...[button, part].filter(Boolean));
  return item;
}

/** What a search says of a track: its labels and the name of its cluster. */
export const labelsAndCluster = (track) =>
  [labelsOf(track), clusterNameOf(track)].filter(Boolean).join(" · ");

/** A list of tracks, each with a bar for its score: the first has the longest. */
export const rankedList = (tracks, scores) =>
  songList(tracks, labelsAndCluster, (track) => barOf(scores[track] / scores[tracks[0]]));

/** A list of tracks, each with the line of its lyrics that contains a folded text. */
export const songLines = (tracks, wanted) => songList(tracks, labelsAndCluster, (track) => {
  const line = findLine(track, wanted);
  return line && element("span", line, "line");
});

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
export const groupSize = ({ members, isOfSlices }) => (isOfSlices
  ? counted(members.length, "slice") : counted(tracksOf(members).length, "song"));

/** Items of the list of groups; a click on one calls `choose` with its group. While a mouse or the keyboard points at
 *  one, it is alone on the map. */
export const groupItems = (groups, choose) => groups.map((group) => {
  const dot = groupDot("span", group);
  const button = element("button");
  const count = element("span", groupSize(group), "note");
  button.append(dot, ...groupName(group), count);
  button.title = [group.name, group.description].filter(Boolean).join(": ");
  button.onclick = () => choose(group);
  // A list that moves below a mouse at rest is not pointed at.
  button.onmousemove = (event) => { if (hasMouseMoved(event)) showAlone(group); };
  button.onfocus = () => { if (button.matches(":focus-visible")) showAlone(group); };
  button.onmouseleave = button.onblur = () => showAlone(null);
  return itemOf(button);
});

/** A cluster with a name of its own has its number beside it. */
const groupName = ({ code, name, ownName }) => [
  ...(ownName && ownName !== name ? [element("span", String(code), "number")] : []),
  element("span", ownName ?? name, "name"),
];
