// Search in titles, labels and lyrics, blind to case and to accents.

import { albumOf, collection, labelsOf, lyricsOf, nameOf, yearOf } from "./collection.js";

/** A text as it is compared: small letters without combining accents. */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}(?<=[\u0300-\u036f])/gu, "").toLowerCase();

let haystacks; // of each track, folded once

/** Tracks whose title, id or labels contain a folded text, and others whose lyrics do. */
export function findTracks(wanted) {
  haystacks ??= collection.tracks.id.map((id, track) => ({
    title: fold(`${nameOf(track)}\n${albumOf(track)}\n${yearOf(track)}\n${id}\n${labelsOf(track)}`),
    lyrics: fold(lyricsOf(track)),
  }));
  const inTitle = [], inLyrics = [];
  haystacks.forEach(({ title, lyrics }, track) => {
    if (title.includes(wanted)) inTitle.push(track);
    else if (lyrics.includes(wanted)) inLyrics.push(track);
  });
  return { inTitle, inLyrics };
}

/** The first line of a track's lyrics that contains a folded text. */
export const findLine = (track, wanted) =>
  lyricsOf(track).split("\n").find((line) => fold(line).includes(wanted));
