// All settlement units of a day: their borders as arcs that neighbours share, and what
// lies where. Places are those of Web Mercator, 256 to the whole world, from a point in
// the middle of the land, so that small numbers stay exact.

export const OUTSIDE = -1;

const WORLD = 256;
const FIRST_WAIT_MS = 1500;
const TRIES = 40;

export class Geometry {
  constructor({ topology, units }) {
    this.units = units;
    this.count = units.codes.length;
    this.place = new Map(units.codes.map((code, k) => [code, k]));
    this.decode(topology);
    this.rings = ringsOf(this);
    this.boxes = this.rings.map(boxOf);
    this.box = this.boxes.reduce(joined);
    this.x = Float64Array.from(units.lon, (lon) => east(lon) - this.origin[0]);
    this.y = Float64Array.from(units.lat, (lat) => south(lat) - this.origin[1]);
    this.paths = new Array(this.count);
  }

  // `says` is told while the map is being drawn.
  static async load(url, says = () => {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.status === 200) {
        return new Geometry(await answer.json());
      }
      if (answer.status !== 202) {
        throw new Error(String(answer.status));
      }
      says((await answer.json()).says);
      await new Promise((go) => setTimeout(go, FIRST_WAIT_MS * (1 + tries / 4)));
    }
    throw new Error("202");
  }

  decode({ origin, step, lengths, points, left, right }) {
    const total = points.length / 2;
    this.starts = new Uint32Array(lengths.length + 1);
    this.left = new Int32Array(lengths.length);
    this.right = new Int32Array(lengths.length);
    this.nodes = new Float64Array(total);
    this.xy = new Float64Array(points.length);
    this.origin = middleOf(origin, step, points, lengths);
    let [at, side, firstX, firstY] = [0, 0, 0, 0];
    lengths.forEach((length, arc) => {
      side += left[arc];
      this.left[arc] = side;
      this.right[arc] = side + right[arc];
      this.starts[arc + 1] = this.starts[arc] + length;
      let [x, y] = [firstX, firstY];
      for (let k = 0; k < length; k += 1, at += 1) {
        x += points[2 * at];
        y += points[2 * at + 1];
        if (k === 0) {
          [firstX, firstY] = [x, y];
        }
        this.nodes[at] = x * 1e6 + y;
        this.xy[2 * at] = east(origin[0] + x * step) - this.origin[0];
        this.xy[2 * at + 1] = south(origin[1] + y * step) - this.origin[1];
      }
    });
    this.arcs = lengths.length;
  }

  // Add an arc to a path.
  trace(path, arc) {
    const { xy, starts } = this;
    path.moveTo(xy[2 * starts[arc]], xy[2 * starts[arc] + 1]);
    for (let at = starts[arc] + 1; at < starts[arc + 1]; at += 1) {
      path.lineTo(xy[2 * at], xy[2 * at + 1]);
    }
  }

  // The arcs that `test(left, right)` holds for, as one path.
  lines(test) {
    const path = new Path2D();
    for (let arc = 0; arc < this.arcs; arc += 1) {
      if (test(this.left[arc], this.right[arc])) {
        this.trace(path, arc);
      }
    }
    return path;
  }

  path(unit) {
    this.paths[unit] ??= ringsPath(this.rings[unit]);
    return this.paths[unit];
  }

  area(units) {
    const path = new Path2D();
    for (const unit of units) {
      path.addPath(this.path(unit));
    }
    return path;
  }

  // The unit at a place, -1 for none.
  at(x, y) {
    for (let unit = 0; unit < this.count; unit += 1) {
      if (within(this.boxes[unit], x, y) && covers(this.rings[unit], x, y)) {
        return unit;
      }
    }
    return OUTSIDE;
  }

  // Units that a disc touches.
  touching(x, y, radius) {
    const found = [];
    for (let unit = 0; unit < this.count; unit += 1) {
      if (
        within(this.boxes[unit], x, y, radius) &&
        (covers(this.rings[unit], x, y) || meets(this.rings[unit], x, y, radius))
      ) {
        found.push(unit);
      }
    }
    return found;
  }

  // Units whose own place lies in a rectangle.
  inside([west, north, eastmost, southmost]) {
    const found = [];
    for (let unit = 0; unit < this.count; unit += 1) {
      const [x, y] = [this.x[unit], this.y[unit]];
      if (x >= west && x <= eastmost && y >= north && y <= southmost) {
        found.push(unit);
      }
    }
    return found;
  }

  // The arc nearest to a place between two groups, within reach; -1 for none.
  borderAt(x, y, reach, groupOf) {
    let [found, best] = [OUTSIDE, reach * reach];
    for (let arc = 0; arc < this.arcs; arc += 1) {
      const [a, b] = [this.left[arc], this.right[arc]];
      if (a === OUTSIDE || b === OUTSIDE || groupOf(a) === groupOf(b)) {
        continue;
      }
      for (let at = this.starts[arc]; at < this.starts[arc + 1] - 1; at += 1) {
        const off = distance(this.xy, 2 * at, x, y);
        if (off < best) {
          [found, best] = [arc, off];
        }
      }
    }
    return found;
  }

  boxOf(units) {
    let box = null;
    for (const unit of units) {
      box = box ? joined(box, this.boxes[unit]) : this.boxes[unit];
    }
    return box;
  }

  latlng(x, y) {
    return [northOf(y + this.origin[1]), eastOf(x + this.origin[0])];
  }

  fromLatLng({ lat, lng }) {
    return [east(lng) - this.origin[0], south(lat) - this.origin[1]];
  }

  // Groups that share a border: a Map from each group to a Set of others.
  neighbours(groupOf) {
    const near = new Map();
    for (let arc = 0; arc < this.arcs; arc += 1) {
      const [a, b] = [this.left[arc], this.right[arc]];
      if (a !== OUTSIDE && b !== OUTSIDE && groupOf(a) !== groupOf(b)) {
        link(near, groupOf(a), groupOf(b));
        link(near, groupOf(b), groupOf(a));
      }
    }
    return near;
  }
}

