// The menus: which map, in which colours, slices or songs.

import { collection, firstByHearing, trainingSource, kindsTogether, mapTitle } from "./collection.js";
import { allColourings, firstColouring, wordColouring } from "./colouring.js";
import { redraw } from "./controls.js";
import { drawNames } from "./names.js";
import { byId, element } from "./page.js";
import { view } from "./view.js";

const BY_WORDS = "words"; // in the menu of colours, while words are searched

let colourings = []; // of the menu
let before; // value of the menu before words were searched

export function fillMenus() {
  const first = [...firstByHearing(collection.maps).values()];
  byId("map").append(...optionGroups(kindsTogether(collection.maps).map((map) => ({
    group: first.includes(map) ? undefined : mapMenuGroup(trainingSource(map.representation)),
    title: mapTitle(map),
    place: collection.maps.indexOf(map),
  }))));
  colourings = allColourings();
  for (const menu of ["colour", "beside"]) {
    byId(menu).append(...optionGroups(colourings.map((of, place) => ({ ...of, place }))));
  }
  chooseColouring(firstColouring(colourings));
  byId("colour").value = firstColouring(colourings);
  onChange("colour", chooseColouring);
  onChange("beside", chooseBeside);
  onChange("map", (place) => { view.map = Number(place); });
  onChange("level", (level) => { view.level = level; });
  byId("is-by-slice").onchange = ({ target }) => {
    view.isBySlice = target.checked;
    redraw("colour");
  };
  byId("shows-names").onchange = drawNames;
}

const mapMenuGroup = (kind) => (collection.kinds && Object.keys(collection.kinds).length
  ? `Research${kind && `: learned from ${kind}`}` : kind && `learned from ${kind}`);

export const menuColourings = () => colourings;

/** Write what the view shows into the menus; `colour` and `beside` are places in them. */
export function writeMenus(colour, beside) {
  const values = { map: view.map, level: view.level, colour, beside: beside ?? "" };
  for (const [menu, value] of Object.entries(values)) byId(menu).value = value;
  byId("is-by-slice").checked = view.isBySlice;
}

/** Colour a second map by a place in the menu; without a place there is no second map. */
export function chooseBeside(place) {
  view.beside = colourings[place] ?? null;
}

/** Colour points by a place in the menu; `BY_WORDS` is the place of the words that are searched. */
export function chooseColouring(place) {
  view.colouring = place === BY_WORDS ? wordColouring(view.search.words) : colourings[place];
  if (view.colouring.songClusters) view.clusters = view.colouring;
}

/** Colour songs by how well they fit words, and say so in the menu; without words as before. */
export function colourByWords(words) {
  const menu = byId("colour"), option = byId("by-words");
  if (words) {
    if (option.hidden || menu.value !== BY_WORDS) before = menu.value;
    chooseColouring(BY_WORDS);
    option.textContent = view.colouring.title;
    menu.value = BY_WORDS;
  } else if (menu.value === BY_WORDS) {
    chooseColouring(before);
    menu.value = before;
  }
  option.hidden = !words;
}

/** Entries of a menu, those of a group together under its name; those of none come first. */
function optionGroups(entries) {
  const groups = new Map([[undefined, []]]);
  for (const { group, title, place } of entries) {
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(new Option(title, place));
  }
  return [...groups].flatMap(([label, options]) => {
    if (!label) return options;
    const menu = Object.assign(element("optgroup"), { label });
    menu.append(...options);
    return menu;
  });
}

function onChange(id, change) {
  byId(id).onchange = ({ target }) => {
    change(target.value);
    redraw(id);
  };
}
