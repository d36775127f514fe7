// Colours and shapes of groups, on light and on dark ground. docs/explorer_inside.md says how they were
// chosen, and how far apart they are.

import { theme } from "./theme.js";

const COLOURS = { // near those of the figures (Petroff 2021), moved apart for all eyes
  light: [
    "#676dff", "#e2901d", "#790300", "#a18567", "#57006d", "#7a4f51", "#c13111", "#ccb593", "#5d5f83", "#12c4ee",
  ],
  dark: [
    "#6fa5e3", "#fde83c", "#d62d0c", "#c7cde2", "#6e54fc", "#985153", "#e2942f", "#afa58e", "#785693", "#a2ffc2",
  ],
};
const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "x"];
export const MOST_MARKERS = COLOURS.light.length * SYMBOLS.length; // as these numbers share no divisor
const NOISE = { light: "#8b949e", dark: "#7c8794" };
const FIT_COLOURS = { // from the least to the best; their lightness rises or falls, so they are in order in grey too
  light: ["#cfd4da", "#b0b7bf", "#d58a1c", "#b8470c", "#701228"],
  dark: ["#424b55", "#6c7681", "#ae6f22", "#f0a53a", "#fff0b8"],
};
const YEAR_COLOURS = { // from old to new; their lightness rises or falls too
  light: ["#d9b44a", "#d08b3c", "#c05f45", "#9f3d5c", "#722b6e", "#411d66"],
  dark: ["#5a3f8f", "#8a4a9c", "#bb5a8f", "#dd7a70", "#f0a860", "#fadf8a"],
};

/** Colour and symbol of the group with a code, whatever other groups there are; below 0 is noise. */
export function groupMarker(code) {
  if (code < 0) return { colour: NOISE[theme()], symbol: "ring" };
  const colours = COLOURS[theme()];
  return { colour: colours[code % colours.length], symbol: SYMBOLS[code % SYMBOLS.length] };
}

/** How songs of a time look, from 0 (the oldest) to 1. */
export function yearMarker(share) {
  const colours = YEAR_COLOURS[theme()];
  return { colour: colours[Math.round(share * (colours.length - 1))], symbol: "circle" };
}

/** How points look that fit some words, from 0 (least) to 4 (best). */
export const fitMarker = (fit) => ({ colour: FIT_COLOURS[theme()][fit], symbol: "circle" });
