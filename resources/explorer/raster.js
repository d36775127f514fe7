// Points drawn into the pixels of a canvas. A browser's own paths, and WebGL without a graphics card, are
// ten times slower at a hundred thousand points: the figures are in docs/explorer_inside.md.

import { shapePixels } from "./symbols.js";

const MARGIN = 64; // px around the canvas, so that a point at its border needs no test

/** Pixels for a canvas of a size in px, with a margin on each side. */
export function makeSheet(width, height) {
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const image = new ImageData(wide, high);
  return { image, pixels: new Uint32Array(image.data.buffer), wide, high, margin: MARGIN };
}

/** The parts of "#rrggbb" from 0 to 255. */
export const parseColour = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

const packed = ([red, green, blue]) => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

/** How a kind of points is drawn on sheets of a width: colours "#rrggbb", diameter in px, strength 0 to 1.
 *  For each quarter of a pixel that a middle may be in: pixels from the middle on, and how to mix them. */
export function makeStamp({ symbol, colour, edge, diameter, strength }, wide) {
  const [fill, rim] = [parseColour(colour), parseColour(edge)];
  return shapePixels(symbol, diameter).map((pixels) => {
    const mixed = pixels.map(({ inner }) =>
      packed(fill.map((part, at) => Math.round(inner * part + (1 - inner) * (0.45 * part + 0.55 * rim[at])))));
    return {
      offsets: Int32Array.from(pixels, ({ across, down }) => down * wide + across),
      covers: Uint16Array.from(pixels, ({ cover }) => Math.round(256 * cover * strength)),
      redBlue: Uint32Array.from(mixed, (pixel) => pixel & 0xff00ff),
      green: Uint32Array.from(mixed, (pixel) => pixel & 0xff00),
    };
  });
}

/** Fill a sheet with a colour, then draw points in an order.
 *
 *  `left` and `top` are their places, `scale` times that in px of the canvas; `kinds` has the number of each one's stamp. */
export function paint({ pixels, wide, high }, ground, { left, top, order, kinds, scale }, stamps) {
  pixels.fill(packed(parseColour(ground)));
  const [right, bottom] = [wide - MARGIN / 2, high - MARGIN / 2];
  for (const point of order) {
    const x = scale * left[point] + MARGIN, y = scale * top[point] + MARGIN;
    if (!(x >= MARGIN / 2 && y >= MARGIN / 2 && x < right && y < bottom)) continue;
    const column = x | 0, row = y | 0, middle = row * wide + column;
    const quarter = (x - column >= 0.5 ? 1 : 0) + (y - row >= 0.5 ? 2 : 0);
    const { offsets, covers, redBlue, green } = stamps[kinds[point]][quarter];
    for (let n = 0; n < offsets.length; n++) {
      const at = middle + offsets[n], under = pixels[at], cover = covers[n], rest = 256 - cover;
      pixels[at] = (0xff000000
        | ((((under & 0xff00ff) * rest + redBlue[n] * cover) / 256) & 0xff00ff)
        | ((((under & 0xff00) * rest + green[n] * cover) / 256) & 0xff00)) >>> 0;
    }
  }
}
