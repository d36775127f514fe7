import assert from "node:assert/strict";
import { test } from "node:test";

import { inWords, nearWords, readQuery, combinedScores } from "../../resources/explorer/words.js";
import { show } from "./songs.mjs";

const matchedWords = (text) => inWords(readQuery(text).matched);

test("words are known whatever their case, hyphens and blanks, the longest first", () => {
  show();
  assert.equal(matchedWords("JAZZ"), "jazz");
  assert.equal(matchedWords("hip hop"), "Hip-Hop");
  assert.equal(matchedWords("rap"), "Hip-Hop"); // another word for it
  assert.equal(matchedWords("easy listening jazz"), "easy listening, jazz");
  assert.equal(matchedWords("jazz; jazz, hiphop"), "jazz, Hip-Hop"); // each once
  assert.equal(matchedWords("easy, listening"), ""); // not across a comma
  assert.equal(matchedWords("jazz, bell, chime, rap"), "Bell, chime, jazz, Hip-Hop"); // which it has itself
});

test("what is not known is said, fillers are passed over", () => {
  show();
  assert.deepEqual(readQuery("slow piano, jazz").unknown, ["slow", "piano"]);
  assert.deepEqual(readQuery("some jazz with the piano"), { matched: [0], unknown: ["piano"] });
  assert.deepEqual(readQuery("constructor"), { matched: [], unknown: ["constructor"] });
  assert.deepEqual(readQuery(" , ;!"), { matched: [], unknown: [] });
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
