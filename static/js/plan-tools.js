// Choosing units on the map: click, brush, rectangle. What is chosen is only marked;
// the page decides what becomes of it.

import { OUTSIDE } from "./plan-geometry.js";

const PAINTS = new Set(["brush", "rectangle"]);

// Events on the map: "chosen" {codes, done} whenever the choice changes; `done` at the
// end of a stroke.
export class Tools {
  constructor(plan) {
    this.plan = plan;
    this.tool = "look";
    this.take = "unit";
    this.size = 18;
    this.limit = true;
    this.chosen = new Set();
    plan.paintTool = (pen, inks, at) => this.paint(pen.context, inks, at);
    plan.addEventListener("unit", ({ detail }) => this.clicked(detail.place));
    const { box } = plan;
    box.addEventListener("pointerdown", (event) => this.down(event), true);
    box.addEventListener("pointermove", (event) => this.moved(event));
    box.addEventListener("pointerup", (event) => this.up(event));
    box.addEventListener("pointercancel", () => this.abort());
    box.addEventListener("pointerleave", () => this.leave());
  }

  setTool(tool) {
    this.abort();
    this.tool = tool;
    const { map, box } = this.plan;
    const paints = PAINTS.has(tool);
    map.dragging[paints ? "disable" : "enable"]();
    map.boxZoom[paints ? "disable" : "enable"]();
    map.doubleClickZoom[tool === "look" ? "enable" : "disable"]();
    box.style.touchAction = paints ? "none" : "";
    box.dataset.tool = tool;
    this.plan.top.later();
  }

  clear() {
    this.chosen = new Set();
    this.tell(false);
  }

  // From the list: mark or unmark units by their codes.
  mark(codes, on) {
    for (const unit of this.plan.placesOf(codes)) {
      this.chosen[on ? "add" : "delete"](unit);
    }
    this.tell(true);
  }

  clicked(unit) {
    const choosing = this.tool === "click" || (PAINTS.has(this.tool) && this.plan.usesKeys);
    if (!choosing || this.justPainted) {
      return;
    }
    const wanted = this.widened([unit]);
    const on = !wanted.every((k) => this.chosen.has(k));
    for (const k of wanted) {
      this.chosen[on ? "add" : "delete"](k);
    }
    this.tell(true);
  }

  // --- strokes

  down(event) {
    this.justPainted = false;
    if (!PAINTS.has(this.tool) || event.target.closest(".leaflet-control")) {
      return;
    }
    if (this.stroke && event.pointerId !== this.stroke.pointer) {
      this.abort(); // a second finger moves the map
      return;
    }
    if (event.button !== 0) {
      return;
    }
    this.plan.box.focus({ preventScroll: true });
    this.plan.box.setPointerCapture(event.pointerId);
    const at = this.placeOf(event);
    const first = this.plan.geometry.at(...at.place);
    this.stroke = {
      pointer: event.pointerId,
      from: at,
      town: first === OUTSIDE ? null : this.townOf(first),
      on: !(first !== OUTSIDE && this.chosen.has(first) && this.tool === "brush"),
      before: new Set(this.chosen),
    };
    this.moved(event);
  }

  moved(event) {
    this.pointer = this.placeOf(event);
    if (this.stroke?.pointer === event.pointerId) {
      if (this.tool === "brush") {
        this.brush();
      } else {
        this.span();
      }
    }
    if (PAINTS.has(this.tool)) {
      this.plan.top.later();
    }
  }

  up(event) {
    if (this.stroke?.pointer !== event.pointerId) {
      return;
    }
    this.stroke = null;
    this.justPainted = true;
    this.tell(true);
  }

  abort() {
    if (this.stroke) {
      this.chosen = this.stroke.before;
      this.stroke = null;
      this.tell(true);
    }
  }

  leave() {
    this.pointer = null;
    this.plan.top?.later();
  }

  brush() {
    const radius = this.size * this.pixel();
    const last = this.stroke.last ?? this.pointer.place;
    const [across, down] = [this.pointer.place[0] - last[0], this.pointer.place[1] - last[1]];
    const steps = Math.ceil(Math.hypot(across, down) / radius);
    for (let step = 0; step <= steps; step += 1) {
      const share = steps ? step / steps : 1;
      const [x, y] = [last[0] + across * share, last[1] + down * share];
      for (const unit of this.within(this.plan.geometry.touching(x, y, radius))) {
        this.chosen[this.stroke.on ? "add" : "delete"](unit);
      }
    }
    this.stroke.last = this.pointer.place;
    this.tell(false);
  }

  span() {
    const [[ax, ay], [bx, by]] = [this.stroke.from.place, this.pointer.place];
    const box = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
    this.chosen = new Set([...this.stroke.before, ...this.within(this.plan.geometry.inside(box))]);
    this.tell(false);
  }

  // The units a stroke takes of those it touches.
  within(units) {
    const { limit, stroke, plan } = this;
    stroke.town ??= limit && units.length ? this.townOf(units[0]) : null;
    const near = limit ? units.filter((k) => this.townOf(k) === stroke.town) : units;
    return this.widened(near).filter((k) => plan.regionOf[k] !== plan.target);
  }

  // Whole municipalities or counties, if these are taken.
  widened(units) {
    if (this.take === "unit") {
      return units;
    }
    const of = this.take === "county" ? (k) => this.countyOf(k) : (k) => this.townOf(k);
    const wanted = new Set(units.map(of));
    return this.plan.geometry.units.codes.map((_, k) => k).filter((k) => wanted.has(of(k)));
  }

  townOf(unit) {
    return this.plan.geometry.units.municipality_of[unit];
  }

  countyOf(unit) {
    return this.plan.geometry.units.municipalities[this.townOf(unit)][2];
  }

  pixel() {
    return 256 / this.plan.map.options.crs.scale(this.plan.map.getZoom());
  }

  placeOf(event) {
    const at = this.plan.map.mouseEventToContainerPoint(event);
    const latlng = this.plan.map.containerPointToLatLng(at);
    return { place: this.plan.geometry.fromLatLng(latlng) };
  }

  tell(done) {
    this.plan.selection = this.chosen;
    this.plan.top?.later();
    const { codes } = this.plan.geometry.units;
    this.plan.tell("chosen", { codes: [...this.chosen].map((k) => codes[k]), done });
  }

  // The brush's rim, or the rectangle so far.
  paint(context, inks, at) {
    if (!this.pointer || !PAINTS.has(this.tool)) {
      return;
    }
    context.lineWidth = 2;
    for (const [colour, dash] of [[inks.paper, []], [inks.coast, [5, 4]]]) {
      context.strokeStyle = colour;
      context.setLineDash(dash);
      context.beginPath();
      if (this.tool === "brush") {
        context.arc(...at(...this.pointer.place), this.size, 0, 2 * Math.PI);
      } else if (this.stroke) {
        const [ax, ay] = at(...this.stroke.from.place);
        const [bx, by] = at(...this.pointer.place);
        context.rect(ax, ay, bx - ax, by - ay);
      }
      context.stroke();
    }
    context.setLineDash([]);
  }
}
