import assert from "node:assert/strict";
import { test } from "node:test";

import { playerTrouble, tipLines } from "../../resources/explorer/player.js";
import { COLLECTION, show, showWith } from "./songs.mjs";

test("the tip at a slice has labels, time, group and neighbours", () => {
  show("slice", "kmeans");
  assert.deepEqual(tipLines(1), {
    title: "Ágætis byrjun",
    about: "Rock, Íslenska · from 1:02 · cluster 0",
    near: 'near: Plain; =1+1 "x", y',
  });
});

test("the tip at a track has no time", () => {
  show("track", "dbscan", 1);
  assert.deepEqual(tipLines(3), { title: "Plain", about: "Rock, English · cluster 0", near: "near: নদী" });
});

test("what the tip says twice it shows once", () => {
  showWith({ labels: { genre: COLLECTION.labels.genre } });
  assert.equal(tipLines(0).about, "Rock");
});

test("why a recording is not played", () => {
  assert.match(playerTrouble("NotAllowedError", "a.wav"), /waits for a click/);
  assert.match(playerTrouble("NotSupportedError", "a%20%231.wav"), /^a #1\.wav cannot be played/);
});
