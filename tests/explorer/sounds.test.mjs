import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  possibleAddresses, folderAddress, foldersBelow, movedFolder, ownAddress, readable, setFolder, setPicked,
  songsFolder,
} from "../../resources/explorer/sounds.js";
import { COLLECTION, showWith } from "./songs.mjs";

const PAGE = "file:///home/me/map/explorer.html";
const MUSIC = "file:///home/me/Music";
const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
};
URL.createObjectURL = (file) => `blob:${file.webkitRelativePath}`;

const showAt = (sound, file) => showWith({ tracks: { ...COLLECTION.tracks, sound, ...(file && { file }) } });

beforeEach(() => {
  showAt([`${MUSIC}/rock/a%20%231.mp3`, `${MUSIC}/folk/a%20%231.mp3`, `${MUSIC}/b.mp3`, "../Music/rock/d/e.mp3"]);
  setFolder(null, PAGE);
  setPicked([], PAGE);
});

test("the folder of the songs is the one that all of them are in", () => {
  assert.equal(songsFolder(PAGE), `${MUSIC}/`);
  showAt(["x/a.mp3", "x/y/b.mp3", "xz/c.mp3", "x/d.mp3"]);
  assert.equal(songsFolder(PAGE), "file:///home/me/map/");
});

test("a folder is typed as a path of any system or as an address", () => {
  assert.equal(folderAddress(" /media/a b/50%#1 ", PAGE), "file:///media/a%20b/50%25%231/");
  assert.equal(folderAddress("C:\\My Music\\", PAGE), "file:///C:/My%20Music/");
  assert.equal(folderAddress("\\\\nas\\music", PAGE), "file://nas/music/");
  assert.equal(folderAddress("../Songs", PAGE), "file:///home/me/Songs/");
  assert.equal(folderAddress("file:///media/x", PAGE), "file:///media/x/");
  assert.equal(folderAddress('"/media/x/"', PAGE), "file:///media/x/");
});

test("a folder above the songs' own does as well", () => {
  assert.deepEqual(foldersBelow("file:///disk/", PAGE), [
    "file:///disk/", "file:///disk/Music/", "file:///disk/me/Music/", "file:///disk/home/me/Music/",
  ]);
});

test("in a folder that was typed songs are looked for first, and named in playlists", () => {
  setFolder("file:///disk/", PAGE);
  assert.deepEqual(possibleAddresses(3, PAGE), ["file:///disk/rock/d/e.mp3", `${MUSIC}/rock/d/e.mp3`]);
  assert.equal(ownAddress(0, PAGE), "file:///disk/rock/a%20%231.mp3");
  assert.deepEqual([...kept.values()], ["file:///disk/"]);
  setFolder(null, PAGE);
  assert.equal(ownAddress(0, PAGE), `${MUSIC}/rock/a%20%231.mp3`);
  assert.deepEqual([[...kept.values()], movedFolder(PAGE)], [[], null]);
});

test("a copy beside the page is played before the user's file", () => {
  showAt(["sounds/0.flac", "b", "c", "d"], [`${MUSIC}/a.aiff`, "b", "c", "d"]);
  setFolder("file:///disk/", PAGE);
  assert.equal(possibleAddresses(0, PAGE)[0], "file:///home/me/map/sounds/0.flac");
  assert.equal(possibleAddresses(0, PAGE).length, 2);
});

test("files that were picked belong to the songs whose paths end most like theirs", () => {
  const files = ["New/rock/A #1.mp3", "New/folk/a #1.mp3", "New/x/b.mp3", "New/y/b.mp3", "New/notes.txt"]
    .map((webkitRelativePath) => ({ webkitRelativePath }));
  assert.equal(setPicked(files, PAGE), 2); // which b.mp3 is meant cannot be said
  assert.deepEqual([0, 1, 2].map((track) => possibleAddresses(track, PAGE)[0]), [
    "blob:New/rock/A #1.mp3", "blob:New/folk/a #1.mp3", `${MUSIC}/b.mp3`,
  ]);
});

test("addresses are read as paths", () => {
  assert.equal(readable("file:///a%20b/%E0%A6%95.mp3"), "/a b/ক.mp3");
  assert.equal(readable("file:///C:/a.mp3"), "C:/a.mp3");
  assert.equal(readable("file://nas/a.mp3"), "//nas/a.mp3");
  assert.equal(readable("https://host/a%20b"), "https://host/a%20b");
});
