import assert from "node:assert/strict";
import { test } from "node:test";

import { mapTitle } from "../../resources/explorer/collection.js";
import { allColourings, firstColouring, wordColouring } from "../../resources/explorer/colouring.js";
import { groupMarker } from "../../resources/explorer/colours.js";
import { clusterMembers, trackClusterName, pointGroupName, groupPoints, labelShares, tracksBySlices } from "../../resources/explorer/groups.js";
import { groupSize } from "../../resources/explorer/lists.js";
import { view } from "../../resources/explorer/view.js";
import { COLLECTION, METADATA, show, showMetadata, showNamed, showSeveral, showWith } from "./songs.mjs";

const NOISE = { colour: "#8b949e", symbol: "ring" };

test("points can be coloured by each label and each clustering", () => {
  show();
  assert.deepEqual(allColourings().map(({ group, title }) => [group, title]), [
    [undefined, "Genre"],
    [undefined, "Language"],
    ["Research: words", "words: kmeans, 2 clusters of songs (one per genre)"],
    ["Research: sound", "sound: dbscan, 1 cluster of songs"],
    ["Research: sound", "sound: hdbscan, 0 clusters of songs"],
  ]);
});

test("where some are learned elsewhere, kinds stand together and say what they are", () => {
  const learned = { words: "these songs", sound: "tags of other songs" };
  const [words, dbscan, hdbscan] = COLLECTION.clusterings;
  showWith({ clusterings: [dbscan, words, hdbscan], learned_from: learned });
  const colourings = allColourings().slice(2);
  assert.deepEqual(colourings.map(({ group, title }) => [group, title.split(",")[0]]), [
    ["Research: sound, learned from tags of other songs", "sound: dbscan"],
    ["Research: sound, learned from tags of other songs", "sound: hdbscan"],
    ["Research: words, learned from these songs", "words: kmeans"],
  ]);
  assert.equal(colourings[0].describe(),
    "sound: learned from tags of other songs.");
});

test("what people look at first has a name without the code's; the rest says what it is", () => {
  const kinds = {
    sound: { title: "Audio part of the joint model", hears: "sound" },
    words: { title: "Lyrics part of the joint model", hears: "lyrics" },
  };
  const clusterers = { kmeans: "k-means", dbscan: "DBSCAN", hdbscan: "HDBSCAN" };
  showWith({ kinds, clusterers, tracks: { ...COLLECTION.tracks, ...METADATA } });
  const colourings = allColourings();
  assert.deepEqual(colourings.map(({ group, title }) => [group, title]), [
    [undefined, "Genre"], [undefined, "Language"], [undefined, "Year"],
    [undefined, "Lyrics groups"], [undefined, "Sound groups"],
    ["Research: Audio part of the joint model", "Audio part of the joint model: HDBSCAN, 0 clusters of songs"],
  ]);
  assert.equal(colourings[3].describe(), "Lyrics part of the joint model: k-means, 2 clusters of songs "
    + "(one per genre). 2 clusters, one per genre.");
  assert.deepEqual(COLLECTION.maps.map(mapTitle), ["Sound", "Lyrics"]);
});

test("years are groups of one each, or of ten in a long time", () => {
  showMetadata();
  const [, , years] = allColourings();
  assert.deepEqual([0, 1, 2, 3].map((point) => years.groupName(years.firstCode(point))), ["1999", "no year", "2004", "1999"]);
  const year = { names: ["", "1962", "2004"], code: [1, 0, 2, 2] };
  showWith({ tracks: { ...COLLECTION.tracks, year } });
  const [, , decades] = allColourings();
  assert.deepEqual([0, 1, 2].map((point) => decades.groupName(decades.firstCode(point))), ["1960s", "no year", "2000s"]);
  assert.notEqual(decades.groupMarker(0).colour, decades.groupMarker(4).colour);
});

test("the first clustering is shown first, or else the first colouring", () => {
  show();
  const colourings = allColourings();
  assert.equal(firstColouring(colourings), 2);
  assert.equal(firstColouring(colourings.slice(0, 2)), 0);
});

