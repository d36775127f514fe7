// A map on the page: a canvas with the points by their groups, and above it marks and names.

import { ink } from "./page.js";
import { makeSheet, makeStamp, paint } from "./raster.js";
import { view } from "./view.js";

const STRONG = 0.92, FADED = 0.13; // how much a point covers what is below it
const LEAST_LIT = 4.5; // px: a point that is lit among faded ones is at least so large
const LARGEST_POINT = 13; // px

const panes = [];

/** The panes that are shown; the first one is of `view.colouring`, the second one of `view.beside`. */
export const shownPanes = () => (view.beside ? panes : panes.slice(0, 1));

/** Take the panes that the page has, once; returns them. */
export function takePanes(plot) {
  panes.push(...[...plot.querySelectorAll(".pane")].map(makePane));
  return panes;
}

const makePane = (element) => ({
  element,
  canvas: element.querySelector("canvas"),
  marks: element.querySelector("svg"),
  names: element.querySelector(".names"),
  colouring: null,
  all: [], // groups
  groups: [], // those with points, in the order of their codes
});

export const paneSize = ({ element }) => ({ width: element.clientWidth, height: element.clientHeight });

/** Note of which of the pane's groups each of n points is, and whether it is lit; `isLit` is null where all are. */
export function setGroups(pane, n, isLit) {
  const { groups, colouring } = pane;
  const kinds = new Uint16Array(n);
  groups.forEach(({ points }, number) => { for (const point of points) kinds[point] = 2 * number; });
  if (isLit) for (let point = 0; point < n; point++) if (!isLit(point)) kinds[point] += 1;
  Object.assign(pane, { kinds, order: drawingOrder(kinds, groups, colouring.wordScores), hasFaded: Boolean(isLit) });
}

/** Points in the order they are drawn in: faded ones, noise, then all groups mixed, so that none covers
 *  the others; in a ranking the best come last. */
function drawingOrder(kinds, groups, isRanked) {
  const kindLayer = (kind) => {
    if (kind % 2) return 0;
    const number = kind / 2;
    return isRanked ? number + 2 : groups[number].code < 0 ? 1 : 2;
  };
  const layers = Array.from({ length: groups.length + 2 }, () => []);
  const kindLayers = Uint16Array.from({ length: 2 * groups.length }, (_, kind) => kindLayer(kind));
  for (const point of mixed(kinds.length)) layers[kindLayers[kinds[point]]].push(point);
  return Uint32Array.from(layers.flat());
}

/** 0 to n - 1 in an order that is always the same and puts neighbours far apart. */
function* mixed(n) {
  const golden = Math.max(1, Math.round(0.618 * n));
  let step = golden;
  while (greatestDivisor(step, n) > 1) step += 1;
  for (let count = 0, at = 0; count < n; count++, at = (at + step) % n) yield at;
}

const greatestDivisor = (a, b) => (b ? greatestDivisor(b, a % b) : a);

/** Draw the points at places in px of the page; `diameter` as well. */
export function paintPane(pane, { left, top }, diameter) {
  const fine = devicePixelRatio, { width, height } = paneSize(pane), { canvas } = pane;
  const [wide, high] = [Math.round(width * fine), Math.round(height * fine)];
  if (!wide || !high) return;
  if (canvas.width !== wide || canvas.height !== high || !pane.sheet) {
    Object.assign(canvas, { width: wide, height: high });
    pane.sheet = makeSheet(wide, high);
  }
  const ground = ink("paper"), edge = ink("ink");
  const size = (px) => Math.round(2 * fine * Math.min(LARGEST_POINT, px)) / 2; // half pixels: few stamps
  const stamps = pane.groups.flatMap(({ symbol, colour }) => [
    [pane.hasFaded ? Math.max(diameter, LEAST_LIT) : diameter, STRONG], [diameter, FADED],
  ].map(([px, strength]) => makeStamp(
    { symbol, colour, edge, diameter: size(px), strength }, pane.sheet.wide)));
  paint(pane.sheet, ground, { left, top, order: pane.order, kinds: pane.kinds, scale: fine }, stamps);
  canvas.getContext("2d").putImageData(pane.sheet.image, -pane.sheet.margin, -pane.sheet.margin);
}
