// The open song: its labels, copies, neighbours and lyrics; it plays as it is opened.

import {
  clock, collection, copiesOf, inSentence, isTranscribed, labelsOf, lyricsOf, mapTitle, nameOf,
} from "./collection.js";
import { songList } from "./lists.js";
import { drawRing } from "./marks.js";
import { byId, element } from "./page.js";
import { play, playsWhole } from "./player.js";
import { hideTip } from "./tip.js";
import { currentMap, neighboursOf, view } from "./view.js";

const opened = []; // { track, slice }: the songs that were opened, in turn
const songHandlers = []; // called when a song was opened

export const openedSongs = () => opened;

/** Call a function whenever a song was opened. */
export const onSong = (handler) => songHandlers.push(handler);

/** Open a song, play one of its slices (the first unless given) or all of it, and ring it on the map. */
export function openSong(track, slice = collection.slices.track.indexOf(track), { isQueued = false } = {}) {
  view.song = { track, slice, isQueued };
  opened.push({ track, slice });
  showSong();
  play(track, slice, playsWhole(isQueued));
  drawRing();
  hideTip();
  for (const handler of songHandlers) handler();
}

function showSong() {
  const { track, slice } = view.song;
  const start = collection.slices.start[slice], end = start + collection.slice_duration;
  byId("song").hidden = false;
  byId("trouble").hidden = byId("moved").hidden = true;
  byId("title").textContent = nameOf(track);
  byId("labels").textContent =
    [labelsOf(track), `${clock(start)} to ${clock(end)}`].filter(Boolean).join(" · ");
  byId("copies").replaceChildren(...copyLists(track));
  showNeighbours();
  byId("words").hidden = !lyricsOf(track);
  byId("words-title").textContent =
    isTranscribed(track) ? "Lyrics as a model heard them" : "Lyrics";
  byId("lyrics").textContent = lyricsOf(track);
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
  const heading = element("h3", `Nearest by ${inSentence(mapTitle(currentMap()))}`);
  byId("near").replaceChildren(heading, songList(neighboursOf(view.song.track)));
}
