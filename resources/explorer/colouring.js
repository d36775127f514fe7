// What points can be coloured by.

import {
  capitalised, collection, firstByHearing, kindOf, kindsTogether, kindTitle, labelFactors, yearOf,
} from "./collection.js";
import { fitMarker, markerOf, yearMarker } from "./colours.js";
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

/** All labels, years and clusterings as colourings: their title, codes of points, and their group in the
 *  menu, which those that people look at first are in none of. A code has a name for sentences; and
 *  where groups have names of their own, one for the map. Where a point has several codes, its colour
 *  is that of the first. */
export function allColourings() {
  const first = firstByHearing(collection.clusterings);
  const heardBy = (clustering) => [...first].find(([, other]) => other === clustering)?.[0];
  const clusterings = kindsTogether(collection.clusterings).map((clustering) => ({
    ...clusterColouring(clustering, heardBy(clustering)), place: collection.clusterings.indexOf(clustering),
  }));
  const years = collection.tracks.year ? [yearColouring()] : [];
  return [...labelFactors().map(labelColouring), ...years, ...clusterings];
}

/** Songs by their year: the cold colours are old. Of a long time each group is a decade. */
function yearColouring() {
  const known = collection.tracks.year.names.filter(Boolean).map(Number);
  const first = Math.min(...known), step = Math.max(...known) - first < 12 ? 1 : 10;
  const codeOfYear = (year) => Math.floor(year / step), low = codeOfYear(first);
  const n = codeOfYear(Math.max(...known)) - low + 1;
  return {
    id: "year",
    title: "Year",
    headingOf: () => "Year",
    aboutOf: () => "",
    nameOf: (code) => (code < 0 ? "no year" : `${(code + low) * step}${step > 1 ? "s" : ""}`),
    codeOf: (point) => (yearOf(trackOf(point)) ? codeOfYear(yearOf(trackOf(point))) - low : -1),
    markerOf: (code) => (code < 0 ? markerOf(code) : yearMarker(n < 2 ? 0 : code / (n - 1))),
  };
}

const labelColouring = ({ factor, names, codeOf, codesOf, hasSeveral }) => ({
  id: `label ${factor}`,
  title: capitalised(factor),
  headingOf: () => capitalised(factor),
  aboutOf: () => (hasSeveral
    ? "A song with several labels takes the colour of the first and is listed under each." : ""),
  nameOf: (code) => names[code],
  ownNameOf: (code) => names[code],
  codeOf: (point) => codeOf(trackOf(point)),
  codesOf: hasSeveral ? (point) => codesOf(trackOf(point)) : undefined,
  markerOf,
});

/** A slice has the colour of its song's cluster, unless slices are shown in clusters of their own.
 *  `heard` is what the groups that people look at first are by. */
function clusterColouring({ representation, clusterer, reference, origin, about, names, compared, ...clusters }, heard) {
  const isBySlice = () => showsSliceClusters({ sliceClusters: clusters.slice });
  const method = collection.clusterers?.[clusterer] ?? clusterer;
  const titleOf = (numbers, points) => {
    const k = countClusters(numbers), count = `${k} ${k === 1 ? "cluster" : "clusters"}`;
    return `${kindTitle(representation)}: ${method}, ${count} of ${points}${origin && ` (${origin})`}`;
  };
  const title = titleOf(clusters.track, "songs"), kind = kindOf(representation);
  const source = kind && `${kindTitle(representation)}: learned from ${kind}.`;
  const made = heard && `${title}.`;
  const numberOf = (code) => (code < 0 ? "noise" : `cluster ${code}`);
  const ownNameOf = (code) => names[code]?.name;
  return {
    id: [representation, clusterer, reference].filter(Boolean).join(" "),
    group: heard ? undefined : `Research: ${kindTitle(representation)}${kind && `, learned from ${kind}`}`,
    title: heard ? `${heard} groups` : title,
    headingOf: () => (isBySlice() ? titleOf(clusters.slice, "slices") : heard ? `${heard} groups` : title),
    aboutOf: () => (isBySlice()
      ? aboutSliceClusters(clusters.track, source, compared.slice)
      : aboutSongClusters(made, about, source, compared.track)),
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
    second: clusters.second, // the nearest other cluster of each track, and how far its centre is
  };
}

/** What the colours mean, after how the clusters are made, the reason for their number, their kind, and
 *  how many songs were compared. */
const aboutSongClusters = (made, reason, source, compared) => sentences(
  made, reason, source, compared,
  view.level === "slice" && "A slice has the colour of its song's cluster.",
);

const aboutSliceClusters = (songClusters, source, compared) => sentences(
  source, "Each slice is clustered individually.", compared,
  countClusters(songClusters) && "Clusters of slices have the numbers of the clusters of songs "
    + "that they are matched with, so that matched pairs share the most slices.",
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
    aboutOf: () => `How well each song fits “${inWords(words)}”, relative to the mean of all songs; all words `
      + `count equally. Judged by ${wordsSource()}.`,
    nameOf: (code) => FITS[code].name,
    codeOf: (point) => FITS.findLastIndex(({ from }) => scores[trackOf(point)] >= from),
    markerOf: fitMarker,
    wordScores: scores,
  };
}

/** The place of the colouring that is shown first: the first clustering, which the report shows. */
export const firstColouring = (colourings) =>
  Math.max(0, colourings.findIndex(({ songClusters }) => songClusters));
