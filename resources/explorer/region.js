// Regions that are drawn on the map: which places are inside.

/** Whether a place is inside of a closed line. */
export function isInside(line, x, y) {
  let inside = false;
  for (let n = 0, before = line.length - 1; n < line.length; before = n++) {
    const [ax, ay] = line[n], [bx, by] = line[before];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The corners of the box between two places. */
export const boxBetween = ([left, top], [right, bottom]) =>
  [[left, top], [right, top], [right, bottom], [left, bottom]];

/** The point that is nearest to a place, not farther than `reach`; undefined without. */
export function nearestPoint({ left, top }, [x, y], reach) {
  let nearest, least = reach * reach;
  for (let point = 0; point < left.length; point++) {
    const across = left[point] - x, down = top[point] - y, off = across * across + down * down;
    if (off > least) continue;
    [nearest, least] = [point, off];
  }
  return nearest;
}
