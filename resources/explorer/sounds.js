// Where the recordings are: at their own addresses, or in a folder that the user pointed at later.

import { collection, countTracks, trackFile, trackSound } from "./collection.js";

const MEMORY = "hbvae songs of "; // in the browser, before the folder that the map was made from
const LEVELS = 3; // folders above the songs' own that a new place may leave out

let folder = null; // address of the folder that was typed, which ends with a slash
let picked = new Map(); // from a track to its file in the folder that was picked
let isRead = false; // whether the browser was asked for the folder that it remembers

/** The address of a file that the page names, as a whole. */
const absoluteAddress = (address, page) => new URL(address, page).href;

/** The folder that all of the user's files are in, as an address that ends with a slash. */
export function songsFolder(page) {
  let common;
  for (let track = 0; track < countTracks(); track++) {
    const parts = absoluteAddress(trackFile(track), page).split("/").slice(0, -1);
    common ??= parts;
    const apart = common.findIndex((part, at) => part !== parts[at]);
    if (apart >= 0) common = common.slice(0, apart);
  }
  return `${(common ?? []).join("/")}/`;
}

/** The path of a track's file below the folder of the songs, in the letters of addresses. */
const pathBelow = (track, page) => absoluteAddress(trackFile(track), page).slice(songsFolder(page).length);

/** A path or an address that somebody typed, as the address of a folder. */
export function folderAddress(typed, page) {
  const text = typed.trim().replace(/^["']|["']$/g, "");
  const isAddress = /^(file|https?):\/\//i.test(text);
  const path = isAddress ? text : text.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/")
    .replace(/^([a-z])%3A/i, "/$1:"); // C:/Music
  const { href } = new URL(path.startsWith("//") ? `file:${path}` : path, page);
  return href.endsWith("/") ? href : `${href}/`;
}

/** Folders that may hold the songs if somebody typed one: it, and those below it that end as the old
 *  folder did. */
export function foldersBelow(address, page) {
  const parts = songsFolder(page).split("/").slice(3, -1);
  const ends = [0, ...Array(Math.min(LEVELS, parts.length)).keys().map((n) => n + 1)];
  return ends.map((n) => address + parts.slice(parts.length - n).map((part) => `${part}/`).join(""));
}

/** Where a track's file is in a folder that all songs were moved to. */
export const addressIn = (place, track, page) => place + pathBelow(track, page);

/** The address of the user's file of a track: in the folder that was typed, or its own. */
export const ownAddress = (track, page) => {
  readMemory(page);
  return folder ? addressIn(folder, track, page) : absoluteAddress(trackFile(track), page);
};

/** Addresses that a track may be played from, the likeliest first. */
export function possibleAddresses(track, page) {
  readMemory(page);
  const moved = folder ? [addressIn(folder, track, page)] : [];
  const own = absoluteAddress(trackSound(track), page);
  const isCopy = trackSound(track) !== trackFile(track);
  const file = picked.get(track);
  return [
    ...(file ? [URL.createObjectURL(file)] : []), ...(isCopy ? [own, ...moved] : [...moved, own]),
  ];
}

/** Keep the folder that the songs are in now; null: that of the map. */
export function setFolder(address, page) {
  folder = address;
  isRead = true;
  try {
    if (address) localStorage.setItem(MEMORY + songsFolder(page), address);
    else localStorage.removeItem(MEMORY + songsFolder(page));
  } catch { /* a browser that keeps nothing plays until the page is closed */ }
}

export function movedFolder(page) {
  readMemory(page);
  return folder;
}

function readMemory(page) {
  if (isRead) return;
  isRead = true;
  try {
    folder = localStorage.getItem(MEMORY + songsFolder(page));
  } catch { /* as in `setFolder` */ }
}

/** Play tracks from files that the user picked, each with the track whose path ends most like its own;
 *  returns how many tracks have a file. */
export function setPicked(files, page) {
  const byName = new Map();
  for (const file of files) {
    const parts = file.webkitRelativePath.normalize("NFC").toLowerCase().split("/");
    const name = parts.at(-1);
    if (!byName.has(name)) byName.set(name, []);
    byName.get(name).push({ file, parts });
  }
  picked = new Map();
  for (const track of collection.tracks.id.keys()) {
    const path = decodeURIComponent(absoluteAddress(trackFile(track), page)).normalize("NFC").toLowerCase().split("/");
    const likest = byLikeness(byName.get(path.at(-1)) ?? [], path);
    if (likest) picked.set(track, likest.file);
  }
  return picked.size;
}

/** The file whose path ends like another in most parts; none where two do. */
function byLikeness(candidates, path) {
  const ranked = candidates.map((of) => ({ ...of, alike: sameEnds(of.parts, path) }))
    .sort((a, b) => b.alike - a.alike);
  return ranked.length > 1 && ranked[0].alike === ranked[1].alike ? undefined : ranked[0];
}

function sameEnds(a, b) {
  let n = 0;
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
  return n;
}

/** An address as people read it: the path of a file, or the address of a server. */
export function readable(address) {
  const { protocol, host, pathname, href } = new URL(address);
  if (protocol !== "file:") return href;
  const path = decodeURIComponent(pathname);
  if (host) return `//${host}${path}`; // of a share of Windows
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path; // C:/Music
}
