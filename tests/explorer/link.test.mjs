import assert from "node:assert/strict";
import { test } from "node:test";

import { allColourings } from "../../resources/explorer/colouring.js";
import { applyFilters, clearFilters, filterYears, toggleFilter } from "../../resources/explorer/filters.js";
import { readState, regionPoints, regionText, stateText } from "../../resources/explorer/link.js";
import { view } from "../../resources/explorer/view.js";
import { COLOURING, show, showMetadata } from "./songs.mjs";

test("points of a region come back as they were", () => {
  for (const points of [[0], [1, 2, 3, 9], [40, 5, 6], Array.from({ length: 99 }, (_, n) => n)]) {
    assert.deepEqual(regionPoints(regionText(points), 100), [...points].sort((a, b) => a - b));
  }
  assert.equal(regionText([0, 1, 2, 40]), "0-3.11");
  assert.equal(regionText(Array.from({ length: 5000 }, (_, n) => 2 * n)), undefined); // too long
  for (const text of ["", "x y", "-3", "zz", "0-zzz"]) assert.deepEqual(regionPoints(text, 100), []);
});

test("a page as it opens has an empty link, and any other comes back from its own", () => {
  showMetadata("slice");
  const colourings = allColourings();
  clearFilters();
  view.song = null;
  assert.equal(stateText(view.colouring, true), "");
  toggleFilter("label genre", 1);
  toggleFilter("artist", 2);
  filterYears({ from: 1990, to: 2000 });
  Object.assign(view, { map: 1, song: { track: 3, slice: 6 }, camera: { x: 1.5, y: -2, zoom: 3 }, theme: "dark" });
  view.selection = { group: 0, points: new Set([1]) };
  view.colouring = colourings[1];
  const text = stateText(colourings[0], false);
  const { state, unknown } = readState(text, colourings);
  assert.deepEqual(unknown, []);
  assert.deepEqual([state.map, state.level, state.colour, state.group, state.theme], [1, "slice", 1, 0, "dark"]);
  assert.deepEqual([state.song, state.start, state.camera], [3, 3725.25, { x: 1.5, y: -2, zoom: 3 }]);
  assert.deepEqual(state.filters, view.filters);
  clearFilters();
  Object.assign(view, { song: null, theme: "", map: 0 });
});

test("what a page does not have is named; what is no link of this page has no state", () => {
  show();
  view.clusters = allColourings()[COLOURING.kmeans];
  const colourings = allColourings();
  const { state, unknown } = readState("map=nowhere&group=1&filter=label+genre%3DJazz&song=gone", colourings);
  assert.deepEqual(unknown, ["map nowhere", "song gone", "filter label genre=Jazz"]);
  assert.deepEqual([state.map, state.group, state.filters.size], [0, 1, 0]);
  for (const text of ["%%%", "hello", "view=1", "map=", "filter=x"]) {
    assert.equal(readState(text, colourings).state, undefined, text);
  }
  applyFilters();
});
