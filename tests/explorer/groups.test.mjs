import assert from "node:assert/strict";
import { test } from "node:test";

import { allColourings, firstColouring, markerOf } from "../../resources/explorer/colouring.js";
import { clusterMembers, groupNameOf, groupPoints, labelShares } from "../../resources/explorer/groups.js";
import { show, showWith } from "./songs.mjs";

const NOISE = { colour: "#c4c9cf", symbol: "circle-open" };

test("points can be coloured by each label and each clustering", () => {
  show();
  assert.deepEqual(allColourings().map(({ group, title }) => [group, title]), [
    ["labels", "genre"],
    ["labels", "language"],
    ["clusters of words", "words: kmeans, 2 clusters (k of genre)"],
    ["clusters of sound", "sound: dbscan, 1 cluster"],
    ["clusters of sound", "sound: hdbscan, 0 clusters"],
  ]);
});

test("clusters of the first map are shown first, or else the first colouring", () => {
  show();
  const colourings = allColourings();
  assert.equal(firstColouring(colourings), 3);
  assert.equal(firstColouring(colourings.slice(0, 3)), 0);
});

test("ten colours repeat with another symbol, after seventy groups from the beginning", () => {
  assert.deepEqual(markerOf(0, 0), { colour: "#3f90da", symbol: "circle" });
  assert.deepEqual(markerOf(9, 9), { colour: "#92dadd", symbol: "circle" });
  assert.deepEqual(markerOf(10, 10), { colour: "#3f90da", symbol: "square" });
  assert.deepEqual(markerOf(69, 69), { colour: "#92dadd", symbol: "star" });
  assert.deepEqual(markerOf(70, 70), markerOf(0, 0));
  const markers = Array.from({ length: 70 }, (_, rank) => JSON.stringify(markerOf(rank, rank)));
  assert.equal(new Set(markers).size, 70);
  assert.deepEqual(markerOf(-1, 0), NOISE);
});

test("groups of slices by label, in the order of the labels", () => {
  show("slice", "genre");
  assert.deepEqual(groupPoints(), [
    { code: 0, name: "Folk", points: [2, 3, 4], colour: "#3f90da", symbol: "circle" },
    { code: 1, name: "Rock", points: [0, 1, 5, 6], colour: "#ffa90e", symbol: "circle" },
  ]);
});

test("groups of tracks by cluster, noise before them and of its own colour", () => {
  show("track", "dbscan");
  assert.deepEqual(groupPoints(), [
    { code: -1, name: "noise", points: [0, 1, 2], ...NOISE },
    { code: 0, name: "cluster 0", points: [3], colour: "#ffa90e", symbol: "circle" },
  ]);
});

test("slices and tracks have clusters of their own", () => {
  show("slice", "dbscan");
  assert.deepEqual([2, 3].map(groupNameOf), ["noise", "cluster 0"]);
  show("slice", "kmeans");
  assert.deepEqual([1, 2].map(groupNameOf), ["cluster 0", "cluster 1"]);
  show("track", "kmeans");
  assert.deepEqual([1, 2].map(groupNameOf), ["cluster 1", "cluster 0"]);
});

test("a selection's labels are counted by points, the most frequent first", () => {
  show("slice");
  assert.deepEqual(labelShares([2, 3, 4, 0]), [
    { factor: "genre", shares: [{ label: "Folk", share: 0.75 }, { label: "Rock", share: 0.25 }] },
    {
      factor: "language",
      shares: [
        { label: "English", share: 0.5 },
        { label: "Bangla", share: 0.25 },
        { label: "Íslenska", share: 0.25 },
      ],
    },
  ]);
  show("track");
  assert.deepEqual(labelShares([0])[0], { factor: "genre", shares: [{ label: "Rock", share: 1 }] });
});

test("the eight most frequent labels of a factor are listed", () => {
  const names = Array.from({ length: 10 }, (_, code) => `label ${code}`);
  showWith({ labels: { genre: { names, code: [...names.keys()] } } });
  const points = names.flatMap((_, code) => Array(code + 1).fill(code));
  const [{ shares }] = labelShares(points);
  assert.deepEqual(shares.map(({ label }) => label), names.slice(2).reverse());
  assert.equal(shares[0].share, 10 / 55);
});

function members(n, cluster = 0) {
  // distances fall from track to track, and every second track is of another cluster
  const clusterOf = Array.from({ length: 2 * n }, (_, track) => (track % 2 ? 9 : 0));
  const distance = Array.from({ length: 2 * n }, (_, track) => 2 * n - track);
  return clusterMembers({ clusterOf, distance }, cluster);
}

test("members of a cluster are listed from its centre, and no song is central and an outlier", () => {
  assert.deepEqual(members(1), { members: [0], central: [0], outliers: [] });
  assert.deepEqual(members(2), { members: [2, 0], central: [2], outliers: [0] });
  assert.deepEqual(members(3), { members: [4, 2, 0], central: [4, 2], outliers: [0] });
  const { central, outliers } = members(12);
  assert.deepEqual(central, [22, 20, 18, 16, 14]);
  assert.deepEqual(outliers, [0, 2, 4, 6, 8]);
  assert.deepEqual(members(3, 7), { members: [], central: [], outliers: [] });
});

test("equally distant members keep the order of the songs", () => {
  const same = { clusterOf: [1, 1, 1], distance: [0, 0, 0] };
  assert.deepEqual(clusterMembers(same, 1).members, [0, 1, 2]);
});
