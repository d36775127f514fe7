// What plays next: the queue, or else the nearest song that was not opened yet; and songs that cannot
// be played.

import { trackName } from "./collection.js";
import { offerFolder, wireMoved } from "./moved.js";
import { byId, counted } from "./page.js";
import { onPlayer } from "./player.js";
import { addToQueue, fillQueue, nextPlace, previousPlace, queue } from "./queue.js";
import { showQueue } from "./queue_panel.js";
import { onSong, openedSongs, openSong } from "./song.js";
import { readable } from "./sounds.js";
import { trackNeighbours, view } from "./view.js";

/** Play an entry of the queue. */
export function playPlace(place) {
  queue.at = place;
  const { track, slice } = queue.entries[place];
  openSong(track, slice, { isQueued: true });
}

/** Fill the queue with songs, { track, slice } each, and play them through. */
export function playAll(title, songs) {
  fillQueue(title, songs);
  playPlace(0);
}

/** Put songs behind those in the queue; they play when their turn comes. */
export function queueSongs(title, songs) {
  addToQueue(title, songs);
  showAll();
  const added = songs.length > 1 ? counted(songs.length, "song") : trackName(songs[0].track);
  byId("queue-note").textContent = `${added} added`;
}

/** The nearest song that was not opened yet; undefined where each was. */
function nearestUnopened() {
  if (!view.song) return undefined;
  const opened = new Set(openedSongs().map(({ track }) => track));
  return trackNeighbours(view.song.track).find((track) => !opened.has(track));
}

/** What the button for the next song leads to. */
function nextSong() {
  const place = nextPlace();
  if (place !== undefined) return { track: queue.entries[place].track, play: () => playPlace(place) };
  const track = nearestUnopened();
  return track === undefined ? undefined : { track, play: () => openSong(track) };
}

export const playNext = () => nextSong()?.play();

export function playPrevious() {
  const place = view.song?.isQueued ? previousPlace() : undefined;
  if (place !== undefined) return playPlace(place);
  const opened = openedSongs();
  if (opened.length < 2) return;
  opened.pop();
  const { track, slice } = opened.pop();
  openSong(track, slice);
}

function showAll() {
  showQueue();
  const next = nextSong();
  byId("next").disabled = !next;
  byId("next").title = next ? `Next: ${trackName(next.track)}` : "";
  byId("previous").disabled = openedSongs().length < 2 && !(view.song?.isQueued && previousPlace() !== undefined);
}

/** A queue goes on; a song that was clicked is over. */
function goOn() {
  const place = view.song?.isQueued ? nextPlace() : undefined;
  if (place !== undefined) playPlace(place);
}

/** Say that the open song cannot be played; in a queue, go on with the next. */
function sayTrouble(address) {
  byId("trouble").textContent = playerTrouble(address);
  byId("trouble").hidden = false;
  byId("playing-note").textContent = "cannot be played";
  offerFolder();
  if (!view.song.isQueued) return;
  queue.entries[queue.at].isUnplayable = true;
  const title = trackName(view.song.track);
  const place = nextPlace();
  if (place !== undefined) playPlace(place);
  else showAll();
  const isNone = queue.entries.every(({ isUnplayable }) => isUnplayable);
  byId("queue-note").textContent = isNone ? "None of these songs can be played." : `Skipped ${title}: it cannot be played.`;
}

/** What the page says of a recording that the browser does not play. */
export const playerTrouble = (address) => (address.startsWith("blob:")
  ? "The file that you chose cannot be played: this browser does not support its format."
  : `${readable(address)} cannot be played: the file is missing, or this browser cannot play its format.`);

/** Play the open song from where it is now; others may be there too. */
function replaySong() {
  for (const entry of queue.entries) entry.isUnplayable = false;
  const { track, slice, isQueued } = view.song;
  openSong(track, slice, { isQueued });
}

export function wirePlaying() {
  wireMoved(replaySong);
  onPlayer({ ends: goOn, fails: sayTrouble });
  onSong(showAll);
  byId("next").onclick = playNext;
  byId("previous").onclick = playPrevious;
  byId("queue-entries").addEventListener("play-entry", ({ detail }) => playPlace(detail));
  byId("queue-entries").addEventListener("change-queue", showAll);
  byId("playing").onclick = () => byId("song").scrollIntoView({ block: "nearest" });
}
