import assert from "node:assert/strict";
import { test } from "node:test";

import { playerTrouble } from "../../resources/explorer/playing.js";
import { copiesByHeading } from "../../resources/explorer/song.js";
import { tipLines } from "../../resources/explorer/tip.js";
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

test("a song that is there more than once has the others, by how alike they are", () => {
  show();
  assert.deepEqual(copiesByHeading(0), []);
  const copies = { 0: [[1, "near version"], [2, "exact copy"], [3, "near version"]], 2: [[0, "same recording"]] };
  showWith({ tracks: { ...COLLECTION.tracks, copies } });
  assert.deepEqual(copiesByHeading(0), [["Exact copy of", [2]], ["Near version of", [1, 3]]]);
  assert.deepEqual(copiesByHeading(2), [["Same recording as", [0]]]);
  assert.deepEqual(copiesByHeading(1), []);
});

test("a recording that cannot be played is named with the place where it was looked for", () => {
  assert.match(playerTrouble("file:///my%20maps/a%20%231.wav"), /^\/my maps\/a #1\.wav cannot be played/);
  assert.match(playerTrouble("blob:null/1"), /^The file that you chose cannot be played/);
});
