import assert from "node:assert/strict";
import { test } from "node:test";

import { readSearch } from "../../resources/explorer/query.js";
import { setCollection } from "../../resources/explorer/collection.js";
import { COLLECTION, show } from "./songs.mjs";

test("a text whose words are all known is searched by sound, and in texts beside", () => {
  show();
  const { bySound, words, isText } = readSearch("rap, jazz");
  assert.deepEqual([bySound, words, isText], [true, [1, 0], false]);
});

test("a text that titles or lyrics have is looked for there unless all its words are known", () => {
  show();
  assert.equal(readSearch("plain words").bySound, false); // in the lyrics
  assert.deepEqual(readSearch("plain words").inLyrics, [3]);
  assert.equal(readSearch("jazz piano").bySound, true); // in no text, one word known
  assert.deepEqual(readSearch("jazz piano").unknown, ["piano"]);
  assert.equal(readSearch("piano").bySound, false);
});

test("a known word that is a label too can be searched in either way", () => {
  setCollection({ ...COLLECTION, words: { ...COLLECTION.words, spellings: { folk: 0 } } });
  const { bySound, isText, inTitle } = readSearch("folk");
  assert.deepEqual([bySound, isText, inTitle], [true, true, [1, 2]]);
});

test("a page without words searches texts alone", () => {
  setCollection({ ...COLLECTION, words: null });
  assert.deepEqual(readSearch("jazz").words, []);
  assert.equal(readSearch("jazz").bySound, false);
});
