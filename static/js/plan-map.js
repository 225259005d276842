// The map of a plan: every settlement unit in the colour of its region. Read-only by
// itself; plan-tools.js adds clicking and painting. Units are named by their codes.

import { Geometry, OUTSIDE, colourClasses } from "./plan-geometry.js";
import { PlanCanvas } from "./plan-canvas.js";
import { paintPlan, paintTop, palette } from "./plan-paint.js";
import { fixedLines, labelPlace, namedAreas, pathsOf } from "./plan-shapes.js";
import { Legend, Tip } from "./plan-tip.js";

const L = window.L;
const TINTS = 6;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const dark = matchMedia("(prefers-color-scheme: dark)");

// Events, each with `detail`: "unit" {code, region} (a click or Enter), "hover" the
// same or null, "region" {number}, "border" {one, other}, and those of plan-tools.js.
export class PlanMap extends EventTarget {
  // `assignment` is {code: number} or numbers in the order of the codes; `regions` are
  // {number, name}; `words` are the map's, in the reader's language.
  constructor(box, { geometryUrl, geometry, assignment = {}, regions = [], words } = {}) {
    super();
    this.box = box;
    this.words = { ...box.dataset, ...words };
    this.status = box.parentElement.querySelector("[role=status]");
    this.geometryUrl = geometryUrl ?? box.dataset.geometry;
    this.geometry = geometry;
    this.assignment = assignment;
    this.regions = new Map(regions.map((region) => [region.number, region]));
    this.selection = new Set();
    this.shining = new Set();
    this.locks = { regions: new Set(), units: new Set(), borders: [] };
    this.links = [];
    this.marks = [];
    this.layer = null;
    this.difference = null;
    this.showsNames = true;
  }

  async start() {
    try {
      this.geometry ??= await Geometry.load(this.geometryUrl, (says) => this.say(says));
    } catch {
      this.say(this.words.failed);
      return false;
    }
    this.say("");
    this.takeAssignment(this.assignment);
    this.draw();
    return true;
  }

  takeAssignment(assignment) {
    const { units } = this.geometry;
    const byPlace = Array.isArray(assignment);
    this.regionOf = Uint16Array.from(units.codes, (code, k) =>
      Number((byPlace ? assignment[k] : assignment[code]) ?? 0),
    );
    this.colour();
    this.recut();
  }

  // --- what is shown

  setAssignment(assignment) {
    this.takeAssignment(assignment);
    this.redraw();
  }

  // Put units into a region; 0 for none.
  setRegion(codes, number) {
    const touched = new Set([number]);
    for (const unit of this.placesOf(codes)) {
      touched.add(this.regionOf[unit]);
      this.regionOf[unit] = number;
    }
    this.recut(touched);
    this.keepColoursApart(touched);
    this.redraw();
  }

  setRegions(regions) {
    this.regions = new Map(regions.map((region) => [region.number, region]));
    this.redraw();
  }

  select(codes) {
    this.selection = new Set(this.placesOf(codes));
    this.top?.later();
  }

  highlight(codes, { fit = false } = {}) {
    this.shining = new Set(this.placesOf(codes));
    this.top?.later();
    if (fit) {
      this.fit(codes);
    }
  }

  setTarget(number) {
    this.target = number;
    this.top?.later();
  }

  // {regions: numbers, units: codes, borders: pairs of numbers}
  setLocks({ regions = [], units = [], borders = [] }) {
    this.locks = {
      regions: new Set(regions),
      units: new Set(this.placesOf(units)),
      borders,
    };
    this.redraw();
  }

  // {classOf: a class for each code or place (null for none), kind: "ramp" or "tint",
  // rows: [{cls, label}], title, note}; null takes the layer away.
  setLayer(layer) {
    this.layer = layer && {
      ...layer,
      classOf: Array.isArray(layer.classOf)
        ? layer.classOf
        : this.geometry.units.codes.map((code) => layer.classOf[code] ?? null),
    };
    this.cutLayer();
    this.legend?.show(this.layer);
    this.redraw();
  }

