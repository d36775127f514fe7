// What points can be coloured by, and in which colour and symbol each group of them is drawn.

import { collection, labelFactors } from "./collection.js";
import { showsSliceClusters, trackOf, view } from "./view.js";

const COLOURS = [ // those of the figures, in their order (Petroff 2021)
  "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
  "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
];
const SYMBOLS = ["circle", "square", "diamond", "cross", "x", "triangle-up", "star"];
const NOISE = { colour: "#c4c9cf", symbol: "circle" };

/** Colour and symbol of the group with a code, whatever other groups there are; below 0 is noise. */
export function markerOf(code) {
  if (code < 0) return NOISE;
  const colour = COLOURS[code % COLOURS.length];
  return { colour, symbol: SYMBOLS[Math.floor(code / COLOURS.length) % SYMBOLS.length] };
}

/** All labels and clusterings as colourings: their group in the menu, title, and codes of points. */
export const allColourings = () => [
  ...labelFactors().map(labelColouring),
  ...collection.clusterings.map(clusterColouring),
];

const labelColouring = ({ factor, names, codeOf }) => ({
  group: "labels",
  title: factor,
  headingOf: () => factor,
  aboutOf: () => "",
  nameOf: (code) => names[code],
  codeOf: (point) => codeOf(trackOf(point)),
});

/** A slice has the colour of its song's cluster, unless slices are shown in clusters of their own. */
function clusterColouring({ representation, clusterer, origin, about, ...clusters }) {
  const titleOf = (numbers, points) => {
    const k = countClusters(numbers), count = `${k} ${k === 1 ? "cluster" : "clusters"}`;
    return `${representation}: ${clusterer}, ${count} of ${points}${origin && ` (${origin})`}`;
  };
  const title = titleOf(clusters.track, "songs");
  return {
    group: `clusters of ${representation}`,
    title,
    headingOf: () => (showsSliceClusters() ? titleOf(clusters.slice, "slices") : title),
    aboutOf: () => (showsSliceClusters()
      ? aboutSliceClusters(clusters.track) : aboutSongClusters(about)),
    nameOf: (code) => (code < 0 ? "noise" : `cluster ${code}`),
    codeOf: (point) =>
      (showsSliceClusters() ? clusters.slice[point] : clusters.track[trackOf(point)]),
    songClusters: clusters.track,
    sliceClusters: clusters.slice,
    distance: clusters.distance, // of each track to the centre of its cluster
  };
}

/** What the colours mean, after the reason for the number of clusters. */
const aboutSongClusters = (reason) =>
  [reason, view.level === "slice" ? "A slice has the colour of its song's cluster." : ""]
    .filter(Boolean).join(" ");

const aboutSliceClusters = (songClusters) => (countClusters(songClusters)
  ? "Each slice is clustered by itself. Clusters of slices and of songs with the same number are "
    + "matched: together such pairs share the most slices."
  : "Each slice is clustered by itself.");

const countClusters = (numbers) => new Set(numbers.filter((number) => number >= 0)).size;

/** The place of the colouring that is shown first: the first clustering, which the report shows. */
export const firstColouring = (colourings) =>
  Math.max(0, colourings.findIndex(({ songClusters }) => songClusters));
