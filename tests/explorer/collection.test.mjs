import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { clock, labelFactors, trackLabels, trackName, unpack } from "../../resources/explorer/collection.js";
import { trackNeighbours, openSlices, pointSlice, pointTrack, pointTracks, view } from "../../resources/explorer/view.js";
import { COLLECTION, show, showMetadata, showSeveral } from "./songs.mjs";

test("packed data become what was packed, in every script", async () => {
  const packed = gzipSync(JSON.stringify(COLLECTION)).toString("base64");
  assert.deepEqual(await unpack(packed), COLLECTION);
});

test("data that are not gzip are refused", async () => {
  await assert.rejects(unpack(Buffer.from("{}").toString("base64")));
});

test("a song is called by its artist and title, or by its title alone", () => {
  showMetadata();
  assert.deepEqual([0, 1].map(trackName), ["Sigur Rós: Ágætis byrjun", '=1+1 "x", y']);
  show();
  assert.equal(trackName(0), "Ágætis byrjun");
});

test("seconds are shown as minutes and two digits of seconds", () => {
  assert.deepEqual([0, 9.99, 62.5, 3725.25].map(clock), ["0:00", "0:09", "1:02", "62:05"]);
});

test("the labels of a song are listed in the order of the factors", () => {
  show();
  assert.deepEqual([0, 1, 2, 3].map(trackLabels), [
    "Rock, Íslenska", "Folk, English", "Folk, Bangla", "Rock, English",
  ]);
});

test("a point is a slice or a track", () => {
  show("slice");
  assert.deepEqual([pointTrack(3), pointSlice(3)], [1, 3]);
  assert.deepEqual(pointTracks([6, 5, 0, 1]), [3, 0]);
  show("track");
  assert.deepEqual([pointTrack(3), pointSlice(3)], [3, 6]);
  show("track", "genre", 1);
  assert.equal(pointSlice(3), 5);
});

test("the neighbours of a song are those of the present map, nearest first", () => {
  show("slice", "genre", 0);
  assert.deepEqual(trackNeighbours(0), [3, 1]);
  show("slice", "genre", 1);
  assert.deepEqual(trackNeighbours(0), [1]);
});

test("the open song is ringed at its slices, or at its one point", () => {
  show("slice");
  assert.deepEqual(openSlices(), []);
  view.song = { track: 3, slice: 6 };
  assert.deepEqual(openSlices(), [5, 6]);
  show("track", "genre", 1);
  view.song = { track: 3, slice: 6 };
  assert.deepEqual(openSlices(), [5]);
});

test("a song has all of its labels in words, and the colour of the first", () => {
  showSeveral("track");
  const [{ labelText, firstCode, allCodes }] = labelFactors();
  assert.deepEqual([labelText(0), labelText(1)], ["Rock; Pop; Folk", "Folk"]);
  assert.equal(firstCode(0), 1);
  assert.deepEqual([allCodes(0), allCodes(1)], [[1, 2, 0], [0]]);
  assert.equal(trackLabels(0), "Rock; Pop; Folk, Íslenska");
});