function link(near, one, other) {
  if (!near.has(one)) {
    near.set(one, new Set());
  }
  near.get(one).add(other);
}

function east(lon) {
  return ((lon + 180) / 360) * WORLD;
}

function eastOf(x) {
  return (x / WORLD) * 360 - 180;
}

function south(lat) {
  const angle = Math.PI / 4 + (lat * Math.PI) / 360;
  return (0.5 - Math.log(Math.tan(angle)) / (2 * Math.PI)) * WORLD;
}

function northOf(y) {
  const angle = Math.atan(Math.exp((0.5 - y / WORLD) * 2 * Math.PI));
  return (angle * 360) / Math.PI - 90;
}

function middleOf(origin, step, points, lengths) {
  let [x, y, mostX, mostY, at] = [0, 0, 0, 0, 0];
  for (const length of lengths) {
    x += points[2 * at];
    y += points[2 * at + 1];
    [mostX, mostY] = [Math.max(mostX, x), Math.max(mostY, y)];
    at += length;
  }
  return [east(origin[0] + (mostX / 2) * step), south(origin[1] + (mostY / 2) * step)];
}

// Arcs with a unit on their left, end to end, go round it.
function ringsOf(geometry) {
  const sides = Array.from({ length: geometry.count }, () => []);
  for (let arc = 0; arc < geometry.arcs; arc += 1) {
    const first = geometry.starts[arc];
    const last = geometry.starts[arc + 1] - 1;
    if (geometry.left[arc] !== OUTSIDE) {
      sides[geometry.left[arc]].push([first, last]);
    }
    if (geometry.right[arc] !== OUTSIDE) {
      sides[geometry.right[arc]].push([last, first]);
    }
  }
  return sides.map((lines) => ringsFrom(lines, geometry));
}

