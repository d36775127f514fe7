import assert from "node:assert/strict";
import { test } from "node:test";

import { findLine, findTracks, fold } from "../../resources/explorer/search.js";
import { show, showMetadata, showNamed } from "./songs.mjs";

test("texts are compared without case, accents and ligatures", () => {
  assert.equal(fold("ÉÀ ñ Çé Ångström ﬁ"), "ea n ce angstrom fi");
  assert.equal(fold("e\u0301"), fold("é"));
});

test("signs that are letters of their own script stay", () => {
  assert.notEqual(fold("কি"), fold("কা")); // vowel signs of Bangla
  assert.notEqual(fold("が"), "");
});

test("songs are found by title, id and labels, others by their lyrics", () => {
  show();
  assert.deepEqual(findTracks("river"), { inTitle: [], inGroup: [], inLyrics: [0, 2] });
  assert.deepEqual(findTracks("agaetis"), { inTitle: [], inGroup: [], inLyrics: [] }); // æ is no accented letter
  assert.deepEqual(findTracks(fold("ÁGÆTIS")), { inTitle: [0], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks(fold("নদী")), { inTitle: [2], inGroup: [], inLyrics: [] }); // once, though in both
  assert.deepEqual(findTracks("folk"), { inTitle: [1, 2], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks("islenska"), { inTitle: [0], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks("plain"), { inTitle: [3], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks("nowhere"), { inTitle: [], inGroup: [], inLyrics: [] });
});

test("artists and years are found, and each word of a search somewhere", () => {
  showMetadata();
  assert.deepEqual(findTracks("sigur").inTitle, [0]);
  assert.deepEqual(findTracks("rock 1999").inTitle, [0, 3]);
  assert.deepEqual(findTracks("ann words").inLyrics, [3]); // the artist, and the lyrics
  assert.deepEqual(findTracks("\"line river\""), { inTitle: [], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks("river line").inLyrics, [0]);
  assert.equal(findLine(0, "line river"), "First line");
});

test("songs are found by the name and number of their group", () => {
  showNamed("track");
  assert.deepEqual(findTracks("quiet"), { inTitle: [], inGroup: [0, 2], inLyrics: [] });
  assert.deepEqual(findTracks("loud folk").inGroup, [1]);
  assert.deepEqual(findTracks("cluster 1").inGroup, [1, 3]);
});

test("a pattern is searched as it is written", () => {
  show();
  assert.deepEqual(findTracks("=1+1"), { inTitle: [1], inGroup: [], inLyrics: [] });
  assert.deepEqual(findTracks(".*"), { inTitle: [], inGroup: [], inLyrics: [] });
});

test("the line of the lyrics is shown as it is written", () => {
  show();
  assert.equal(findLine(0, "river"), "The RÍVER runs");
  assert.equal(findLine(2, "river"), "river");
  assert.equal(findLine(1, "river"), undefined);
});
