import assert from "node:assert/strict";
import { test } from "node:test";

import { cheapest, dealTracks, evenPlaces, knowsBetween, pointsAlong, tracksBetween } from "../../resources/explorer/paths.js";
import { view } from "../../resources/explorer/view.js";
import { COLLECTION, show, showWith } from "./songs.mjs";

test("places divide a line evenly by its length, whatever its corners", () => {
  assert.deepEqual(evenPlaces([[0, 0], [4, 0]], 3), [[0, 0], [2, 0], [4, 0]]);
  assert.deepEqual(evenPlaces([[0, 0], [1, 0], [1, 3]], 5), [[0, 0], [1, 0], [1, 1], [1, 2], [1, 3]]);
  assert.deepEqual(evenPlaces([[0, 0], [0, 0], [2, 0]], 2), [[0, 0], [2, 0]]);
  assert.deepEqual(evenPlaces([[1, 1]], 2), [[1, 1], [1, 1]]);
});

test("columns are dealt to rows at the smallest cost in all, not row by row", () => {
  assert.deepEqual(cheapest([[1, 2, 9], [1, 9, 9]]), [1, 0]);
  assert.deepEqual(cheapest([[4, 1, 3], [2, 0, 5], [3, 2, 2]]), [1, 0, 2]);
  assert.deepEqual(dealTracks([]), []);
  assert.deepEqual(dealTracks([Float64Array.of(1, 2, 9), Float64Array.of(1, 9, Infinity)]), [1, 0]);
});

/** The smallest sum of costs, by trying all ways. */
const bruteForce = (costs) => (costs.length === 0 ? 0 : Math.min(...costs[0].map((cost, column) =>
  cost + bruteForce(costs.slice(1).map((row) => row.map((value, at) => (at === column ? Infinity : value)))))));

test("the smallest cost is that of trying all ways", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 50; trial++) {
    const costs = Array.from({ length: 4 }, () => Array.from({ length: 4 + (trial % 3) }, random));
    const columns = cheapest(costs);
    assert.equal(new Set(columns).size, 4);
    const sum = columns.reduce((total, column, row) => total + costs[row][column], 0);
    assert.ok(Math.abs(sum - bruteForce(costs)) < 1e-9);
  }
});

test("a line takes the slices next to it, each of another song", () => {
  show("slice");
  assert.deepEqual(pointsAlong([[1, 10], [5, 50]], 3), [1, 3, 5]); // songs 0, 1, 3
  assert.deepEqual(pointsAlong([[0, 0], [1, 10]], 2).length, 2); // both ends are nearest to song 0
  assert.equal(new Set(pointsAlong([[0, 0], [1, 10]], 9)).size, 4); // there are no more songs
  show("track");
  assert.deepEqual(pointsAlong([[1, 10], [6, 60]], 2), [0, 3]);
});

/** A map of the songs at places in one dimension, 0 to 65535. */
function showAt(...places) {
  const values = btoa(String.fromCharCode(...new Uint8Array(Uint16Array.from(places).buffer)));
  const [map, other] = COLLECTION.maps;
  showWith({ maps: [{ ...map, points: { axes: 1, values } }, other] });
}

test("between two songs there are others in even steps, each once", () => {
  showAt(0, 40000, 19000, 60000);
  assert.ok(knowsBetween());
  assert.deepEqual(tracksBetween(0, 3, 4), [0, 2, 1, 3]);
  assert.deepEqual(tracksBetween(3, 0, 4), [3, 1, 2, 0]);
  assert.deepEqual(tracksBetween(0, 3, 3), [0, 1, 3]);
  assert.deepEqual(tracksBetween(0, 3, 9), [0, 2, 1, 3]);
  assert.deepEqual(tracksBetween(0, 3, 2), [0, 3]);
  view.map = 1;
  assert.ok(!knowsBetween());
});
