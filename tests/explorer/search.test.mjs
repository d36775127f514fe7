import assert from "node:assert/strict";
import { test } from "node:test";

import { findLine, findTracks, fold } from "../../resources/explorer/search.js";
import { show } from "./songs.mjs";

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
  assert.deepEqual(findTracks("river"), { inTitle: [], inLyrics: [0, 2] });
  assert.deepEqual(findTracks("agaetis"), { inTitle: [], inLyrics: [] }); // æ is no accented letter
  assert.deepEqual(findTracks(fold("ÁGÆTIS")), { inTitle: [0], inLyrics: [] });
  assert.deepEqual(findTracks(fold("নদী")), { inTitle: [2], inLyrics: [] }); // once, though in both
  assert.deepEqual(findTracks("folk"), { inTitle: [1, 2], inLyrics: [] });
  assert.deepEqual(findTracks("islenska"), { inTitle: [0], inLyrics: [] });
  assert.deepEqual(findTracks("plain"), { inTitle: [3], inLyrics: [] });
  assert.deepEqual(findTracks("nowhere"), { inTitle: [], inLyrics: [] });
});

test("a pattern is searched as it is written", () => {
  show();
  assert.deepEqual(findTracks("=1+1"), { inTitle: [1], inLyrics: [] });
  assert.deepEqual(findTracks(".*"), { inTitle: [], inLyrics: [] });
});

test("the line of the lyrics is shown as it is written", () => {
  show();
  assert.equal(findLine(0, "river"), "The RÍVER runs");
  assert.equal(findLine(2, "river"), "river");
  assert.equal(findLine(1, "river"), undefined);
});
