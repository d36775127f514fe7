// The open song: its labels, copies, neighbours and lyrics; it plays as it is opened.

import {
  clock, collection, trackCopies, inSentence, isTranscribed, trackLabels, trackLyrics, mapTitle, trackName,
} from "./collection.js";
import { songList } from "./lists.js";
import { drawRing } from "./marks.js";
import { byId, element } from "./page.js";
import { play, playsFullSong } from "./player.js";
import { trackCloseness, compareSound, trackRank, secondGroup, sharedWords } from "./reasons.js";
import { hideTip } from "./tip.js";
import { currentMap, trackNeighbours, view } from "./view.js";

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
  play(track, slice, playsFullSong(isQueued));
  drawRing();
  hideTip();
  for (const handler of songHandlers) handler();
}

function showSong() {
  const { track, slice } = view.song;
  const start = collection.slices.start[slice], end = start + collection.slice_duration;
  byId("song").hidden = false;
  byId("trouble").hidden = byId("moved").hidden = true;
  byId("title").textContent = trackName(track);
  byId("labels").textContent =
    [trackLabels(track), `${clock(start)} to ${clock(end)}`].filter(Boolean).join(" · ");
  byId("copies").replaceChildren(...copyLists(track));
  showNeighbours();
  byId("words").hidden = !trackLyrics(track);
  byId("words-title").textContent =
    isTranscribed(track) ? "Lyrics, transcribed by a model" : "Lyrics";
  byId("lyrics").textContent = trackLyrics(track);
}

const COPY_HEADINGS = { // by kind, in hbvae/clustering/duplicates.py
  "exact copy": "Exact copy of", "same recording": "Same recording as", "near version": "Near version of",
};

/** The tracks that are the same song as a track, by heading. */
export const copiesByHeading = (track) => Object.entries(COPY_HEADINGS)
  .map(([kind, heading]) => [heading, trackCopies(track).filter((copy) => copy[1] === kind).map(([other]) => other)])
  .filter(([, others]) => others.length);

const trackId = (track) => collection.tracks.id[track]; // titles are alike

const copyLists = (track) => copiesByHeading(track)
  .flatMap(([heading, others]) => [element("h3", heading), songList(others, trackId)]);

/** Say why the open song is in its group, and list the songs nearest to it in the present map's
 *  representation. */
export function showNeighbours() {
  if (!view.song) return;
  const { track } = view.song, near = trackNeighbours(track);
  const closeness = (other) => trackCloseness(track, near.indexOf(other));
  const heading = element("h3", `Nearest by ${inSentence(mapTitle(currentMap()))}`);
  const list = songList(near, (other) => closeness(other)?.words ?? trackLabels(other));
  list.querySelectorAll("button[data-track]").forEach((button, place) => {
    const close = trackCloseness(track, place);
    if (close) button.title += `: closer than ${close.percent} % of all pairs of songs`;
  });
  byId("near").replaceChildren(heading, list);
  byId("why").replaceChildren(...whySentences(track).map((text) => element("p", text)));
  byId("has-why").hidden = !byId("why").childElementCount;
}

/** Why a track is in its cluster of the clustering last looked at, in sentences. */
export function whySentences(track) {
  const { clusters } = view;
  if (!clusters) return [];
  const cluster = clusters.songClusters[track];
  const called = (code) => clusters.customName(code) ?? clusters.groupName(code);
  const second = secondGroup(clusters, track);
  const elsewhere = second && `Nearest other group: ${called(second.cluster)} (${second.words}).`;
  if (cluster < 0) return ["In no group: it is far from every group.", elsewhere].filter(Boolean);
  const members = [...clusters.songClusters.keys()].filter((other) => clusters.songClusters[other] === cluster);
  const { shared, different } = compareSound(track, members);
  const words = sharedWords(track, members);
  return [
    `${called(cluster)}: ${placeInWords(trackRank(clusters, track))}`,
    shared.length && `Like its group: ${shared.join(", ")}.`,
    words.length && `Words it shares with its group: ${words.join(", ")}.`,
    different.length && `Unlike its group: ${different.join(", ")}.`,
    elsewhere,
  ].filter(Boolean);
}

function placeInWords({ n, nearerThan }) {
  if (n === 1) return "the only song of its group.";
  const percent = Math.round(100 * Math.max(nearerThan, 1 - nearerThan));
  if (nearerThan === 1) return `the nearest of its ${n} songs to its centre.`;
  if (nearerThan === 0) return `the farthest of its ${n} songs from its centre.`;
  return nearerThan >= 0.5 ? `nearer to its centre than ${percent} % of its ${n} songs.`
    : `farther from its centre than ${percent} % of its ${n} songs.`;
}
