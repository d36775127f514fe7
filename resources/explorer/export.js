// A selection as a table and as a playlist.

import {
  artistOf, collection, fileOf, labelFactors, metadataOf, spanOf, titleOf,
} from "./collection.js";
import { element } from "./page.js";
import { trackOf, tracksOf, view } from "./view.js";

/** A cell of CSV that a spreadsheet takes as text, whatever it begins with. */
function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row a point, in their order on the page: track, title, artist, album and year where they are
 *  known, start (s), labels, cluster and its name; or how well the song fits the words that are searched; and the user's file.
 *  `pageAddress` is what the addresses of recordings are relative to. */
export function csvText(points, pageAddress) {
  const known = Object.keys(metadataOf(0));
  const factors = labelFactors().filter(({ factor }) => !known.includes(factor));
  const { codeOf, songClusters, numberOf, isNamed, ownNameOf, wordScores } = view.colouring;
  const header = [
    "track_id", ...known, "start_s", ...factors.map(({ factor }) => factor),
    ...(songClusters ? [view.colouring.headingOf()] : []),
    ...(isNamed ? ["name of the cluster"] : []),
    ...(wordScores ? [view.colouring.title] : []),
    "file",
  ];
  const rows = [...points].sort((a, b) => a - b).map((point) => {
    const track = trackOf(point);
    const start = view.level === "slice" ? collection.slices.start[point].toFixed(2) : "";
    const labels = factors.map(({ labelOf }) => labelOf(track));
    return [
      collection.tracks.id[track], ...Object.values(metadataOf(track)), start, ...labels,
      ...(songClusters ? [numberOf(codeOf(point))] : []),
      ...(isNamed ? [ownNameOf(codeOf(point)) ?? ""] : []),
      ...(wordScores ? [wordScores[track].toFixed(2)] : []),
      placeOf(track, pageAddress),
    ];
  });
  const text = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  return `\ufeff${text}\r\n`; // the byte order mark tells spreadsheets that it is UTF-8
}

/** An extended M3U of the points' tracks, with a title: files as paths, others as addresses.
 *  `pageAddress` is what the addresses of recordings are relative to. */
export function playlistText(title, points, pageAddress) {
  const entries = tracksOf(points).flatMap((track) => {
    const span = spanOf(track); // VLC plays it; other players begin at the file's beginning
    const seconds = span ? Math.round(span[1] - span[0]) : -1;
    return [
      `#EXTINF:${seconds},${inALine([artistOf(track), titleOf(track)].filter(Boolean).join(" - "))}`,
      ...(span ? [`#EXTVLCOPT:start-time=${span[0].toFixed(2)}`] : []),
      ...(span ? [`#EXTVLCOPT:stop-time=${span[1].toFixed(2)}`] : []),
      placeOf(track, pageAddress),
    ];
  });
  return ["#EXTM3U", `#PLAYLIST:${inALine(title)}`, ...entries, ""].join("\n");
}

/** The user's file of a track: its path, or its address where it is on a server. */
function placeOf(track, pageAddress) {
  const { protocol, host, pathname, href } = new URL(fileOf(track), pageAddress);
  if (protocol !== "file:") return href;
  const path = decodeURIComponent(pathname);
  if (host) return `//${host}${path}`; // of a share of Windows
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path; // C:/Music
}

function save(name, text, type) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const inALine = (text) => text.replace(/[\r\n]+/g, " ");

/** A selection's title as the name of a file: without what some system or shell takes amiss. */
export const fileName = (title, ending) =>
  `${title.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}(),& -]+/gu, "").trim().slice(0, 60) || "selection"}.${ending}`;

export function saveTable() {
  const { title, points } = view.selection;
  save(fileName(title, "csv"), csvText(points, location.href), "text/csv");
}

export function savePlaylist() {
  const { title, points } = view.selection;
  const text = playlistText(title, points, location.href);
  save(fileName(title, "m3u8"), text, "audio/x-mpegurl");
}