test("neighbouring groups differ in colour and in symbol, and seventy in the two together", () => {
  const markers = Array.from({ length: 70 }, (_, code) => groupMarker(code));
  assert.equal(new Set(markers.map((marker) => JSON.stringify(marker))).size, 70);
  assert.equal(new Set(markers.slice(0, 10).map(({ colour }) => colour)).size, 10);
  assert.equal(new Set(markers.slice(0, 7).map(({ symbol }) => symbol)).size, 7);
  assert.deepEqual(groupMarker(70), groupMarker(0));
  assert.deepEqual(groupMarker(-1), NOISE);
});

test("the theme has colours of its own, and the same symbols", () => {
  const light = groupMarker(3);
  view.theme = "dark";
  const dark = groupMarker(3);
  view.theme = "";
  assert.notEqual(dark.colour, light.colour);
  assert.equal(dark.symbol, light.symbol);
});

test("groups of slices by label, in the order of the labels", () => {
  show("slice", "genre");
  assert.deepEqual(groupPoints(), [
    {
      code: 0, name: "Folk", ownName: "Folk", description: "",
      points: [2, 3, 4], members: [2, 3, 4], areSliceClusters: false, ...groupMarker(0),
    },
    {
      code: 1, name: "Rock", ownName: "Rock", description: "",
      points: [0, 1, 5, 6], members: [0, 1, 5, 6], areSliceClusters: false, ...groupMarker(1),
    },
  ]);
});

test("a song with several labels has the colour of the first and is a member of each group", () => {
  showSeveral("slice");
  assert.deepEqual(groupPoints().map(({ name, points, members }) => [name, points, members]), [
    ["Folk", [2, 3, 4], [0, 1, 2, 3, 4]],
    ["Rock", [0, 1, 5, 6], [0, 1, 5, 6]],
    ["Pop", [], [0, 1]], // the first label of no song
  ]);
  assert.deepEqual(groupPoints().map(groupSize), ["3 songs", "2 songs", "1 song"]);
  assert.match(view.colouring.describe(), /several labels/);
  assert.deepEqual(labelShares([0, 1, 2, 3])[0].shares.map(({ label, share }) => [label, share]), [
    ["Folk", 1], ["Rock", 0.5], ["Pop", 0.5],
  ]);
});

test("where a sample was compared, clusters say so", () => {
  show("slice", "dbscan");
  assert.equal(view.colouring.describe(), "A slice has the colour of its song's cluster.");
  view.isBySlice = true;
  assert.match(view.colouring.describe(), /individually\. 5 of 7 slices were compared\./);
});

test("groups of tracks by cluster, noise before them and of its own colour", () => {
  show("track", "dbscan");
  assert.deepEqual(groupPoints().map(({ ownName, description, members, areSliceClusters, ...group }) => group), [
    { code: -1, name: "noise", points: [0, 1, 2], ...NOISE },
    { code: 0, name: "cluster 0", points: [3], ...groupMarker(0) },
  ]);
});

test("a cluster with a name has it beside its number, one without its number alone", () => {
  showNamed("track");
  assert.deepEqual(groupPoints().map(({ name, ownName, description }) => [name, ownName, description]), [
    ["quiet, slow (cluster 0)", "quiet, slow", "Quieter than the others."],
    ["loud (cluster 1)", "loud", ""],
  ]);
  assert.deepEqual([0, 1].map((point) => pointGroupName(point)), ["quiet, slow (cluster 0)", "loud (cluster 1)"]);
  assert.deepEqual([0, 1, 2].map(trackClusterName), ["quiet, slow", "loud", "quiet, slow"]);
  show("track", "dbscan");
  assert.deepEqual(groupPoints().map(({ ownName }) => ownName), [undefined, undefined]);
  assert.equal(trackClusterName(0), "");
});

