import assert from "node:assert/strict";
import { test } from "node:test";

import { wordColouring } from "../../resources/explorer/colouring.js";
import { csvText, fileName, playlistText } from "../../resources/explorer/export.js";
import { pointTracks, view } from "../../resources/explorer/view.js";
import { COLLECTION, show, showMetadata, showNamed, showWith } from "./songs.mjs";

const PAGE = "file:///home/me/my%20maps/explorer.html";

const showTitle = (title) => showWith({ tracks: { ...COLLECTION.tracks, title: [title] } });

test("the table of slices has a row a slice, in their order, quoted where needed", () => {
  show("slice", "kmeans");
  assert.equal(csvText(new Set([6, 2, 4]), PAGE), [
    "\ufefftrack_id,title,start_s,genre,language,\"words: kmeans, 2 clusters of songs (one per genre)\",file",
    "b,\"'=1+1 \"\"x\"\", y\",5.00,Folk,English,cluster 1,/music/bé.mp3",
    "c,নদী,5.00,Folk,Bangla,cluster 0,https://host/c%20c.ogg",
    "d,Plain,3725.25,Rock,English,cluster 1,/home/me/my maps/sub/d.flac",
    "",
  ].join("\r\n"));
});

test("artists and years stand in the table where some are known, and in the lines of a playlist", () => {
  showMetadata();
  assert.deepEqual(csvText([1, 2], PAGE).split("\r\n").slice(0, 3), [
    "\ufefftrack_id,title,artist,year,start_s,genre,language,file",
    "b,\"'=1+1 \"\"x\"\", y\",,,,Folk,English,/music/bé.mp3",
    "c,নদী,Ann,2004,,Folk,Bangla,https://host/c%20c.ogg",
  ]);
  const lines = playlistText("Both", [1, 2], PAGE).split("\n").filter((line) => line.startsWith("#EXTINF"));
  assert.deepEqual(lines, ["#EXTINF:-1,=1+1 \"x\", y", "#EXTINF:-1,Ann - নদী"]);
});

test("the table says of which clusters it is; labels stand in it once", () => {
  show("slice", "kmeans");
  view.isBySlice = true;
  assert.deepEqual(csvText([3], PAGE).split("\r\n").slice(0, 2), [
    "\ufefftrack_id,title,start_s,genre,language,\"words: kmeans, 2 clusters of slices (one per genre)\",file",
    "b,\"'=1+1 \"\"x\"\", y\",8.00,Folk,English,cluster 0,/music/bé.mp3",
  ]);
  show("slice", "language");
  assert.equal(csvText([3], PAGE).split("\r\n")[0], "\ufefftrack_id,title,start_s,genre,language,file");
});

test("the table has the names of clusters beside their numbers", () => {
  showNamed("track");
  assert.deepEqual(csvText([0, 3], PAGE).split("\r\n"), [
    "\ufefftrack_id,title,start_s,genre,language,\"words: kmeans, 2 clusters of songs (one per genre)\",name of the cluster,file",
    "a,Ágætis byrjun,,Rock,Íslenska,cluster 0,\"quiet, slow\",/home/me/my maps/a #1.wav",
    "d,Plain,,Rock,English,cluster 1,loud,/home/me/my maps/sub/d.flac",
    "",
  ]);
});

test("the table says how well songs fit the words that are searched", () => {
  show("track");
  view.colouring = wordColouring([1]);
  assert.deepEqual(csvText([0, 3], PAGE).split("\r\n").map((line) => line.split(",").at(-2)), [
    "sound: Hip-Hop", "'-0.58", "1.73", undefined,
  ]);
});

test("a file has the name of what is selected, without signs that a system refuses", () => {
  assert.equal(fileName("heavy metal, hard rock (cluster 0)", "csv"), "heavy metal, hard rock (cluster 0).csv");
  assert.equal(fileName("“নদী/..\\rm: *?”\n", "m3u8"), "নদীrm.m3u8");
  assert.equal(fileName("“?”", "csv"), "songs.csv");
});

test("the table of tracks has no start", () => {
  show("track", "dbscan");
  assert.deepEqual(csvText([0], PAGE).split("\r\n").slice(1), ["a,Ágætis byrjun,,Rock,Íslenska,noise,/home/me/my maps/a #1.wav", ""]);
});

test("no cell begins a formula, and lines within a cell stay within it", () => {
  for (const start of ["=", "+", "-", "@", "\t"]) {
    showTitle(`${start}1`);
    assert.equal(csvText([0], PAGE).split("\r\n")[1].split(",")[1], `'${start}1`);
  }
  showTitle("two\nlines");
  assert.match(csvText([0], PAGE), /a,"two\nlines",,Rock/);
  showTitle("\rstart");
  assert.match(csvText([0], PAGE), /a,"'\rstart",,Rock/);
});

