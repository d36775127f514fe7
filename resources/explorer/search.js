// Search in titles, artists, albums, labels, names of groups and lyrics, blind to case and to accents.

import { albumOf, collection, labelsOf, lyricsOf, nameOf, yearOf } from "./collection.js";
import { view } from "./view.js";

/** A text as it is compared: small letters without combining accents. */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}(?<=[\u0300-\u036f])/gu, "").toLowerCase();

let haystacks, searched; // of each track of a collection, folded once

/** The words of a search; what stands in quotes is one. */
const termsOf = (wanted) => [...wanted.matchAll(/["“”]([^"“”]+)["“”]|(\S+)/g)].map((match) => match[1] ?? match[2]);

/** Tracks that have each word of a folded text: in their title, artist, album, year, id or labels;
 *  others whose group's name has the rest; and others whose lyrics do. */
export function findTracks(wanted) {
  if (searched !== collection) haystacks = collection.tracks.id.map(haystackOf);
  searched = collection;
  const terms = termsOf(wanted), groupNames = new Map();
  const groupOf = (code) => {
    if (!groupNames.has(code)) groupNames.set(code, fold(view.clusters.nameOf(code)));
    return groupNames.get(code);
  };
  const found = { inTitle: [], inGroup: [], inLyrics: [] };
  haystacks.forEach(({ title, lyrics }, track) => {
    const left = terms.filter((term) => !title.includes(term));
    if (!left.length) return found.inTitle.push(track);
    const group = view.clusters ? groupOf(view.clusters.songClusters[track]) : "";
    const out = left.filter((term) => !group.includes(term));
    if (!out.length) return found.inGroup.push(track);
    return out.every((term) => lyrics.includes(term)) && found.inLyrics.push(track);
  });
  return found;
}

const haystackOf = (id, track) => ({
  title: fold([nameOf(track), albumOf(track), yearOf(track), id, labelsOf(track)].join("\n")),
  lyrics: fold(lyricsOf(track)),
});

/** The first line of a track's lyrics that contains a folded text, or else most words of it. */
export function findLine(track, wanted) {
  const terms = termsOf(wanted), lines = lyricsOf(track).split("\n"), folded = lines.map(fold);
  const counts = folded.map((line) =>
    terms.filter((term) => line.includes(term)).length + (line.includes(wanted) ? 1 : 0));
  const most = Math.max(...counts);
  return most ? lines[counts.indexOf(most)] : undefined;
}
