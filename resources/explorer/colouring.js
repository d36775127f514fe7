// What points can be coloured by.

import { collection, kindOf, kindsTogether, labelFactors } from "./collection.js";
import { fitMarker, markerOf } from "./colours.js";
import { showsSliceClusters, trackOf, view } from "./view.js";
import { inWords, scoresOf, wordsSource } from "./words.js";

export const FITTING = 0.75; // from here on a song is said to fit
const FITS = [ // how well songs fit some words, each from a score on: standard deviations above the mean
  { name: "fits least", from: -Infinity },
  { name: "average", from: -0.5 },
  { name: "fits a little", from: 0.25 },
  { name: "fits", from: FITTING },
  { name: "fits best", from: 1.25 },
];

/** All labels and clusterings as colourings: their group in the menu, title, and codes of points.
 *  A code has a name for sentences; and where groups have names of their own, one for the map. Where
 *  a point has several codes, its colour is that of the first. */
export const allColourings = () => [
  ...labelFactors().map(labelColouring),
  ...kindsTogether(collection.clusterings).map((clustering) => ({
    ...clusterColouring(clustering), place: collection.clusterings.indexOf(clustering),
  })),
];

const labelColouring = ({ factor, names, codeOf, codesOf, hasSeveral }) => ({
  group: "labels",
  title: factor,
  headingOf: () => factor,
  aboutOf: () => (hasSeveral
    ? "A song with several labels has the colour of the first and is among the songs of each." : ""),
  nameOf: (code) => names[code],
  ownNameOf: (code) => names[code],
  codeOf: (point) => codeOf(trackOf(point)),
  codesOf: hasSeveral ? (point) => codesOf(trackOf(point)) : undefined,
  markerOf,
});

/** A slice has the colour of its song's cluster, unless slices are shown in clusters of their own. */
function clusterColouring({ representation, clusterer, origin, about, names, compared, ...clusters }) {
  const isBySlice = () => showsSliceClusters({ sliceClusters: clusters.slice });
  const titleOf = (numbers, points) => {
    const k = countClusters(numbers), count = `${k} ${k === 1 ? "cluster" : "clusters"}`;
    return `${representation}: ${clusterer}, ${count} of ${points}${origin && ` (${origin})`}`;
  };
  const title = titleOf(clusters.track, "songs"), kind = kindOf(representation);
  const source = kind && `The clusters of ${representation} are learned from ${kind}.`;
  const numberOf = (code) => (code < 0 ? "noise" : `cluster ${code}`);
  const ownNameOf = (code) => names[code]?.name;
  return {
    group: `clusters of ${representation}${kind && `, learned from ${kind}`}`,
    title,
    headingOf: () => (isBySlice() ? titleOf(clusters.slice, "slices") : title),
    aboutOf: () => (isBySlice()
      ? aboutSliceClusters(clusters.track, source, compared.slice)
      : aboutSongClusters(about, source, compared.track)),
    nameOf: (code) => (ownNameOf(code) ? `${ownNameOf(code)} (${numberOf(code)})` : numberOf(code)),
    numberOf,
    ownNameOf,
    descriptionOf: (code) => names[code]?.description ?? "",
    isNamed: names.length > 0,
    codeOf: (point) =>
      (isBySlice() ? clusters.slice[point] : clusters.track[trackOf(point)]),
    markerOf,
    songClusters: clusters.track,
    sliceClusters: clusters.slice,
    distance: clusters.distance, // of each track to the centre of its cluster
  };
}

/** What the colours mean, after the reason for the number of clusters, their kind, and how many songs
 *  were compared. */
const aboutSongClusters = (reason, source, compared) => sentences(
  reason, source, compared,
  view.level === "slice" && "A slice has the colour of its song's cluster.",
);

const aboutSliceClusters = (songClusters, source, compared) => sentences(
  source, "Each slice is clustered by itself.", compared,
  countClusters(songClusters) && "Clusters of slices and of songs with the same number are matched: "
    + "together such pairs share the most slices.",
);

const sentences = (...parts) => parts.filter(Boolean).join(" ");

const countClusters = (numbers) => new Set(numbers.filter((number) => number >= 0)).size;

/** Songs by how well they fit some words together: the best are drawn last, above the others. */
export function wordColouring(words) {
  const scores = scoresOf(words);
  const title = `sound: ${inWords(words)}`;
  return {
    title,
    headingOf: () => title,
    aboutOf: () => `How well songs fit “${inWords(words)}”, against the mean of these songs; each word `
      + `counts the same. Heard by ${wordsSource()}.`,
    nameOf: (code) => FITS[code].name,
    codeOf: (point) => FITS.findLastIndex(({ from }) => scores[trackOf(point)] >= from),
    markerOf: fitMarker,
    wordScores: scores,
  };
}

/** The place of the colouring that is shown first: the first clustering, which the report shows. */
export const firstColouring = (colourings) =>
  Math.max(0, colourings.findIndex(({ songClusters }) => songClusters));
