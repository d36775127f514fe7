// The player: it plays a slice of a song or the whole song, and says where it is in it.
// What comes next is decided in playing.js.

import { clock, collection, trackName, trackSpan } from "./collection.js";
import { byId } from "./page.js";
import { possibleAddresses } from "./sounds.js";

const handlers = { ends: () => {}, fails: () => {} };
let now = null; // { track, slice, isWhole, left: addresses to try, address }
let chosen; // whether whole songs are played, once the user has said so

const player = () => byId("player");
const isPlaying = () => !player().paused;

/** Whether whole songs are played: as the user chose, or else as `otherwise` says. */
export const playsFullSong = (otherwise) => chosen ?? otherwise;

/** Call functions when a song or its slice has ended, and when it cannot be played. */
export const onPlayer = (named) => Object.assign(handlers, named);

/** Play a song from its beginning, or one of its slices. */
export function play(track, slice, isFullSong) {
  releaseFiles();
  now = { track, slice, isFullSong, left: possibleAddresses(track, location.href) };
  byId("deck").classList.remove("is-idle");
  byId("play").disabled = false;
  showPlaying();
  loadNext();
}

function loadNext() {
  now.address = now.left.shift();
  player().src = now.address;
  begin();
}

/** Give the addresses of picked files back to the browser. */
function releaseFiles() {
  for (const address of [now?.address, ...(now?.left ?? [])]) {
    if (address?.startsWith("blob:")) URL.revokeObjectURL(address);
  }
}

function begin() {
  player().play().catch((problem) => {
    // A recording that cannot be played is an "error" of the element; another one may be clicked.
    if (problem.name === "NotAllowedError") byId("playing-note").textContent = "Press play to start";
  });
}

/** From when to when the song is in its file, in s; the end of a file is known once it is loaded. */
function songBounds() {
  const [from, to] = trackSpan(now.track) ?? [0, player().duration];
  return { from, to: Number.isFinite(to) ? to : sliceBounds().to };
}

function sliceBounds() {
  const from = collection.slices.start[now.slice];
  return { from, to: from + collection.slice_duration };
}

const bounds = () => (now.isFullSong ? songBounds() : sliceBounds());

export function togglePlay() {
  if (!now) return;
  if (isPlaying()) return player().pause();
  if (player().currentTime >= bounds().to - 0.05) player().currentTime = bounds().from;
  begin();
}

/** Play whole songs from now on, or slices alone; what plays goes on, or goes to its slice. */
export function chooseFullSong(isFullSong) {
  chosen = isFullSong;
  if (!now) return;
  now.isFullSong = isFullSong;
  const { currentTime } = player(), { from, to } = bounds();
  if (currentTime < from || currentTime >= to) player().currentTime = from;
  showPlaying();
}

/** Go to a share of the song, 0 to 1. */
function seek(share) {
  const { from, to } = songBounds();
  now.isFullSong ||= true;
  player().currentTime = from + share * (to - from);
  showPlaying();
}

function showPlaying() {
  byId("playing-title").textContent = trackName(now.track);
  byId("playing-note").textContent = "";
  byId("plays-slice").setAttribute("aria-pressed", !now.isFullSong);
  byId("plays-whole").setAttribute("aria-pressed", now.isFullSong);
  showProgress();
}

function showProgress() {
  byId("play").classList.toggle("is-playing", isPlaying());
  byId("play").setAttribute("aria-label", isPlaying() ? "Pause" : "Play");
  if (!now) return;
  const { from, to } = songBounds(), long = Math.max(to - from, 1e-3);
  const timeShare = (time) => Math.max(0, Math.min(1, (time - from) / long));
  const time = Math.max(from, player().currentTime), isLoaded = player().readyState > 0;
  byId("time").textContent = isLoaded ? `${clock(time - from)} / ${clock(long)}` : "";
  byId("seek").value = isLoaded ? 1000 * timeShare(time) : 0;
  byId("seek").disabled = !isLoaded;
  byId("seek").setAttribute("aria-valuetext", `${clock(time - from)} of ${clock(long)}`);
  const slice = isLoaded && !now.isFullSong ? sliceBounds() : { from, to: from };
  for (const [name, at] of Object.entries({ from: slice.from, to: slice.to, at: time })) {
    byId("seek").style.setProperty(`--${name}`, `${100 * timeShare(at)}%`);
  }
}

function follow() {
  if (!isPlaying()) return;
  checkEnd();
  showProgress();
  requestAnimationFrame(follow);
}

/** End the song where it, or its slice, ends. */
function checkEnd() {
  const { currentTime, ended, readyState } = player();
  if (!ended && !(isPlaying() && readyState > 0 && currentTime >= bounds().to)) return;
  player().pause();
  handlers.ends();
}

export function wirePlayer() {
  player().onloadedmetadata = () => {
    player().currentTime = bounds().from;
    showProgress();
  };
  player().onplay = follow;
  player().onpause = showProgress;
  player().onended = checkEnd;
  player().ontimeupdate = checkEnd; // where the page is hidden, no frame is drawn
  player().onseeked = showProgress;
  player().onerror = () => {
    if (!now || !player().error) return;
    if (now.left.length) return loadNext();
    handlers.fails(now.address);
  };
  byId("play").onclick = togglePlay;
  byId("plays-slice").onclick = () => chooseFullSong(false);
  byId("plays-whole").onclick = () => chooseFullSong(true);
  byId("plays-slice").textContent = `${Number(collection.slice_duration.toFixed(1))} s`;
  byId("seek").oninput = ({ target }) => seek(target.value / 1000);
}
