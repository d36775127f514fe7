// The open song: its sound, labels, neighbours and lyrics; and the tip under the pointer.

import {
  clock, collection, copiesOf, isTranscribed, labelsOf, lyricsOf, soundOf, nameOf,
} from "./collection.js";
import { groupNameOf } from "./groups.js";
import { songList } from "./lists.js";
import { drawRing } from "./map.js";
import { bringIntoView, byId, element } from "./page.js";
import { currentMap, neighboursOf, sliceOf, trackOf, view } from "./view.js";

/** Open a song, play one of its slices (the first unless given), and ring it on the map. */
export function openSong(track, slice = collection.slices.track.indexOf(track)) {
  view.song = { track, slice };
  const start = collection.slices.start[slice];
  const end = start + collection.slice_duration;
  byId("song").hidden = false;
  byId("title").textContent = nameOf(track);
  byId("labels").textContent =
    [labelsOf(track), `${clock(start)} to ${clock(end)}`].filter(Boolean).join(" · ");
  byId("copies").replaceChildren(...copyLists(track));
  showNeighbours();
  byId("words").hidden = !lyricsOf(track);
  byId("words-title").textContent =
    isTranscribed(track) ? "Lyrics as a model heard them" : "Lyrics";
  byId("lyrics").textContent = lyricsOf(track);
  play(soundOf(track), start, end);
  drawRing();
  hideTip();
  bringIntoView("song");
}

const COPY_HEADINGS = { // by kind, in hbvae/clustering/duplicates.py
  "exact copy": "Exact copy of", "same recording": "Same recording as", "near version": "Near version of",
};

/** The tracks that are the same song as a track, by heading. */
export const copiesByHeading = (track) => Object.entries(COPY_HEADINGS)
  .map(([kind, heading]) => [heading, copiesOf(track).filter((copy) => copy[1] === kind).map(([other]) => other)])
  .filter(([, others]) => others.length);

const idOf = (track) => collection.tracks.id[track]; // titles are alike

const copyLists = (track) => copiesByHeading(track)
  .flatMap(([heading, others]) => [element("h3", heading), songList(others, idOf)]);

/** List the songs that are nearest to the open one in the present map's representation. */
export function showNeighbours() {
  if (!view.song) return;
  const heading = element("h3", `Nearest in ${currentMap().representation}`);
  byId("near").replaceChildren(heading, songList(neighboursOf(view.song.track)));
}

/** Play a recording from one second to another, or say why it cannot be played. */
function play(address, start, end) {
  const player = byId("player"), trouble = byId("trouble");
  trouble.hidden = true;
  player.src = `${address}#t=${start},${end}`;
  player.play().catch((problem) => {
    if (problem.name === "AbortError") return; // another one was clicked meanwhile
    trouble.textContent = playerTrouble(problem.name, address);
    trouble.hidden = false;
  });
}

/** What the page says when the browser refuses to play a recording. */
export const playerTrouble = (problem, address) => problem === "NotAllowedError"
  ? "The browser waits for a click on the player."
  : `${decodeURIComponent(address)} cannot be played: it is not there, or this browser does not read its format.`;

/** Lines of the tip at a point: title, what the point is, neighbours. */
export function tipLines(point) {
  const track = trackOf(point);
  const start = collection.slices.start[sliceOf(point)];
  const about = [
    labelsOf(track), view.level === "slice" ? `from ${clock(start)}` : "", groupNameOf(point),
  ];
  return {
    title: nameOf(track),
    about: [...new Set(about.filter(Boolean))].join(" · "),
    near: `near: ${neighboursOf(track).map(nameOf).join("; ")}`,
  };
}

export function showTip(point, { clientX, clientY }) {
  const { title, about, near } = tipLines(point);
  const tip = byId("tip");
  tip.replaceChildren(element("b", title), element("span", about), element("span", near, "near"));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(clientX + 14, innerWidth - width - 4))}px`;
  tip.style.top = `${clientY + 18 + height > innerHeight ? clientY - height - 12 : clientY + 18}px`;
}

export function hideTip() {
  byId("tip").hidden = true;
}
