// A small collection that each test file shows: four songs, seven slices, two maps.

import { allColourings } from "../../resources/explorer/colouring.js";
import { setCollection } from "../../resources/explorer/collection.js";
import { view } from "../../resources/explorer/view.js";

export const COLLECTION = {
  title: "Four",
  slice_duration: 3,
  n_slices: 7,
  remarks: [],
  tracks: {
    id: ["a", "b", "c", "d"],
    title: ["Ágætis byrjun", '=1+1 "x", y', "নদী", "Plain"],
    sound: ["a%20%231.wav", "file:///music/b%C3%A9.mp3", "https://host/c%20c.ogg", "sub/d.flac"],
    lyrics: ["First line\nThe RÍVER runs", "", "নদী বয়ে যায়\nriver", "plain words"],
  },
  labels: {
    genre: { names: ["Folk", "Rock"], code: [1, 0, 0, 1] },
    language: { names: ["Bangla", "English", "Íslenska"], code: [2, 1, 0, 1] },
  },
  slices: { track: [0, 0, 1, 1, 2, 3, 3], start: [0, 62.5, 5, 8, 5, 5, 3725.25] },
  maps: [
    {
      representation: "sound",
      x: [0, 1, 2, 3, 4, 5, 6], y: [0, 10, 20, 30, 40, 50, 60],
      middle: [1, 2, 4, 6], near: [[3, 1], [2, 0], [1, 3], [0, 2]],
    },
    {
      representation: "words",
      x: [6, 5, 4, 3, 2, 1, 0], y: [0, 0, 0, 0, 0, 0, 0],
      middle: [0, 3, 4, 5], near: [[1], [0], [3], [2]],
    },
  ],
  clusterings: [
    {
      representation: "words", clusterer: "kmeans", reference: "genre",
      origin: "one per genre", about: "2 clusters, one per genre.",
      slice: [0, 0, 1, 0, 0, 1, 1], track: [0, 1, 0, 1], distance: [0.5, 0.25, 0.125, 2],
      names: [], compared: {},
    },
    {
      representation: "sound", clusterer: "dbscan", reference: null, origin: "", about: "",
      slice: [-1, 1, -1, 0, -1, 0, 2], track: [-1, -1, -1, 0], distance: [0, 0, 0, 0.1],
      names: [], compared: { slice: "5 of 7 slices were compared.", track: "" },
    },
    {
      representation: "sound", clusterer: "hdbscan", reference: null, origin: "", about: "",
      slice: [0, 0, 0, 1, 1, 2, 2], track: [-1, -1, -1, -1], distance: [0, 0, 0, 0],
      names: [], compared: { slice: "", track: "" },
    },
  ],
  words: {
    names: ["jazz", "Hip-Hop", "easy listening", "female vocalists", "female vocalist", "Bell, chime"],
    spellings: {
      jazz: 0, hiphop: 1, rap: 1, easylistening: 2, femalevocalists: 3, femalevocalist: 4, bellchime: 5,
    },
    scores: btoa(String.fromCharCode( // of each word, of the songs a to d
      0, 100, 200, 100, 10, 10, 10, 250, 255, 0, 0, 0, 7, 7, 7, 7, 1, 2, 3, 4, 0, 0, 0, 9,
    )),
    source: "ears",
  },
  learned_from: {},
};

export const COLOURING = { genre: 0, language: 1, kmeans: 2, dbscan: 3, hdbscan: 4 };

/** Show the collection at a level ("slice" or "track"), coloured by a name of COLOURING. */
export function show(level = "slice", colouring = "genre", map = 0) {
  setCollection(COLLECTION);
  Object.assign(view, { map, level, isBySlice: false, selection: null, search: null, song: null });
  view.colouring = allColourings()[COLOURING[colouring]];
  view.clusters = null;
}

/** Show the clusters of "words", which have names. */
export function showNamed(level) {
  show(level);
  const names = [
    { name: "quiet, slow", description: "Quieter than the others." },
    { name: "loud", description: "" },
  ];
  const [named, ...others] = COLLECTION.clusterings;
  setCollection({ ...COLLECTION, clusterings: [{ ...named, names }, ...others] });
  view.colouring = view.clusters = allColourings()[COLOURING.kmeans];
}

/** Show the songs at a level by genre: the first one is "Pop" and "Folk" as well. */
export function showSeveral(level) {
  show(level);
  const genre = { names: ["Folk", "Rock", "Pop"], code: [1, 0, 0, 1], others: { 0: [2, 0] } };
  setCollection({ ...COLLECTION, labels: { ...COLLECTION.labels, genre } });
  view.colouring = allColourings()[COLOURING.genre];
}

/** Artists and years of the songs. */
export const METADATA = {
  artist: { names: ["", "Ann", "Sigur Rós"], code: [2, 0, 1, 1] },
  year: { names: ["", "1999", "2004"], code: [1, 0, 2, 1] },
};

/** Show the songs at a level with artists and years. */
export function showMetadata(level = "track") {
  show(level);
  setCollection({ ...COLLECTION, tracks: { ...COLLECTION.tracks, ...METADATA } });
  view.colouring = allColourings()[COLOURING.genre];
}

/** Show the songs as tracks with some fields of the collection replaced. */
export function showWith(fields) {
  show("track");
  setCollection({ ...COLLECTION, ...fields });
  view.colouring = allColourings()[COLOURING.genre];
}
