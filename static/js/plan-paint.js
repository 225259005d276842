// What plan maps look like. Colours come from the style sheet (tokens.css).

import { hatching, overlaps, patterned } from "./plan-canvas.js";

const TINTS = 6;
const STEPS = 5;
const TOWN_ZOOM = 7.5;
const UNIT_ZOOM = 9;
const NAME_ZOOM = 12;
const LABEL_HEIGHT = 18;

export function palette(box) {
  const style = getComputedStyle(box);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const numbered = (name, count) => Array.from({ length: count }, (_, k) => colour(`${name}-${k}`));
  return {
    tints: numbered("tint", TINTS),
    ramp: numbered("ramp", STEPS),
    ink: colour("tint-ink"),
    edge: colour("map-edge"),
    coast: colour("ink"),
    paper: colour("paper"),
    chosen: colour("map-chosen"),
    danger: colour("danger"),
    praise: colour("praise"),
    water: colour("map-water"),
    font: style.fontFamily,
    locked: hatching(colour("ink"), { width: 1.25 }),
    gap: hatching(colour("danger"), { size: 7, width: 2, back: true }),
    taken: hatching(colour("map-chosen"), { size: 7, width: 2.5 }),
  };
}

export function paintPlan(pen, plan) {
  const { context } = pen;
  const inks = plan.colours6;
  paintAreas(pen, plan, inks);
  paintLines(pen, plan, inks);
  if (plan.difference) {
    paintDifference(pen, plan, inks);
  }
  context.globalAlpha = 1;
  paintLocks(pen, plan, inks);
}

function paintAreas(pen, plan, inks) {
  const { context } = pen;
  context.globalAlpha = plan.difference ? 0.3 : 1;
  if (plan.layer) {
    const colours = plan.layer.kind === "ramp" ? inks.ramp : inks.tints;
    for (const [cls, path] of plan.layer.paths) {
      fill(pen, path, colours[cls % colours.length]);
    }
    return;
  }
  for (const [number, { path, box }] of plan.areas) {
    if (!overlaps(box, pen.seen)) {
      continue;
    }
    if (number) {
      fill(pen, path, inks.tints[plan.colourOf(number)]);
    } else {
      fill(pen, path, inks.paper);
      fill(pen, path, patterned(pen, inks.gap));
    }
  }
}

function paintLines(pen, plan, inks) {
  const { fixed } = plan;
  if (pen.zoom >= UNIT_ZOOM) {
    stroke(pen, fixed.units, inks.edge, 0.6, { alpha: 0.55 });
  }
  if (pen.zoom >= TOWN_ZOOM) {
    stroke(pen, fixed.municipalities, inks.edge, 1, { dash: [5, 3], alpha: 0.9 });
  }
  stroke(pen, plan.borders, plan.layer ? inks.paper : inks.edge, plan.layer ? 4 : 1.75);
  if (plan.layer) {
    stroke(pen, plan.borders, inks.coast, 1.75);
  }
  stroke(pen, fixed.counties, inks.coast, 2, { dash: [9, 3, 2, 3] });
  stroke(pen, fixed.coast, inks.edge, 1);
}

function paintDifference(pen, plan, inks) {
  const { context } = pen;
  for (const k of plan.difference.moved) {
    const number = plan.regionOf[k];
    fill(pen, plan.geometry.path(k), number ? inks.tints[plan.colourOf(number)] : inks.paper);
  }
  stroke(pen, plan.difference.area, inks.chosen, 0.75);
  fill(pen, plan.difference.area, patterned(pen, inks.taken), 0.35);
  stroke(pen, plan.difference.old, inks.danger, 2, { dash: [4, 4] });
  stroke(pen, plan.borders, inks.coast, 2);
  context.globalAlpha = 1;
}

function paintLocks(pen, plan, inks) {
  const { context } = pen;
  const { regions, units, borders } = plan.locks;
  for (const number of regions) {
    const area = plan.areas.get(number);
    if (area && overlaps(area.box, pen.seen)) {
      fill(pen, area.path, patterned(pen, inks.locked), 0.5);
    }
  }
  for (const k of units) {
    fill(pen, plan.geometry.path(k), patterned(pen, inks.locked), 0.8);
    stroke(pen, plan.geometry.path(k), inks.coast, 1.5);
  }
  for (const [one, other] of borders) {
    const line = plan.geometry.lines((a, b) => meets(plan, a, b, one, other));
    stroke(pen, line, inks.coast, 6);
    stroke(pen, line, inks.paper, 3, { dash: [3, 4] });
  }
  context.globalAlpha = 1;
}

function meets(plan, a, b, one, other) {
  const [left, right] = [plan.regionOf[a], plan.regionOf[b]];
  return (left === one && right === other) || (left === other && right === one);
}

