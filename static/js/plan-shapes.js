// Shapes that are put together from units, once, and drawn often.

import { OUTSIDE } from "./plan-geometry.js";

// Borders that no plan moves.
export function fixedLines(geometry) {
  const { municipality_of: town, municipalities } = geometry.units;
  const county = (k) => municipalities[town[k]][2];
  const inner = (test) => (a, b) => a !== OUTSIDE && b !== OUTSIDE && test(a, b);
  return {
    units: geometry.lines(inner((a, b) => town[a] === town[b])),
    municipalities: geometry.lines(
      inner((a, b) => town[a] !== town[b] && county(a) === county(b)),
    ),
    counties: geometry.lines(inner((a, b) => county(a) !== county(b))),
    coast: geometry.lines((a, b) => a === OUTSIDE || b === OUTSIDE),
  };
}

// The unit nearest to the middle of where people live, so that a name stands inside.
export function labelPlace(geometry, units) {
  const { population } = geometry.units;
  let [x, y, whole] = [0, 0, 0];
  for (const k of units) {
    const weight = population[k] + 1;
    [x, y, whole] = [x + geometry.x[k] * weight, y + geometry.y[k] * weight, whole + weight];
  }
  const off = (k) => Math.hypot(geometry.x[k] - x / whole, geometry.y[k] - y / whole);
  const nearest = units.reduce((best, k) => (off(k) < off(best) ? k : best));
  return [geometry.x[nearest], geometry.y[nearest]];
}

// One path for each class of units.
export function pathsOf(geometry, classOf) {
  const paths = new Map();
  classOf.forEach((cls, k) => {
    if (cls !== null) {
      paths.set(cls, paths.get(cls) ?? new Path2D());
      paths.get(cls).addPath(geometry.path(k));
    }
  });
  return paths;
}

// Where the names of a layer's groups stand.
export function namedAreas(geometry, { groupOf, names }) {
  const members = names.map(() => []);
  groupOf.forEach((group, k) => group !== null && members[group].push(k));
  return new Map(
    members.flatMap((units, group) =>
      units.length
        ? [[`group ${group}`, {
            name: names[group],
            box: geometry.boxOf(units),
            label: labelPlace(geometry, units),
          }]]
        : [],
    ),
  );
}
