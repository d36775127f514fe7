import assert from "node:assert/strict";
import { test } from "node:test";

import { allColourings } from "../../resources/explorer/colouring.js";
import { trackCloseness, compareSound, trackRank, secondGroup, sharedWords } from "../../resources/explorer/reasons.js";
import { whySentences } from "../../resources/explorer/song.js";
import { view } from "../../resources/explorer/view.js";
import { COLLECTION, COLOURING, showWith } from "./songs.mjs";

const TRAITS = {
  properties: {
    tempo: { words: ["slow", "fast"], tenths: [12, 10, -9, -13] },
    loudness: { words: ["quiet", "loud"], tenths: [10, -10, 9, -9] },
  },
  words: { names: ["river", "sun", "night"], of: [[0, 2], [1], [0], [1, 2]] },
};
const SECOND = { track: [1, 0, 1, 0], distance: [0.55, 0.3, 0.1, 9] };

/** Songs with traits; 0 and 2 are in one cluster, 1 and 3 in the other. */
function showTraits(fields = {}) {
  const [first, ...others] = COLLECTION.clusterings;
  showWith({ traits: TRAITS, words: null, clusterings: [{ ...first, second: SECOND }, ...others], ...fields });
  view.colouring = view.clusters = allColourings()[COLOURING.kmeans];
}

test("neighbours are close or far against all pairs of songs", () => {
  const [map] = COLLECTION.maps;
  showTraits({ maps: [{ ...map, closeness: [[99, 42], [100, 79], [0, 95], [50, 80]] }] });
  assert.deepEqual(trackCloseness(0, 0), { percent: 99, words: "very close" });
  assert.deepEqual([[0, 1], [1, 0], [2, 0], [2, 1], [3, 0], [3, 1]].map((at) => trackCloseness(...at).words), [
    "far", "very close", "far", "close", "not far", "fairly close",
  ]);
  showTraits();
  assert.equal(trackCloseness(0, 0), undefined);
});

test("a song is nearer to the centre than some of its group", () => {
  showTraits();
  assert.deepEqual([0, 2].map((track) => trackRank(view.clusters, track)), [
    { n: 2, nearerThan: 0 }, { n: 2, nearerThan: 1 },
  ]);
  view.clusters = allColourings()[COLOURING.dbscan];
  assert.deepEqual([0, 3].map((track) => trackRank(view.clusters, track)), [undefined, { n: 1, nearerThan: 1 }]);
});

test("the nearest other group is nearer or farther than the song's own", () => {
  showTraits(); // own distances are 0.5, 0.25, 0.125, 2
  assert.deepEqual([0, 1, 2, 3].map((track) => secondGroup(view.clusters, track).words), [
    "almost as near", "a little farther", "its centre is even nearer", "much farther",
  ]);
  showTraits({ clusterings: COLLECTION.clusterings });
  assert.equal(secondGroup(view.clusters, 0), undefined);
});

test("what a song shares with its group and where it differs is said in words", () => {
  showTraits();
  assert.deepEqual(compareSound(0, [0, 1]), { shared: ["fast"], different: ["louder"] });
  assert.deepEqual(compareSound(1, [0, 1]), { shared: ["fast"], different: ["quieter"] });
  assert.deepEqual(compareSound(0, [0, 2]), { shared: ["loud"], different: ["faster"] });
  assert.deepEqual(compareSound(3, [3, 1]), { shared: ["quiet"], different: ["slower"] });
  assert.deepEqual(compareSound(0, [0]), { shared: [], different: [] });
});

test("a song has more of some tags than its group and less of others that the group has", () => {
  showTraits({ traits: null, words: COLLECTION.words }); // jazz -1.4, 0, 1.4, 0; Hip-Hop: song 3 alone
  assert.deepEqual(compareSound(0, [0, 2]).different, [
    "less jazz", "more easy listening", "less female vocalist",
  ]);
  assert.deepEqual(compareSound(3, [3, 1]).different.slice(0, 2).sort(), ["more bell, chime", "more hip-hop"]);
});

test("words that are sung in the group more than elsewhere", () => {
  showTraits();
  assert.deepEqual(sharedWords(0, [0, 2]), ["river"]);
  assert.deepEqual(sharedWords(3, [3, 1]), ["sun"]);
  assert.deepEqual(sharedWords(0, [0, 1]), []);
});

test("all of it in sentences", () => {
  showTraits();
  assert.deepEqual(whySentences(0), [
    "cluster 0: the farthest of its 2 songs from its centre.",
    "Like its group: loud.",
    "Words it shares with its group: river.",
    "Unlike its group: faster.",
    "Nearest other group: cluster 1 (almost as near).",
  ]);
  view.clusters = allColourings()[COLOURING.dbscan];
  assert.deepEqual(whySentences(0), ["In no group: it is far from every group."]);
  assert.deepEqual(whySentences(3), ["cluster 0: the only song of its group."]);
});
