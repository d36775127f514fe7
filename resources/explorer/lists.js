// Lists of songs, groups and labels as elements of the page.
// A song's button carries its track; main.js opens it.

import { trackLabels, trackName } from "./collection.js";
import { trackClusterName, labelShares } from "./groups.js";
import { showAlone } from "./map.js";
import { counted, element, groupDot, hasMouseMoved } from "./page.js";
import { findLine } from "./search.js";
import { pointTracks } from "./view.js";

const LISTED = 200; // songs of a list that are written out at first, and with each click on the last line

/** A list of tracks, each with a note beside its title, and below it what `makePart` makes of it. */
export function songList(tracks, sliceNote = trackLabels, makePart = () => undefined) {
  const list = element("ul"), more = element("button", undefined, "note");
  const last = listItem(more);
  let listed = 0;
  more.onclick = () => {
    last.remove();
    for (const track of tracks.slice(listed, listed + LISTED)) {
      list.append(songItem(track, sliceNote(track), makePart(track)));
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
  button.append(element("span", trackName(track), "name"), element("span", note, "note"));
  button.title = [trackName(track), trackLabels(track)].filter(Boolean).join(", ");
  button.dataset.track = track;
  return listItem(button, part);
}

function listItem(button, part) {
  const item = element("li");
  item.append(...[button, part].filter(Boolean));
  return item;
}

/** What a search says of a track: its labels and the name of its cluster. */
export const labelsAndCluster = (track) =>
  [trackLabels(track), trackClusterName(track)].filter(Boolean).join(" · ");

/** A list of tracks, each with a bar for its score: the first has the longest. */
export const rankedList = (tracks, scores) =>
  songList(tracks, labelsAndCluster, (track) => scoreBar(scores[track] / scores[tracks[0]]));

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
  row.append(element("span", label), scoreBar(share), percent);
  return row;
}

function scoreBar(share) {
  const bar = element("span", undefined, "bar");
  const filled = element("i");
  filled.style.width = `${100 * share}%`;
  bar.append(filled);
  return bar;
}

/** How many songs a group has; of a cluster of slices, how many slices. */
export const groupSize = ({ members, areSliceClusters }) => (areSliceClusters
  ? counted(members.length, "slice") : counted(pointTracks(members).length, "song"));

/** Items of the list of groups; a click on one calls `choose` with its group. While a mouse or the keyboard points at
 *  one, it is alone on the map. */
export const groupItems = (groups, choose) => groups.map((group) => {
  const dot = groupDot("span", group);
  const button = element("button");
  const count = element("span", groupSize(group), "note");
  button.append(dot, ...groupLabel(group), count);
  button.title = [group.name, group.description].filter(Boolean).join(": ");
  button.onclick = () => choose(group);
  // A list that moves below a mouse at rest is not pointed at.
  button.onmousemove = (event) => { if (hasMouseMoved(event)) showAlone(group); };
  button.onfocus = () => { if (button.matches(":focus-visible")) showAlone(group); };
  button.onmouseleave = button.onblur = () => showAlone(null);
  return listItem(button);
});

/** A cluster with a name of its own has its number beside it. */
const groupLabel = ({ code, name, ownName }) => [
  ...(ownName && ownName !== name ? [element("span", String(code), "number")] : []),
  element("span", ownName ?? name, "name"),
];
