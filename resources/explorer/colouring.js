// What points can be coloured by, and in which colour and symbol each group of them is drawn.

import { collection, labelFactors } from "./collection.js";
import { trackOf, view } from "./view.js";

const COLOURS = [ // those of the figures, in their order (Petroff 2021)
  "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
  "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
];
const SYMBOLS = ["circle", "square", "diamond", "cross", "x", "triangle-up", "star"];
const NOISE = { colour: "#c4c9cf", symbol: "circle-open" };

/** Colour and symbol of the group at a rank; a negative code is noise. */
export function markerOf(code, rank) {
  if (code < 0) return NOISE;
  const colour = COLOURS[rank % COLOURS.length];
  return { colour, symbol: SYMBOLS[Math.floor(rank / COLOURS.length) % SYMBOLS.length] };
}

/** All labels and clusterings as colourings: their group in the menu, title, and codes of points. */
export const allColourings = () => [
  ...labelFactors().map(labelColouring),
  ...collection.clusterings.map(clusterColouring),
];

const labelColouring = ({ factor, names, codeOf }) => ({
  group: "labels",
  title: factor,
  nameOf: (code) => names[code],
  codeOf: (point) => codeOf(trackOf(point)),
});

function clusterColouring(clustering) {
  const { representation, clusterer, reference } = clustering;
  const k = new Set(clustering.track.filter((cluster) => cluster >= 0)).size;
  const source = reference && reference !== "none" ? ` (k of ${reference})` : "";
  return {
    group: `clusters of ${representation}`,
    title: `${representation}: ${clusterer}, ${k} ${k === 1 ? "cluster" : "clusters"}${source}`,
    nameOf: (code) => (code < 0 ? "noise" : `cluster ${code}`),
    codeOf: (point) => clustering[view.level][point],
    clusterOf: clustering.track, // of each track
    distance: clustering.distance, // of each track to its cluster's centre
  };
}

/** The place of the colouring that is shown first: clusters of the first map's representation. */
export function firstColouring(colourings) {
  const prefix = `${collection.maps[0].representation}: `;
  return Math.max(0, colourings.findIndex(({ title }) => title.startsWith(prefix)));
}
