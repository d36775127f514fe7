// The queue: the songs that are played one after another. What it looks like is in queue_panel.js.

import { trackName } from "./collection.js";

/** `at` is the place of the entry that plays, -1 before the first; an entry is { track, slice,
 *  isUnplayable }, without a slice where the song's first is meant. `titles` are what was put in. */
export const queue = { titles: [], entries: [], at: -1 };

const makeEntry = ({ track, slice }) => ({ track, slice, isUnplayable: false });

/** Replace what is in the queue; songs are { track, slice }. */
export function fillQueue(title, songs) {
  Object.assign(queue, { titles: [title], entries: songs.map(makeEntry), at: -1 });
}

/** Put songs behind those that are in the queue. */
export function addToQueue(title, songs) {
  if (!queue.entries.length) return fillQueue(title, songs);
  if (!queue.titles.includes(title)) queue.titles.push(title);
  queue.entries.push(...songs.map(makeEntry));
}

export function emptyQueue() {
  Object.assign(queue, { titles: [], entries: [], at: -1 });
}

/** Take an entry out; if it plays, the one before it counts as the last played. */
export function removeEntry(place) {
  queue.entries.splice(place, 1);
  if (place <= queue.at) queue.at--;
  if (!queue.entries.length) emptyQueue();
}

/** Move an entry to another place; the one that plays stays the one that plays. */
export function moveEntry(from, to) {
  const playing = queue.entries[queue.at];
  const [entry] = queue.entries.splice(from, 1);
  queue.entries.splice(to, 0, entry);
  if (playing) queue.at = queue.entries.indexOf(playing);
}

/** The place of the next entry that can be played, or of the one before; undefined without. */
export const nextPlace = () => playable(queue.at, 1);
export const previousPlace = () => playable(queue.at, -1);

function playable(from, step) {
  for (let place = from + step; place >= 0 && place < queue.entries.length; place += step) {
    if (!queue.entries[place].isUnplayable) return place;
  }
  return undefined;
}

/** What a playlist of the queue is called. */
export const queueTitle = () => queue.titles.join(", ");

/** What a list of songs is called that has no name: "Song 1, Song 4 and 2 more". */
export function songsTitle(tracks) {
  const [first, second, ...others] = tracks.map(trackName);
  if (others.length) return `${first}, ${second} and ${others.length} more`;
  return [first, second].filter(Boolean).join(", ");
}
