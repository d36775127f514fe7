import assert from "node:assert/strict";
import { test } from "node:test";

import { enlarged, mapExtent, moved, onMap, onScreen, projection, fullMapCamera } from "../../resources/explorer/camera.js";
import { makeStamp, paint, parseColour } from "../../resources/explorer/raster.js";
import { boxBetween, isInside, nearestPoint } from "../../resources/explorer/region.js";
import { shapePixels } from "../../resources/explorer/symbols.js";

const EXTENT = mapExtent([-10, 10, 0], [0, 5, 40]);
const ROOM = { width: 332, height: 232 };

test("the whole map fits the room, its middle in the middle", () => {
  const shown = projection(fullMapCamera(EXTENT), EXTENT, ROOM);
  assert.deepEqual(onScreen(shown, [0, 20]), [166, 116]);
  assert.deepEqual(onScreen(shown, [0, 40]), [166, 16]); // the height is what fits, with 16 px to spare
  assert.deepEqual(onMap(shown, onScreen(shown, [3, 7])).map((part) => Number(part.toFixed(9))), [3, 7]);
});

test("a place keeps its place on the screen while the map is enlarged about it, within bounds", () => {
  const place = [3, 7], camera = fullMapCamera(EXTENT);
  const before = onScreen(projection(camera, EXTENT, ROOM), place);
  const closer = enlarged(camera, 4, place);
  const after = onScreen(projection(closer, EXTENT, ROOM), place);
  assert.equal(closer.zoom, 4);
  after.forEach((part, axis) => assert.ok(Math.abs(part - before[axis]) < 1e-9));
  assert.equal(enlarged(camera, 1e9, place).zoom, 400);
  assert.equal(enlarged(camera, 1e-9, place).zoom, 0.5);
});

test("a map that is dragged follows the pointer", () => {
  const camera = fullMapCamera(EXTENT), shown = projection(camera, EXTENT, ROOM);
  const [left, top] = onScreen(shown, [3, 7]);
  const dragged = projection(moved(camera, shown, [20, -30]), EXTENT, ROOM);
  const after = onScreen(dragged, [3, 7]);
  assert.ok(Math.hypot(after[0] - left - 20, after[1] - top + 30) < 1e-9);
});

test("a map of one point has an extent, and shows it", () => {
  const extent = mapExtent([4], [4]);
  assert.deepEqual(onScreen(projection(fullMapCamera(extent), extent, ROOM), [4, 4]), [166, 116]);
});

test("what is inside of a region, and which point is nearest", () => {
  const notched = [[0, 0], [10, 0], [10, 10], [5, 2], [0, 10]];
  assert.ok(isInside(notched, 1, 5));
  assert.ok(!isInside(notched, 5, 5)); // in the notch
  assert.ok(!isInside(notched, 11, 5));
  assert.deepEqual(boxBetween([3, 1], [0, 2]), [[3, 1], [0, 1], [0, 2], [3, 2]]);
  const places = { left: [0, 10, 20], top: [0, 0, 0] };
  assert.equal(nearestPoint(places, [13, 1], 12), 1);
  assert.equal(nearestPoint(places, [50, 0], 12), undefined);
});

const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "x"];

test("shapes are different, have much the same area, and keep their middle in the middle", () => {
  const areas = SYMBOLS.map((symbol) => {
    const [pixels] = shapePixels(symbol, 12);
    const area = pixels.reduce((sum, { cover }) => sum + cover, 0);
    const middle = pixels.reduce((sum, { across, cover }) => sum + across * cover, 0) / area;
    assert.ok(Math.abs(middle + 0.25) < 0.2, symbol); // of a pixel, whose first quarter holds the middle
    return area;
  });
  assert.ok(Math.max(...areas) / Math.min(...areas) < 1.35, areas.join());
  const shapes = SYMBOLS.map((symbol) => JSON.stringify(shapePixels(symbol, 8)));
  assert.equal(new Set(shapes).size, SYMBOLS.length);
});

const drawSheet = (wide, high) => ({ pixels: new Uint32Array(wide * high), wide, high });
const pixelAt = ({ pixels, wide }, x, y) => {
  const pixel = pixels[(y + 64) * wide + x + 64]; // beyond the margin
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
};

test("points are mixed with what is below them, as strongly as they are said to be", () => {
  const sheet = drawSheet(148, 148);
  const look = { symbol: "square", edge: "#000000", diameter: 5 };
  const stamps = [
    makeStamp({ ...look, colour: "#ff0000", strength: 1 }, sheet.wide),
    makeStamp({ ...look, colour: "#0000ff", strength: 0.5 }, sheet.wide),
  ];
  const points = { left: [5, 15], top: [5, 15], order: [0, 1], kinds: [0, 1], scale: 1 };
  paint(sheet, "#ffffff", points, stamps);
  assert.deepEqual(pixelAt(sheet, 5, 5), [255, 0, 0]);
  assert.deepEqual(pixelAt(sheet, 15, 15).map((part) => Math.round(part / 128)), [1, 1, 2]);
  assert.deepEqual(pixelAt(sheet, 10, 10), [255, 255, 255]);
});

test("points beyond the canvas or without a place are not drawn, and harm nothing", () => {
  const sheet = drawSheet(148, 148);
  const stamps = [makeStamp({ symbol: "circle", colour: "#ff0000", edge: "#000000", diameter: 39, strength: 1 }, 148)];
  const left = [-1e9, 1e9, NaN, -70, 90], top = [0, 0, 0, -70, 90];
  paint(sheet, "#ffffff", { left, top, order: [0, 1, 2, 3, 4], kinds: [0, 0, 0, 0, 0], scale: 1 }, stamps);
  for (const place of [[0, 0], [10, 10], [19, 19]]) assert.deepEqual(pixelAt(sheet, ...place), [255, 255, 255]);
});

test("a large point has an edge of another colour, a small one none", () => {
  const inkColour = (diameter) => new Set(makeStamp(
    { symbol: "circle", colour: "#ff0000", edge: "#000000", diameter, strength: 1 }, 100)[0].redBlue).size;
  assert.equal(inkColour(4), 1);
  assert.ok(inkColour(10) > 1);
  assert.deepEqual(parseColour("#ff8001"), [255, 128, 1]);
});
