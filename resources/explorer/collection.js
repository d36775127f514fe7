// The collection that the page shows, whatever part of it is on the screen.
// Here belong the packed data and facts about one track; what is shown is in view.js.

/** What `page_data` in hbvae/reporting/explorer_packing.py returns. */
export let collection;

export function setCollection(data) {
  collection = data;
}

/** Read JSON that was gzipped and written in base64. */
export async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

export const countTracks = () => collection.tracks.id.length;
export const trackTitle = (track) => collection.tracks.title[track];
const coded = (field) => (track) => {
  const values = collection.tracks[field];
  return values ? values.names[values.code[track]] : "";
};
export const trackArtist = coded("artist"); // "" where it is not known, and so these:
export const trackAlbum = coded("album");
export const trackYear = coded("year");
/** Title, artist, album and year of a track as far as some track has them, by name. */
export const trackMetadata = (track) => ({
  title: trackTitle(track),
  ...(collection.tracks.artist && { artist: trackArtist(track) }),
  ...(collection.tracks.album && { album: trackAlbum(track) }),
  ...(collection.tracks.year && { year: trackYear(track) }),
});
/** What people call a track: "Artist: title". */
export const trackName = (track) => [trackArtist(track), trackTitle(track)].filter(Boolean).join(": ");
export const trackLyrics = (track) => collection.tracks.lyrics[track];
export const isTranscribed = (track) => Boolean(collection.tracks.transcribed?.[track]);
export const trackSound = (track) => collection.tracks.sound[track];
/** From when to when a song is in its file, in seconds, where others are in it too. */
export const trackSpan = (track) => collection.tracks.span?.[track];
/** Other recordings of the same song: pairs of a track and a kind. */
export const trackCopies = (track) => collection.tracks.copies?.[track] ?? [];
/** The user's own file: what is played may be a copy of it. */
export const trackFile = (track) => collection.tracks.file?.[track] ?? trackSound(track);

/** The factors by name, each with functions from a track to its label, which is a code, to all of its
 *  labels, the first one first, and to these in words. */
export function labelFactors() {
  return Object.entries(collection.labels).map(([factor, { names, code, others }]) => {
    const allCodes = (track) => [code[track], ...(others?.[track] ?? [])];
    return {
      factor,
      names,
      firstCode: (track) => code[track],
      allCodes,
      labelText: (track) => allCodes(track).map((label) => names[label]).join("; "),
      hasSeveral: others !== undefined,
    };
  });
}

/** A name as a heading: its first letter is large. */
export const capitalised = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** A heading within a sentence: its first letter is small, unless it begins an abbreviation. */
export const inSentence = (heading) => heading.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());

/** What a representation is learned from, where some are learned from other songs than these. */
export const trainingSource = (representation) => collection.learned_from[representation] ?? "";

/** What people call a representation, and what it hears: "sound", "lyrics" or "both". */
export const kindTitle = (representation) => collection.kinds?.[representation]?.title ?? representation;
export const hears = (representation) => collection.kinds?.[representation]?.hears;

const INPUT_TITLES = { sound: "Sound", lyrics: "Lyrics", both: "Sound and lyrics" };

/** The maps, or clusterings of them, that people look at first, by what they hear: the first of each. */
export function firstByHearing(shown) {
  const first = new Map();
  for (const of of shown) {
    const input = INPUT_TITLES[hears(of.representation)];
    const isMapped = collection.maps.some(({ representation }) => representation === of.representation);
    if (input && isMapped && !first.has(input)) first.set(input, of);
  }
  return first;
}

/** What a map is called: "Sound", or in research by the title of its representation. */
export function mapTitle(map) {
  const [input] = [...firstByHearing(collection.maps)].find(([, first]) => first === map) ?? [];
  return input ?? kindTitle(map.representation);
}

/** Maps or clusterings, those of a kind together; the first one stays the first. */
export function kindsTogether(shown) {
  const kinds = new Set(shown.map(({ representation }) => trainingSource(representation)));
  return [...kinds].flatMap((kind) =>
    shown.filter(({ representation }) => trainingSource(representation) === kind));
}

/** All labels of a track as text: "Folk, English". */
export const trackLabels = (track) => labelFactors().map(({ labelText }) => labelText(track)).join(", ");

/** Seconds from the start of a recording as m:ss. */
export const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