function ringsFrom(lines, { nodes, xy }) {
  const waiting = new Map();
  for (const line of lines) {
    const node = nodes[line[0]];
    waiting.set(node, [...(waiting.get(node) ?? []), line]);
  }
  const rings = [];
  for (const line of lines) {
    const ring = [];
    let next = take(waiting, nodes[line[0]], line);
    while (next) {
      append(ring, xy, next);
      next = take(waiting, nodes[next[1]]);
    }
    if (ring.length) {
      ring.push(ring[0], ring[1]);
      rings.push(Float64Array.from(ring));
    }
  }
  return rings;
}

function take(waiting, node, wanted) {
  const lines = waiting.get(node);
  if (!lines?.length) {
    return null;
  }
  const place = wanted ? lines.indexOf(wanted) : 0;
  return place < 0 ? null : lines.splice(place, 1)[0];
}

function append(ring, xy, [from, to]) {
  const step = from < to ? 1 : -1;
  for (let at = from; at !== to; at += step) {
    ring.push(xy[2 * at], xy[2 * at + 1]);
  }
}

function ringsPath(rings) {
  const path = new Path2D();
  for (const ring of rings) {
    path.moveTo(ring[0], ring[1]);
    for (let k = 2; k < ring.length; k += 2) {
      path.lineTo(ring[k], ring[k + 1]);
    }
    path.closePath();
  }
  return path;
}

function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let k = 0; k < ring.length; k += 2) {
      box[0] = Math.min(box[0], ring[k]);
      box[1] = Math.min(box[1], ring[k + 1]);
      box[2] = Math.max(box[2], ring[k]);
      box[3] = Math.max(box[3], ring[k + 1]);
    }
  }
  return box;
}

function joined(one, other) {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}

function within(box, x, y, margin = 0) {
  return (
    x >= box[0] - margin && x <= box[2] + margin && y >= box[1] - margin && y <= box[3] + margin
  );
}

function covers(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    const end = ring.length;
    for (let k = 0, j = end - 2; k < end; j = k, k += 2) {
      const [yk, yj] = [ring[k + 1], ring[j + 1]];
      if (yk > y !== yj > y && x < ((ring[j] - ring[k]) * (y - yk)) / (yj - yk) + ring[k]) {
        inside = !inside;
      }
    }
  }
  return inside;
}

function meets(rings, x, y, radius) {
  return rings.some((ring) => {
    for (let k = 0; k < ring.length - 2; k += 2) {
      if (distance(ring, k, x, y) <= radius * radius) {
        return true;
      }
    }
    return false;
  });
}

// Squared, from a place to the stretch that begins at `k`.
function distance(points, k, x, y) {
  const [ax, ay, bx, by] = [points[k], points[k + 1], points[k + 2], points[k + 3]];
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const along = long ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long)) : 0;
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

// Colour classes from 0 so that neighbours differ: who has the fewest neighbours left is
// coloured last. Source: Matula and Beck, smallest-last ordering, 1983.
export function colourClasses(groups, near, classes = 6) {
  const left = new Map(groups.map((group) => [group, near.get(group)?.size ?? 0]));
  const order = [];
  while (left.size) {
    let least = null;
    for (const [group, count] of left) {
      if (least === null || count < left.get(least)) {
        least = group;
      }
    }
    left.delete(least);
    order.push(least);
    for (const other of near.get(least) ?? []) {
      if (left.has(other)) {
        left.set(other, left.get(other) - 1);
      }
    }
  }
  const found = new Map();
  const used = new Array(classes).fill(0);
  for (const group of order.reverse()) {
    found.set(group, freeClass(group, near, found, used));
    used[found.get(group)] += 1;
  }
  return found;
}

function freeClass(group, near, found, used) {
  const taken = new Set([...(near.get(group) ?? [])].map((other) => found.get(other)));
  const free = used.map((_, k) => k).filter((k) => !taken.has(k));
  const from = free.length ? free : used.map((_, k) => k);
  return from.reduce((best, k) => (used[k] < used[best] ? k : best));
}
