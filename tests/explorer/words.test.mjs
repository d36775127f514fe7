import assert from "node:assert/strict";
import { test } from "node:test";

import { inWords, nearWords, readQuery, combinedScores } from "../../resources/explorer/words.js";
import { show } from "./songs.mjs";

const known = (text) => inWords(readQuery(text).known);

test("words are known whatever their case, hyphens and blanks, the longest first", () => {
  show();
  assert.equal(known("JAZZ"), "jazz");
  assert.equal(known("hip hop"), "Hip-Hop");
  assert.equal(known("rap"), "Hip-Hop"); // another word for it
  assert.equal(known("easy listening jazz"), "easy listening, jazz");
  assert.equal(known("jazz; jazz, hiphop"), "jazz, Hip-Hop"); // each once
  assert.equal(known("easy, listening"), ""); // not across a comma
  assert.equal(known("jazz, bell, chime, rap"), "Bell, chime, jazz, Hip-Hop"); // which it has itself
});

test("what is not known is said, fillers are passed over", () => {
  show();
  assert.deepEqual(readQuery("slow piano, jazz").unknown, ["slow", "piano"]);
  assert.deepEqual(readQuery("some jazz with the piano"), { known: [0], unknown: ["piano"] });
  assert.deepEqual(readQuery("constructor"), { known: [], unknown: ["constructor"] });
  assert.deepEqual(readQuery(" , ;!"), { known: [], unknown: [] });
});

test("known words are near that a word is part of, else those spelt like it", () => {
  show();
  assert.equal(inWords(nearWords("vocal")), "female vocalists, female vocalist");
  assert.equal(inWords(nearWords("jaz")), "jazz");
  assert.equal(inWords(nearWords("hip-hob")), "Hip-Hop");
  assert.deepEqual(nearWords("piano"), []);
});

const rounded = (scores) => [...scores].map((score) => Number(score.toFixed(3)));

test("scores are standard deviations above the collection's mean", () => {
  show();
  assert.deepEqual(rounded(combinedScores([0])), [-1.414, 0, 1.414, 0]);
  assert.deepEqual(rounded(combinedScores([3])), [0, 0, 0, 0]); // all songs fit it alike
});

test("each of several words counts the same, whatever its spread", () => {
  show();
  // jazz -1.414, 0, 1.414, 0 and Hip-Hop -.577, -.577, -.577, 1.732
  assert.deepEqual(rounded(combinedScores([0, 1])), [-1.408, -0.408, 0.592, 1.225]);
  assert.deepEqual(combinedScores([0, 3]), combinedScores([0]));
});
