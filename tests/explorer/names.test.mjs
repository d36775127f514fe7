import assert from "node:assert/strict";
import { test } from "node:test";

import { densestPlace, freeBox, nameLines } from "../../resources/explorer/names.js";

test("a name is where most of a group's points lie, not in their middle", () => {
  const places = [[0, 0], [0, 0.2], [0.1, 0.1], [10, 0], [5, 9]];
  const [x, y] = densestPlace(places);
  assert.ok(x < 0.2 && y < 0.3);
  assert.deepEqual(densestPlace([[3, 4]]), [3, 4]);
});

test("a group may have more points than a call has room for arguments", () => {
  const places = Array.from({ length: 300_000 }, (_, n) => [n % 7, n % 5]);
  assert.equal(densestPlace(places).length, 2);
});

test("lines of a name end after commas", () => {
  assert.equal(nameLines("heavy metal, hard rock"), "heavy metal,\nhard rock");
  assert.equal(nameLines("funk, soul, 70s"), "funk, soul, 70s");
  assert.equal(nameLines("Progressive rock"), "Progressive rock");
});

const ROOM = { width: 300, height: 200 }, SIZE = { width: 100, height: 20 };

test("a name is at its place, within the room", () => {
  assert.deepEqual(freeBox([150, 100], SIZE, ROOM, []), { left: 100, top: 90, right: 200, bottom: 110 });
  assert.deepEqual(freeBox([10, 195], SIZE, ROOM, []), { left: 0, top: 180, right: 100, bottom: 200 });
  assert.equal(freeBox([-1, 100], SIZE, ROOM, []), undefined); // moved out of sight
});

test("a name gives way to others, and is left out where they leave no room", () => {
  const taken = [];
  for (let n = 0; n < 30; n++) {
    const box = freeBox([150, 100], SIZE, ROOM, taken);
    if (box) taken.push(box);
  }
  assert.ok(taken.length >= 3 && taken.length < 30);
  for (const [i, a] of taken.entries()) {
    for (const b of taken.slice(i + 1)) {
      assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top);
    }
  }
});
