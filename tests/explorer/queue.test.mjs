import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  addToQueue, emptyQueue, fillQueue, moveEntry, nextPlace, previousPlace, queue, queueTitle, removeEntry,
  songsTitle,
} from "../../resources/explorer/queue.js";
import { show } from "./songs.mjs";

const songs = (...tracks) => tracks.map((track) => ({ track }));
const tracks = () => queue.entries.map(({ track }) => track);

beforeEach(() => {
  show();
  emptyQueue();
});

test("songs are put behind those in the queue, which is called after all that was put in", () => {
  addToQueue("Folk", songs(0, 1));
  addToQueue("Plain", [{ track: 3, slice: 6 }]);
  addToQueue("Folk", songs(2));
  assert.deepEqual(tracks(), [0, 1, 3, 2]);
  assert.equal(queue.entries[2].slice, 6);
  assert.equal(queueTitle(), "Folk, Plain");
  fillQueue("Rock", songs(1));
  assert.deepEqual([tracks(), queueTitle(), queue.at], [[1], "Rock", -1]);
});

test("what plays still plays when entries are moved or taken out", () => {
  fillQueue("All", songs(0, 1, 2, 3));
  queue.at = 1;
  moveEntry(3, 0);
  assert.deepEqual([tracks(), queue.at], [[3, 0, 1, 2], 2]);
  moveEntry(2, 3);
  assert.deepEqual([tracks(), queue.at], [[3, 0, 2, 1], 3]);
  removeEntry(0);
  assert.deepEqual([tracks(), queue.at], [[0, 2, 1], 2]);
});

test("after the entry that plays is taken out, the one behind it is next", () => {
  fillQueue("All", songs(0, 1, 2));
  queue.at = 1;
  removeEntry(1);
  assert.equal(queue.entries[nextPlace()].track, 2);
  removeEntry(0);
  removeEntry(0);
  assert.deepEqual([queueTitle(), queue.at, nextPlace()], ["", -1, undefined]);
});

test("an entry that cannot be played is passed over in both directions", () => {
  fillQueue("All", songs(0, 1, 2));
  queue.entries[1].isUnplayable = true;
  queue.at = 0;
  assert.equal(nextPlace(), 2);
  queue.at = 2;
  assert.deepEqual([previousPlace(), nextPlace()], [0, undefined]);
});

test("songs without a name of their own are called after the first two", () => {
  assert.equal(songsTitle([0, 2, 3]), "Ágætis byrjun, নদী and 1 more");
  assert.equal(songsTitle([3, 0]), "Plain, Ágætis byrjun");
  assert.equal(songsTitle([3]), "Plain");
});
