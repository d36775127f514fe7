// A selection as a table and as a playlist.

import { collection, labelFactors, soundOf, titleOf } from "./collection.js";
import { groupNameOf } from "./groups.js";
import { element } from "./page.js";
import { trackOf, tracksOf, view } from "./view.js";

/** A cell of CSV that a spreadsheet takes as text, whatever it begins with. */
function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row a point, in their order on the page: track, title, start (s), labels, cluster. */
export function csvText(points) {
  const factors = labelFactors();
  const header = [
    "track_id", "title", "start_s", ...factors.map(({ factor }) => factor),
    ...(view.colouring.songClusters ? [view.colouring.headingOf()] : []),
  ];
  const rows = [...points].sort((a, b) => a - b).map((point) => {
    const track = trackOf(point);
    const start = view.level === "slice" ? collection.slices.start[point].toFixed(2) : "";
    const labels = factors.map(({ labelOf }) => labelOf(track));
    const cluster = view.colouring.songClusters ? [groupNameOf(point)] : [];
    return [collection.tracks.id[track], titleOf(track), start, ...labels, ...cluster];
  });
  const text = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  return `\ufeff${text}\r\n`; // the byte order mark tells spreadsheets that it is UTF-8
}

/** An extended M3U of the points' tracks: files as paths, others as addresses.
 *  `pageAddress` is what the addresses of recordings are relative to. */
export function playlistText(points, pageAddress) {
  const entries = tracksOf(points).flatMap((track) => {
    const address = new URL(soundOf(track), pageAddress);
    const isFile = address.protocol === "file:";
    const place = isFile ? decodeURIComponent(address.pathname) : address.href;
    return [`#EXTINF:-1,${titleOf(track).replace(/[\r\n]+/g, " ")}`, place];
  });
  return ["#EXTM3U", ...entries, ""].join("\n");
}

function save(name, text, type) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export const saveTable = () =>
  save("selection.csv", csvText(view.selection.points), "text/csv");
export const savePlaylist = () =>
  save("selection.m3u8", playlistText(view.selection.points, location.href), "audio/x-mpegurl");
