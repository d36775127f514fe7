// What points can be coloured by.

import {
  capitalised, collection, firstByHearing, trainingSource, kindsTogether, kindTitle, labelFactors, trackYear,
} from "./collection.js";
import { fitMarker, groupMarker, yearMarker } from "./colours.js";
import { showsSliceClusters, pointTrack, view } from "./view.js";
import { inWords, combinedScores, wordsSource } from "./words.js";

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
  const mainInput = (clustering) => [...first].find(([, other]) => other === clustering)?.[0];
  const clusterings = kindsTogether(collection.clusterings).map((clustering) => ({
    ...clusterColouring(clustering, mainInput(clustering)), place: collection.clusterings.indexOf(clustering),
  }));
  const years = collection.tracks.year ? [yearColouring()] : [];
  return [...labelFactors().map(labelColouring), ...years, ...clusterings];
}

/** Songs by their year: the cold colours are old. Of a long time each group is a decade. */
function yearColouring() {
  const allYears = collection.tracks.year.names.filter(Boolean).map(Number);
  const first = Math.min(...allYears), step = Math.max(...allYears) - first < 12 ? 1 : 10;
  const yearCode = (year) => Math.floor(year / step), low = yearCode(first);
  const n = yearCode(Math.max(...allYears)) - low + 1;
  return {
    id: "year",
    title: "Year",
    headingText: () => "Year",
    describe: () => "",
    groupName: (code) => (code < 0 ? "no year" : `${(code + low) * step}${step > 1 ? "s" : ""}`),
    firstCode: (point) => (trackYear(pointTrack(point)) ? yearCode(trackYear(pointTrack(point))) - low : -1),
    groupMarker: (code) => (code < 0 ? groupMarker(code) : yearMarker(n < 2 ? 0 : code / (n - 1))),
  };
}

const labelColouring = ({ factor, names, firstCode, allCodes, hasSeveral }) => ({
  id: `label ${factor}`,
  title: capitalised(factor),
  headingText: () => capitalised(factor),
  describe: () => (hasSeveral
    ? "A song with several labels takes the colour of the first and is listed under each." : ""),
  groupName: (code) => names[code],
  customName: (code) => names[code],
  firstCode: (point) => firstCode(pointTrack(point)),
  allCodes: hasSeveral ? (point) => allCodes(pointTrack(point)) : undefined,
  groupMarker,
});

/** A slice has the colour of its song's cluster, unless slices are shown in clusters of their own.
 *  `input` is what the groups that people look at first are by. */
function clusterColouring({ representation, clusterer, reference, origin, about, names, compared, ...clusters }, input) {
  const isBySlice = () => showsSliceClusters({ sliceClusters: clusters.slice });
  const method = collection.clusterers?.[clusterer] ?? clusterer;
  const trackTitle = (numbers, points) => {
    const k = countClusters(numbers), count = `${k} ${k === 1 ? "cluster" : "clusters"}`;
    return `${kindTitle(representation)}: ${method}, ${count} of ${points}${origin && ` (${origin})`}`;
  };
  const title = trackTitle(clusters.track, "songs"), kind = trainingSource(representation);
  const source = kind && `${kindTitle(representation)}: learned from ${kind}.`;
  const made = input && `${title}.`;
  const clusterNumber = (code) => (code < 0 ? "noise" : `cluster ${code}`);
  const customName = (code) => names[code]?.name;
  return {
    id: [representation, clusterer, reference].filter(Boolean).join(" "),
    group: input ? undefined : `Research: ${kindTitle(representation)}${kind && `, learned from ${kind}`}`,
    title: input ? `${input} groups` : title,
    headingText: () => (isBySlice() ? trackTitle(clusters.slice, "slices") : input ? `${input} groups` : title),
    describe: () => (isBySlice()
      ? aboutSliceClusters(clusters.track, source, compared.slice)
      : aboutSongClusters(made, about, source, compared.track)),
    groupName: (code) => (customName(code) ? `${customName(code)} (${clusterNumber(code)})` : clusterNumber(code)),
    clusterNumber,
    customName,
    groupDescription: (code) => names[code]?.description ?? "",
    isNamed: names.length > 0,
    firstCode: (point) =>
      (isBySlice() ? clusters.slice[point] : clusters.track[pointTrack(point)]),
    groupMarker,
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
  const scores = combinedScores(words);
  const title = `sound: ${inWords(words)}`;
  return {
    title,
    headingText: () => title,
    describe: () => `How well each song fits “${inWords(words)}”, relative to the mean of all songs; all words `
      + `count equally. Scores by ${wordsSource()}.`,
    groupName: (code) => FITS[code].name,
    firstCode: (point) => FITS.findLastIndex(({ from }) => scores[pointTrack(point)] >= from),
    groupMarker: fitMarker,
    wordScores: scores,
  };
}

/** The place of the colouring that is shown first: the first clustering, which the report shows. */
export const firstColouring = (colourings) =>
  Math.max(0, colourings.findIndex(({ songClusters }) => songClusters));