test("the playlist has each song once: files by path, others by address", () => {
  show("slice");
  assert.equal(playlistText("Mine", pointTracks([6, 5, 0, 2, 4]), PAGE), [
    "#EXTM3U",
    "#PLAYLIST:Mine",
    "#EXTINF:-1,Plain",
    "/home/me/my maps/sub/d.flac",
    "#EXTINF:-1,Ágætis byrjun",
    "file:///home/me/my%20maps/a%20%231.wav",
    '#EXTINF:-1,=1+1 "x", y',
    "/music/bé.mp3",
    "#EXTINF:-1,নদী",
    "https://host/c%20c.ogg",
    "",
  ].join("\n"));
});

test("the playlist and the table name the user's files, also where copies are played", () => {
  showWith({ tracks: { ...COLLECTION.tracks, file: ["mine.aiff", "b", "c", "d"] } });
  assert.match(playlistText("Mine", [0], PAGE), /\n\/home\/me\/my maps\/mine.aiff\n/);
  assert.match(csvText([0], PAGE), /,\/home\/me\/my maps\/mine.aiff\r\n/);
});

test("files of Windows have the paths that it knows", () => {
  showWith({ tracks: { ...COLLECTION.tracks, file: ["file:///C:/My%20Music/a.m4a", "file://nas/music/b.wma"] } });
  const lines = playlistText("Mine", [0, 1], "file:///D:/maps/explorer.html").split("\n");
  assert.deepEqual([lines[3], lines[5]], ["C:/My Music/a.m4a", "//nas/music/b.wma"]);
  showWith({});
  assert.equal(playlistText("Mine", [3], "file:///D:/maps/explorer.html").split("\n")[3], "D:/maps/sub/d.flac");
});

test("the playlist of a page on a server has addresses", () => {
  show("track");
  assert.equal(playlistText("Mine", [0], "https://host/maps/explorer.html").split("\n")[3],
    "https://host/maps/a%20%231.wav");
});

test("where the run's playlists have relative paths, so has one that is saved", () => {
  showWith({ has_relative_paths: true });
  const lines = playlistText("Mine", [0, 1, 2], PAGE).split("\n");
  assert.deepEqual([lines[3], lines[5], lines[7]], [
    "file:///home/me/my%20maps/a%20%231.wav", "../../../../music/bé.mp3", "https://host/c%20c.ogg",
  ]);
  showWith({ has_relative_paths: true, tracks: { ...COLLECTION.tracks, sound: ["file:///D:/x/a.mp3"] } });
  assert.equal(playlistText("Mine", [0], "file:///C:/maps/explorer.html").split("\n")[3], "D:/x/a.mp3");
  assert.equal(playlistText("Mine", [0], "file:///D:/maps/explorer.html").split("\n")[3], "../../x/a.mp3");
});

test("a path that players misread is an address", () => {
  showWith({ tracks: { ...COLLECTION.tracks, sound: ["a%0Ab.wav"] } });
  assert.equal(playlistText("Mine", [0], PAGE).split("\n")[3], "file:///home/me/my%20maps/a%0Ab.wav");
  for (const name of ["C%23%20minor.wav", "a%2520b.wav"]) {
    showWith({ has_relative_paths: true, tracks: { ...COLLECTION.tracks, sound: [name] } });
    assert.equal(playlistText("Mine", [0], PAGE).split("\n")[3], `file:///home/me/my%20maps/${name}`);
  }
  showWith({ tracks: { ...COLLECTION.tracks, sound: ["100%25%20&%20a;b.wav"] } });
  assert.equal(playlistText("Mine", [0], PAGE).split("\n")[3], "/home/me/my maps/100% & a;b.wav");
});

test("a title of several lines stays on the line of its entry", () => {
  showTitle("one\r\n#EXTM3U\ntwo");
  assert.equal(playlistText("Mine", [0], PAGE).split("\n")[2], "#EXTINF:-1,one #EXTM3U two");
});

test("a playlist says from when to when a song is in its file", () => {
  const span = [null, [61.2, 252.04], null, null];
  showWith({ tracks: { ...COLLECTION.tracks, span } });
  const lines = playlistText("x", [0, 1, 2, 3], PAGE).split("\n");
  const place = lines.indexOf("/music/bé.mp3");
  assert.match(lines[place - 3], /^#EXTINF:191,/);
  assert.deepEqual(lines.slice(place - 2, place), [
    "#EXTVLCOPT:start-time=61.20", "#EXTVLCOPT:stop-time=252.04",
  ]);
  assert.equal(lines.filter((line) => line.startsWith("#EXTVLCOPT")).length, 2);
});