  // [{first, second, dashed}]: codes of the units at both ends.
  showLinks(links) {
    this.links = links;
    this.top?.later();
  }

  // [{lat, lon, label, shape}]
  showMarks(marks) {
    this.marks = marks;
    this.top?.later();
  }

  // What differs between two plans: units that moved stand out, the others fade.
  showDifference(before, after) {
    this.takeAssignment(after);
    const { codes } = this.geometry.units;
    const was = Uint16Array.from(codes, (code, k) =>
      Number((Array.isArray(before) ? before[k] : before[code]) ?? 0),
    );
    const moved = codes.map((_, k) => k).filter((k) => was[k] !== this.regionOf[k]);
    this.difference = {
      moved,
      area: this.geometry.area(moved),
      old: this.geometry.lines(
        (a, b) => a !== OUTSIDE && b !== OUTSIDE && was[a] !== was[b],
      ),
    };
    this.redraw();
    return moved.map((k) => codes[k]);
  }

  fit(codes) {
    const box = this.geometry.boxOf(this.placesOf(codes)) ?? this.geometry.box;
    const bounds = [
      this.geometry.latlng(box[0], box[3]),
      this.geometry.latlng(box[2], box[1]),
    ];
    this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 12, animate: !calm });
  }

  fitAll() {
    this.fit([]);
  }

  // --- what there is

  placesOf(codes) {
    const { place } = this.geometry;
    return [...codes].filter((code) => place.has(code)).map((code) => place.get(code));
  }

  unit(k) {
    const { units } = this.geometry;
    return { code: units.codes[k], name: units.names[k], region: this.regionOf[k], place: k };
  }

  unitAt(latlng) {
    const [x, y] = this.geometry.fromLatLng(latlng);
    return this.geometry.at(x, y);
  }

  codesOf(number) {
    const { codes } = this.geometry.units;
    return codes.filter((_, k) => this.regionOf[k] === number);
  }

  nameOf(number) {
    return number ? (this.regions.get(number)?.name ?? `${number}`) : this.words.noRegion;
  }

  colourOf(number) {
    return (this.colours.get(number) ?? number) % TINTS;
  }

  // --- how it is drawn

  draw() {
    const { box, words } = this;
    box.replaceChildren();
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${words.label}. ${words.help}`);
    this.map = L.map(box, {
      attributionControl: false,
      zoomControl: false,
      zoomAnimation: !calm,
      fadeAnimation: false,
      inertia: !calm,
      zoomSnap: 0.25,
      zoomDelta: 1,
      minZoom: 5,
      maxZoom: 15,
      scrollWheelZoom: false,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
    this.map.setView([58.65, 25.2], 7);
    this.fitAll();
    this.colours6 = palette(box);
    this.base = new PlanCanvas(this.geometry, (pen) => paintPlan(pen, this)).addTo(this.map);
    this.map.createPane("plan-top").classList.add("plan-top");
    this.top = new PlanCanvas(this.geometry, (pen) => paintTop(pen, this), {
      pane: "plan-top",
    }).addTo(this.map);
    this.tip = new Tip(this);
    this.legend = new Legend(this);
    this.listen();
  }

  listen() {
    const { box, map } = this;
    box.addEventListener("focus", () => map.scrollWheelZoom.enable());
    box.addEventListener("blur", () => map.scrollWheelZoom.disable());
    box.addEventListener("pointerdown", () => map.scrollWheelZoom.enable());
    box.addEventListener("keydown", (event) => this.pressed(event));
    map.on("click", ({ latlng, originalEvent }) => this.clicked(latlng, originalEvent));
    map.on("mousemove", ({ latlng }) => this.hovered(this.unitAt(latlng)));
    map.on("mouseout", () => this.hovered(OUTSIDE));
    map.on("moveend", () => this.usesKeys && this.tellMiddle());
    dark.addEventListener("change", () => {
      this.colours6 = palette(box);
      this.redraw();
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
  }

  redraw() {
    this.base?.later();
    this.top?.later();
  }

  colour() {
    const numbers = [...new Set(this.regionOf)].filter(Boolean).sort((a, b) => a - b);
    this.colours = colourClasses(numbers, this.near(), TINTS);
  }

  near() {
    return this.geometry.neighbours((k) => this.regionOf[k]);
  }

  // After a move two neighbours may have one colour; only then is one changed.
  keepColoursApart(touched) {
    const near = this.near();
    for (const number of touched) {
      const beside = [...(near.get(number) ?? [])].filter(Boolean);
      const taken = new Set(beside.map((other) => this.colours.get(other)));
      if (number && (!this.colours.has(number) || taken.has(this.colours.get(number)))) {
        const free = [0, 1, 2, 3, 4, 5].filter((k) => !taken.has(k));
        this.colours.set(number, free[0] ?? this.colours.get(number) ?? 0);
      }
    }
  }

  // Put together again what regions cover and where they meet.
  recut(touched) {
    const { geometry, regionOf } = this;
    this.areas = touched ? this.areas : new Map();
    const members = new Map();
    for (let k = 0; k < geometry.count; k += 1) {
      if (!touched || touched.has(regionOf[k])) {
        members.set(regionOf[k], members.get(regionOf[k]) ?? []);
        members.get(regionOf[k]).push(k);
      }
    }
    for (const number of touched ?? []) {
      this.areas.delete(number);
    }
    for (const [number, units] of members) {
      this.areas.set(number, {
        path: geometry.area(units),
        box: geometry.boxOf(units),
        label: labelPlace(geometry, units),
      });
    }
    this.borders = geometry.lines(
      (a, b) => a !== OUTSIDE && b !== OUTSIDE && regionOf[a] !== regionOf[b],
    );
    this.fixed ??= fixedLines(geometry);
    this.cutLayer();
  }

  cutLayer() {
    if (this.layer && !this.layer.paths) {
      this.layer.paths = pathsOf(this.geometry, this.layer.classOf);
      this.layer.areas = this.layer.names && namedAreas(this.geometry, this.layer);
    }
  }

  // --- what people do

  clicked(latlng, from) {
    const k = this.unitAt(latlng);
    if (k === OUTSIDE) {
      return;
    }
    const [x, y] = this.geometry.fromLatLng(latlng);
    const reach = 7 / this.map.options.crs.scale(this.map.getZoom()) * 256;
    const arc = this.geometry.borderAt(x, y, reach, (unit) => this.regionOf[unit]);
    if (arc !== OUTSIDE) {
      const sides = [this.geometry.left[arc], this.geometry.right[arc]];
      const [one, other] = sides.map((side) => this.regionOf[side]).sort((a, b) => a - b);
      this.tell("border", { one, other });
    }
    this.tell("unit", { ...this.unit(k), from });
    this.tell("region", { number: this.regionOf[k] });
  }

  hovered(k) {
    if (k !== this.under) {
      this.under = k;
      this.tell("hover", k === OUTSIDE ? null : this.unit(k));
      this.top.later();
    }
  }

  // Leaflet's own arrows and + − move the map; Enter takes its middle.
  pressed(event) {
    if (event.target !== this.box) {
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      this.clicked(this.map.getCenter(), event);
    } else if (/^(Arrow|[+=-])/.test(event.key) && !this.usesKeys) {
      this.usesKeys = true;
      this.box.classList.add("map--keys");
    }
  }

  tellMiddle() {
    const k = this.unitAt(this.map.getCenter());
    this.say(k === OUTSIDE ? "" : `${this.unit(k).name}, ${this.nameOf(this.regionOf[k])}`);
  }

  tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  say(text) {
    if (this.status) {
      this.status.textContent = text ?? "";
    }
  }
}

