// The shapes of points, as pixels: how much of each pixel a shape covers.

const FINE = 4; // samples of a pixel on each side
const EDGED = 6; // px: from this diameter on a point has an edge

/** Whether a place is inside of a shape: about -1 to 1, downwards is positive. All have much the same area. */
const SHAPES = {
  circle: (x, y) => x * x + y * y <= 0.85,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.82,
  "triangle-up": (x, y) => y <= 0.87 && Math.abs(x) <= (y + 1.17) * 0.57,
  diamond: (x, y) => Math.abs(x) * 1.12 + Math.abs(y) <= 1.22,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.37 && Math.max(Math.abs(x), Math.abs(y)) <= 1.07,
  "triangle-down": (x, y) => SHAPES["triangle-up"](x, -y),
  x: (x, y) => SHAPES.cross((x + y) * 0.72, (x - y) * 0.72),
  ring: (x, y) => x * x + y * y <= 1 && x * x + y * y >= 0.36,
};

/** Pixels of a shape of a diameter in px whose middle lies at a place inside of a pixel (0 to 1 on
 *  each side): { across, down, cover, inner }, cover above 0; `inner` is the part that is no edge. */
function symbolPixels(symbol, diameter, [right, below]) {
  const isInside = SHAPES[symbol], radius = diameter / 2;
  const edge = diameter >= EDGED && symbol !== "ring" ? radius / (radius - Math.max(0.7, radius / 8)) : 1;
  const reach = Math.ceil(1.25 * radius) + 1, pixels = [];
  for (let down = -reach; down <= reach; down++) {
    for (let across = -reach; across <= reach; across++) {
      let outer = 0, inner = 0;
      for (let sample = 0; sample < FINE * FINE; sample++) {
        const x = (across + ((sample % FINE) + 0.5) / FINE - right) / radius;
        const y = (down + (Math.floor(sample / FINE) + 0.5) / FINE - below) / radius;
        if (!isInside(x, y)) continue;
        outer += 1;
        inner += isInside(x * edge, y * edge);
      }
      if (outer) pixels.push({ across, down, cover: outer / FINE ** 2, inner: inner / outer });
    }
  }
  return pixels;
}

const PHASES = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]; // of a middle in its pixel
const cache = new Map();

/** `symbolPixels` for each quarter of a pixel that the middle of a point may be in. */
export function shapePixels(symbol, diameter) {
  const key = `${symbol} ${diameter}`;
  if (!cache.has(key)) cache.set(key, PHASES.map((phase) => symbolPixels(symbol, diameter, phase)));
  return cache.get(key);
}
