// Search in titles, artists, albums, labels, names of groups and lyrics, blind to case and to accents.

import { trackAlbum, collection, trackLabels, trackLyrics, trackName, trackYear } from "./collection.js";
import { view } from "./view.js";

/** A text as it is compared: small letters without combining accents. */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}(?<=[\u0300-\u036f])/gu, "").toLowerCase();

let haystacks, searched; // of each track of a collection, folded once

/** The words of a search; what stands in quotes is one. */
const splitTerms = (wanted) => [...wanted.matchAll(/["“”]([^"“”]+)["“”]|(\S+)/g)].map((match) => match[1] ?? match[2]);

/** Tracks that have each word of a folded text: in their title, artist, album, year, id or labels;
 *  others whose group's name has the rest; and others whose lyrics do. */
export function findTracks(wanted) {
  if (searched !== collection) haystacks = collection.tracks.id.map(makeHaystack);
  searched = collection;
  const terms = splitTerms(wanted), groupNames = new Map();
  const matchGroup = (code) => {
    if (!groupNames.has(code)) groupNames.set(code, fold(view.clusters.groupName(code)));
    return groupNames.get(code);
  };
  const matches = { inTitle: [], inGroup: [], inLyrics: [] };
  haystacks.forEach(({ title, lyrics }, track) => {
    const left = terms.filter((term) => !title.includes(term));
    if (!left.length) return matches.inTitle.push(track);
    const group = view.clusters ? matchGroup(view.clusters.songClusters[track]) : "";
    const out = left.filter((term) => !group.includes(term));
    if (!out.length) return matches.inGroup.push(track);
    return out.every((term) => lyrics.includes(term)) && matches.inLyrics.push(track);
  });
  return matches;
}

const makeHaystack = (id, track) => ({
  title: fold([trackName(track), trackAlbum(track), trackYear(track), id, trackLabels(track)].join("\n")),
  lyrics: fold(trackLyrics(track)),
});

/** The first line of a track's lyrics that contains a folded text, or else most words of it. */
export function findLine(track, wanted) {
  const terms = splitTerms(wanted), lines = trackLyrics(track).split("\n"), folded = lines.map(fold);
  const counts = folded.map((line) =>
    terms.filter((term) => line.includes(term)).length + (line.includes(wanted) ? 1 : 0));
  const most = Math.max(...counts);
  return most ? lines[counts.indexOf(most)] : undefined;
}