// Names of regions where they fit, largest first, over no other name; of units when
// one is close enough.
function paintNames(pen, plan, inks, at) {
  const { context } = pen;
  context.font = `600 14px ${inks.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const taken = [];
  const named = plan.layer?.areas ?? plan.areas;
  const rows = [...named]
    .filter(([group, { box }]) => group !== 0 && overlaps(box, pen.seen))
    .sort((a, b) => breadth(b[1].box) - breadth(a[1].box));
  for (const [group, { box, label, name }] of rows) {
    const room = (box[2] - box[0]) / pen.px;
    write(context, inks, name ?? plan.nameOf(group), at(...label), room, taken);
  }
  if (pen.zoom >= NAME_ZOOM) {
    context.font = `400 13px ${inks.font}`;
    const { geometry } = plan;
    for (let k = 0; k < geometry.count; k += 1) {
      if (overlaps(geometry.boxes[k], pen.seen)) {
        const room = (geometry.boxes[k][2] - geometry.boxes[k][0]) / pen.px;
        const place = at(geometry.x[k], geometry.y[k]);
        write(context, inks, geometry.units.names[k], place, room, taken);
      }
    }
  }
}

function breadth(box) {
  return (box[2] - box[0]) * (box[3] - box[1]);
}

function write(context, inks, name, [x, y], room, taken) {
  const wide = context.measureText(name).width;
  const box = [x - wide / 2 - 3, y - LABEL_HEIGHT / 2, x + wide / 2 + 3, y + LABEL_HEIGHT / 2];
  if (wide > room * 1.05 || taken.some((other) => overlaps(box, other))) {
    return;
  }
  taken.push(box);
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = inks.paper;
  context.globalAlpha = 0.85;
  context.strokeText(name, x, y);
  context.globalAlpha = 1;
  context.fillStyle = inks.coast;
  context.fillText(name, x, y);
}

// What changes while somebody points and paints.
export function paintTop(pen, plan) {
  const inks = plan.colours6;
  const { geometry } = plan;
  const target = plan.target && plan.areas.get(plan.target);
  if (target) {
    stroke(pen, outline(plan, (k) => plan.regionOf[k] === plan.target), inks.paper, 7);
    stroke(pen, outline(plan, (k) => plan.regionOf[k] === plan.target), inks.chosen, 3.5);
  }
  if (plan.selection.size) {
    const area = geometry.area(plan.selection);
    const around = outline(plan, (k) => plan.selection.has(k));
    fill(pen, area, patterned(pen, inks.taken), 0.75);
    stroke(pen, around, inks.paper, 5);
    stroke(pen, around, inks.chosen, 2.5);
  }
  if (plan.shining.size) {
    const around = outline(plan, (k) => plan.shining.has(k));
    fill(pen, geometry.area(plan.shining), inks.danger, 0.18);
    stroke(pen, around, inks.paper, 6);
    stroke(pen, around, inks.danger, 3, { dash: [8, 4] });
  }
  if (plan.under >= 0) {
    stroke(pen, geometry.path(plan.under), inks.paper, 4);
    stroke(pen, geometry.path(plan.under), inks.coast, 2);
  }
  pen.inPixels((at) => {
    if (plan.showsNames) {
      paintNames(pen, plan, inks, at);
    }
    paintLinks(pen, plan, inks, at);
    paintMarks(pen, plan, inks, at);
    plan.paintTool?.(pen, inks, at);
  });
}

function outline(plan, isIn) {
  return plan.geometry.lines((a, b) => (a >= 0 && isIn(a)) !== (b >= 0 && isIn(b)));
}

function paintLinks({ context }, plan, inks, at) {
  for (const { first, second, dashed } of plan.links) {
    const ends = plan.placesOf([first, second]);
    if (ends.length < 2) {
      continue;
    }
    const [from, to] = ends.map((k) => at(plan.geometry.x[k], plan.geometry.y[k]));
    for (const [colour, width] of [[inks.paper, 6], [inks.chosen, 3]]) {
      context.setLineDash(dashed && width === 3 ? [7, 5] : []);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      context.stroke();
    }
    context.setLineDash([]);
    for (const end of [from, to]) {
      dot(context, end, 5, inks.chosen, inks.paper);
    }
  }
}

function paintMarks({ context }, plan, inks, at) {
  for (const { lat, lon } of plan.marks) {
    const place = plan.geometry.fromLatLng({ lat, lng: lon });
    dot(context, at(...place), 6, inks.praise, inks.paper);
  }
}

function dot(context, [x, y], radius, colour, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = rim;
  context.stroke();
}

function fill({ context }, path, style, alpha = context.globalAlpha) {
  const before = context.globalAlpha;
  context.globalAlpha = alpha;
  context.fillStyle = style;
  context.fill(path);
  context.globalAlpha = before;
}

function stroke({ context, px }, path, style, width, { dash = [], alpha = 1 } = {}) {
  const before = context.globalAlpha;
  context.globalAlpha = alpha * before;
  context.strokeStyle = style;
  context.lineWidth = width * px;
  context.setLineDash(dash.map((each) => each * px));
  context.stroke(path);
  context.setLineDash([]);
  context.globalAlpha = before;
}
