// A second map beside the first one: the same places in other colours, with a list of its own groups.

import { groupItems } from "./lists.js";
import { allGroups } from "./map.js";
import { bringIntoView, byId } from "./page.js";
import { shownPanes } from "./pane.js";
import { selectGroup } from "./selection.js";
import { view } from "./view.js";

/** Show the groups of the second map, where there is one, and say on each map what its colours are. */
export function showBeside() {
  const { beside } = view;
  byId("beside-groups").hidden = !beside;
  if (!beside) return;
  for (const { element, colouring } of shownPanes()) {
    element.querySelector(".by").textContent = colouring.headingText();
  }
  byId("beside-by").textContent = beside.headingText();
  byId("beside-list").replaceChildren(...groupItems(allGroups(1), (group) => {
    selectGroup(group, beside);
    bringIntoView("selection");
  }));
}
