// The songs are not where they were: the user points at their folder, and the page goes on from there.

import { countTracks } from "./collection.js";
import { byId, counted } from "./page.js";
import {
  addressIn, folderAddress, foldersBelow, movedFolder, readable, setFolder, setPicked, songsFolder,
} from "./sounds.js";
import { view } from "./view.js";

const LOADING = 8000; // ms in which a recording that is there has begun to load

let playAgain = () => {};

/** Offer to name the folder that the songs are in now. */
export function offerFolder() {
  byId("moved").hidden = false;
  const folder = movedFolder(location.href) ?? songsFolder(location.href);
  byId("moved-from").textContent = `The songs were in ${readable(folder)}. Are they in another folder now?`;
  byId("moved-back").hidden = !movedFolder(location.href);
  byId("moved-note").textContent = "";
}

/** Whether a recording can be loaded. */
function isThere(address) {
  return new Promise((resolve) => {
    const probe = new Audio();
    const late = setTimeout(() => resolve(false), LOADING);
    const answer = (is) => () => { clearTimeout(late); probe.removeAttribute("src"); resolve(is); };
    Object.assign(probe, { preload: "metadata", onloadedmetadata: answer(true), onerror: answer(false) });
    probe.src = address;
  });
}

/** Look for the open song in the folder that was typed; where it is there, so are the others. */
async function lookThere(typed) {
  if (!typed.trim()) return;
  const folders = foldersBelow(folderAddress(typed, location.href), location.href);
  for (const folder of folders) {
    if (await isThere(addressIn(folder, view.song.track, location.href))) {
      setFolder(folder, location.href);
      return playAgain();
    }
  }
  const looked = readable(addressIn(folders[0], view.song.track, location.href));
  byId("moved-note").textContent = `The song is not in this folder: the page looked for ${looked}.`;
}

function usePicked(files) {
  const n = setPicked(files, location.href);
  const all = counted(countTracks(), "song");
  if (n) playAgain();
  byId("moved-note").textContent = n
    ? `${n.toLocaleString("en")} of ${all} are in the folder that you chose. Playlists keep the old paths, `
      + "because a browser does not tell pages where a folder is."
    : `None of ${all} is in the folder that you chose.`;
}

/** `play` plays the open song again, from where it is now. */
export function wireMoved(play) {
  playAgain = play;
  byId("moved-to").onsubmit = (event) => {
    event.preventDefault();
    lookThere(byId("new-folder").value);
  };
  byId("pick").onclick = () => byId("picked").click();
  byId("picked").onchange = ({ target }) => usePicked([...target.files]);
  byId("moved-back").onclick = () => {
    setFolder(null, location.href);
    playAgain();
  };
}