test("songs are grouped by how well they fit words, the best drawn last", () => {
  show("slice");
  view.colouring = wordColouring([1]); // scores 10, 10, 10, 250: three songs .58 below the mean
  assert.deepEqual(groupPoints().map(({ name, points }) => [name, points]), [
    ["fits least", [0, 1, 2, 3, 4]], ["fits best", [5, 6]],
  ]);
  view.colouring = wordColouring([3]); // all fit it alike
  assert.deepEqual(groupPoints().map(({ name }) => name), ["average"]);
  assert.match(view.colouring.describe(), /“female vocalists”.* Scores by ears\.$/);
});

test("slices are in the cluster of their song, in its colour and under its name", () => {
  show("track", "kmeans");
  const songsColouring = groupPoints().map(({ name, colour, points }) => [name, colour, points]);
  assert.deepEqual(songsColouring, [
    ["cluster 0", groupMarker(0).colour, [0, 2]], ["cluster 1", groupMarker(1).colour, [1, 3]],
  ]);
  show("slice", "kmeans");
  const slicesColouring = groupPoints().map(({ name, colour, points }) => [name, colour, points]);
  assert.deepEqual(slicesColouring, [
    ["cluster 0", groupMarker(0).colour, [0, 1, 4]], ["cluster 1", groupMarker(1).colour, [2, 3, 5, 6]],
  ]);
  assert.deepEqual(groupPoints().map(groupSize), ["2 songs", "2 songs"]);
  assert.equal(view.colouring.headingText(), "words: kmeans, 2 clusters of songs (one per genre)");
  assert.equal(view.colouring.describe(),
    "2 clusters, one per genre. A slice has the colour of its song's cluster.");
});

test("slices can be shown in clusters of their own, under the same numbers", () => {
  show("slice", "kmeans");
  view.isBySlice = true;
  assert.deepEqual(groupPoints().map(({ name, colour, points }) => [name, colour, points]), [
    ["cluster 0", groupMarker(0).colour, [0, 1, 3, 4]], ["cluster 1", groupMarker(1).colour, [2, 5, 6]],
  ]);
  assert.deepEqual(groupPoints().map(groupSize), ["4 slices", "3 slices"]);
  assert.match(view.colouring.describe(), /^Each slice is clustered individually/);
  show("slice", "dbscan");
  assert.equal(view.colouring.headingText(), "sound: dbscan, 1 cluster of songs");
  assert.deepEqual([1, 3, 6].map((point) => pointGroupName(point)), ["noise", "noise", "cluster 0"]);
  view.isBySlice = true;
  assert.equal(view.colouring.headingText(), "sound: dbscan, 3 clusters of slices");
  assert.deepEqual([0, 1, 3, 6].map((point) => pointGroupName(point)), ["noise", "cluster 1", "cluster 0", "cluster 2"]);
  assert.match(view.colouring.describe(), /that they are matched with/);
  show("slice", "hdbscan");
  view.isBySlice = true;
  assert.equal(view.colouring.describe(), "Each slice is clustered individually."); // no songs' clusters
});

test("songs and labels have no clusters of slices", () => {
  show("track", "dbscan");
  view.isBySlice = true;
  assert.equal(view.colouring.headingText(), "sound: dbscan, 1 cluster of songs");
  assert.equal(view.colouring.describe(), "");
  show("slice", "genre");
  view.isBySlice = true;
  assert.deepEqual(groupPoints().map(groupSize), ["2 songs", "2 songs"]);
  assert.deepEqual([view.colouring.headingText(), view.colouring.describe()], ["Genre", ""]);
});

test("songs of a cluster of slices, those with the most slices in it first", () => {
  show("slice", "kmeans");
  const { tracks, counts } = tracksBySlices([2, 5, 6]);
  assert.deepEqual([tracks, [...counts]], [[3, 1], [[1, 1], [3, 2]]]);
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
  const songClusters = Array.from({ length: 2 * n }, (_, track) => (track % 2 ? 9 : 0));
  const distance = Array.from({ length: 2 * n }, (_, track) => 2 * n - track);
  return clusterMembers({ songClusters, distance }, cluster);
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
  const same = { songClusters: [1, 1, 1], distance: [0, 0, 0] };
  assert.deepEqual(clusterMembers(same, 1).members, [0, 1, 2]);
});
