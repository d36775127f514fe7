// The filters on the page: a menu a facet, and chips of those that are set.

import {
  allFacets, clearFilters, facetCounts, filterEntries, filterYears, removeFilter, toggleFilter,
} from "./filters.js";
import { drawSelection } from "./map.js";
import { byId, element } from "./page.js";
import { view, viewChanged } from "./view.js";

const LISTED_OPTIONS = 100; // of a facet; the others are found by typing

export function wireFilters() {
  document.addEventListener("click", ({ target }) => closeFacets(target.closest("details.facet")));
  byId("facets").addEventListener("keydown", (event) => {
    const facet = event.target.closest("details.facet[open]");
    if (event.key !== "Escape" || !facet) return;
    event.stopPropagation();
    facet.open = false;
    facet.querySelector("summary").focus();
  });
  byId("clear-filters").onclick = () => change(clearFilters);
  showFilters();
}

/** Close the menus of facets, but for one. */
export function closeFacets(but) {
  for (const facet of byId("facets").querySelectorAll("details[open]")) {
    if (facet !== but) facet.open = false;
  }
}

async function change(edit) {
  edit();
  await drawSelection();
  viewChanged();
}

/** Write the menus, those that are open again so, and the chips. */
export function showFilters() {
  const facets = allFacets();
  const shownMenus = [...byId("facets").children];
  const isSame = shownMenus.length === facets.length
    && shownMenus.every((menu, at) => menu.dataset.facet === facets[at].id);
  if (!isSame) byId("facets").replaceChildren(...facets.map(facetMenu));
  for (const menu of byId("facets").children) {
    menu.classList.toggle("is-set", view.filters.has(menu.dataset.facet));
    if (menu.open) menu.show();
  }
  const entries = filterEntries();
  byId("filters").replaceChildren(...entries.map(filterChip));
  byId("clear-filters").hidden = entries.length < 2;
}

function filterChip(entry) {
  const chip = element("button", entry.text, "chip");
  chip.setAttribute("aria-label", `Remove the filter ${entry.text}`);
  chip.onclick = () => change(() => removeFilter(entry));
  return chip;
}

function facetMenu(facet) {
  const menu = element("details", undefined, "facet"), options = element("div", undefined, "options");
  menu.dataset.facet = facet.id;
  menu.append(element("summary", facet.title), options);
  menu.show = facet.isRange ? () => showYears(options, facet) : () => showOptions(options, facet);
  menu.ontoggle = () => {
    if (!menu.open) return options.replaceChildren();
    menu.show();
    return options.querySelector("input")?.focus();
  };
  return menu;
}

/** The options of a facet, the most frequent first; in a long list they are found by typing. */
function showOptions(room, facet) {
  const typed = room.querySelector("input[type=search]")?.value ?? "";
  const counts = facetCounts(facet), wanted = typed.trim().toLowerCase();
  const codes = [...facet.names.keys()].filter((code) => facet.names.get(code).toLowerCase().includes(wanted));
  if (!facet.id.startsWith("cluster ")) codes.sort((a, b) => counts.get(b) - counts.get(a));
  const listed = codes.slice(0, LISTED_OPTIONS).map((code) => option(facet, code, counts.get(code)));
  const more = codes.length - listed.length;
  const rest = more > 0 ? [element("p", `and ${more.toLocaleString("en")} more: type to find them`, "note")] : [];
  const list = element("div");
  list.append(...listed, ...rest);
  const typing = room.querySelector("input[type=search]");
  const focused = document.activeElement?.dataset?.code;
  if (typing) room.lastChild.replaceWith(list);
  else room.replaceChildren(...(facet.names.size > 12 ? [finder(room, facet)] : []), list);
  if (focused) list.querySelector(`[data-code="${focused}"]`)?.focus();
}

function finder(room, facet) {
  const input = element("input");
  Object.assign(input, { type: "search", placeholder: `find ${facet.title.toLowerCase()}`, autocomplete: "off" });
  input.setAttribute("aria-label", `Find ${facet.title.toLowerCase()}`);
  input.oninput = () => showOptions(room, facet);
  return input;
}

function option(facet, code, count) {
  const label = element("label"), box = element("input");
  Object.assign(box, { type: "checkbox", checked: Boolean(view.filters.get(facet.id)?.has(code)), autocomplete: "off" });
  box.dataset.code = code;
  box.onchange = () => change(() => toggleFilter(facet.id, code));
  label.append(box, element("span", facet.names.get(code), "name"), element("span", count.toLocaleString("en"), "note"));
  label.classList.toggle("is-empty", !count);
  return label;
}

/** From which year to which: the songs' first and last ones unless others are typed. */
function showYears(room, { from, to }) {
  if (room.childElementCount) return;
  const chosen = view.filters.get("year") ?? { from, to };
  const boxes = Object.entries({ from: "From", to: "to" }).map(([end, title]) => {
    const label = element("label", `${title} `), input = element("input");
    Object.assign(input, { type: "number", min: from, max: to, value: chosen[end], autocomplete: "off" });
    label.append(input);
    return { label, input };
  });
  for (const { input } of boxes) {
    input.oninput = () => {
      const [first, last] = boxes.map((box) => Number(box.input.value));
      const isAll = first <= from && last >= to;
      if (first >= 1000 && last >= 1000) change(() => filterYears(isAll ? null : { from: first, to: last }));
    };
  }
  const row = element("p", undefined, "years");
  row.append(...boxes.map(({ label }) => label));
  room.replaceChildren(row);
}
