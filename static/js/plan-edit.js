// The editing page: map, list and figures in step with each other and with the server.
// The forms of the list work without this file.

import { PlanMap } from "./plan-map.js";
import { Tools } from "./plan-tools.js";
import { Door } from "./plan-door.js";
import { List } from "./plan-list.js";
import { Layers } from "./plan-layers.js";

const LOOK_EVERY_MS = 4000;
const WAIT_MS = 120; // after the last mark, before the figures are asked for

class Editor {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.door = new Door(box, (text) => this.say(text));
    this.revision = Number(this.words.revision);
    this.mayChange = Boolean(this.words.mayChange);
    this.target = null;
    this.chosen = [];
  }

  async start() {
    const state = await this.door.get(this.words.state);
    if (!state) {
      return;
    }
    const map = this.find("[data-plan-map]");
    this.plan = new PlanMap(map, { assignment: state.assignment, regions: state.regions });
    this.list = new List(this);
    if (!(await this.plan.start())) {
      return;
    }
    map.planMap = this.plan;
    this.revision = state.revision;
    this.plan.setLocks(state.locks);
    this.tools = new Tools(this.plan);
    this.layers = new Layers(this);
    this.listen();
    this.list.colour();
    this.list.open();
    this.look();
  }

  find(selector) {
    return this.box.querySelector(selector);
  }

  all(selector) {
    return [...this.box.querySelectorAll(selector)];
  }

  say(text) {
    this.find("[data-says]").textContent = text ?? "";
  }

  // --- what people do

  listen() {
    const { plan } = this;
    plan.addEventListener("chosen", ({ detail }) => this.choose(detail));
    plan.addEventListener("unit", ({ detail }) => this.clicked(detail));
    this.box.addEventListener("submit", (event) => this.submitted(event));
    this.box.addEventListener("click", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.typed(event));
    if (this.mayChange) {
      this.listenToTools();
    }
  }

  listenToTools() {
    for (const button of this.all("[data-tool]:is(button)")) {
      button.addEventListener("click", () => this.useTool(button.dataset.tool));
    }
    const on = (selector, event, work) =>
      this.find(selector).addEventListener(event, ({ target }) => work(target));
    on("[data-target]", "change", ({ value }) => this.aim(value === "" ? null : Number(value)));
    on("[data-take]", "change", ({ value }) => (this.tools.take = value));
    on("[data-size]", "input", ({ value }) => (this.tools.size = Number(value)));
    on("[data-limit]", "change", ({ checked }) => (this.tools.limit = checked));
    on("[data-at-once]", "change", ({ checked }) => (this.atOnce = checked));
    on("[data-accept]", "click", () => this.accept());
    on("[data-cancel]", "click", () => this.cancel());
    // Where there is room the settings stand open; elsewhere the map needs it more.
    this.find("[data-options]").open = matchMedia("(min-width: 60em)").matches;
    this.find("[data-pick]").addEventListener("click", () => this.pick(!this.picking));
  }

  useTool(tool) {
    this.pick(false);
    this.tools.setTool(tool);
    for (const button of this.all("[data-tool]:is(button)")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    if (tool !== "look" && this.target === null) {
      this.pick(true);
    }
  }

  pick(on) {
    this.picking = on;
    this.find("[data-pick]").setAttribute("aria-pressed", String(on));
    this.plan.box.classList.toggle("plan-map--picking", on);
    if (on) {
      this.tools.setTool("look");
      this.say(this.words.saysPick);
    }
  }

  clicked({ code, region }) {
    if (this.picking && region) {
      const tool = this.find("button[data-tool][aria-pressed=true]")?.dataset.tool;
      this.aim(region);
      this.pick(false);
      this.tools.setTool(tool ?? "look");
      return;
    }
    if (this.tools.tool === "look") {
      this.list.showPlace(code);
    }
  }

  aim(number) {
    this.target = number;
    this.plan.setTarget(number);
    this.find("[data-target]").value = number === null ? "" : String(number);
    this.say(number === null ? "" : `${this.words.saysTarget}: ${this.plan.nameOf(number)}`);
    if (this.chosen.length) {
      this.forecast();
    }
  }

  choose({ codes, done }) {
    this.chosen = codes;
    if (this.attaching && this.attaching !== [...codes].sort().join(" ")) {
      this.attaching = "";
    }
    this.list.tick(codes);
    clearTimeout(this.waiting);
    if (!codes.length) {
      this.showChange(null);
    } else if (done) {
      this.waiting = setTimeout(() => this.decided(), WAIT_MS);
    }
  }

  decided() {
    if (this.atOnce && this.target !== null) {
      this.accept();
    } else {
      this.forecast();
    }
  }

  // --- before accepting

  async forecast() {
    if (this.target === null) {
      const count = this.chosen.length.toLocaleString(document.documentElement.lang);
      this.say(`${this.words.saysChosen}: ${count}`);
      return;
    }
    this.asked?.abort();
    this.asked = new AbortController();
    const told = await this.door.post(this.words.preview, this.wanted(), {
      signal: this.asked.signal,
    });
    if (told && this.chosen.length) {
      this.catchUp(told);
      this.showChange(told);
    }
  }

  wanted() {
    const seen = {};
    for (const code of this.chosen) {
      seen[code] = this.plan.regionOf[this.plan.geometry.place.get(code)];
    }
    return { units: this.chosen, region: this.target, revision: this.revision, seen };
  }

  showChange(told) {
    const box = this.find("[data-change]");
    const opens = box.hidden && told;
    box.hidden = !told;
    if (opens && !matchMedia("(min-width: 60em)").matches) {
      this.plan.box.scrollIntoView({ block: "start" }); // the panel covers the rest
    }
    if (!told) {
      this.find("[data-change-body]").replaceChildren();
      return;
    }
    this.find("[data-change-body]").innerHTML = told.html;
    this.find("[data-accept]").disabled = told.locked || !told.units;
    this.say(this.find(".plan-change__what")?.textContent.trim());
  }

  async accept() {
    if (!this.chosen.length || this.target === null) {
      return;
    }
    const as = this.attaching ? "attach" : this.tools.take === "municipality" ? "town" : "";
    const moves = Object.fromEntries(this.chosen.map((code) => [code, this.target]));
    const told = await this.door.post(`${this.words.move}?as=${as}`, this.wanted(), {
      refused: (answer) => this.refused(answer),
    });
    if (told) {
      this.catchUp(told, { own: moves });
      this.cancel();
      this.say(this.words.saysDone);
    }
  }

  // Somebody was faster: show where these units are now.
  refused({ says, changed }) {
    if (changed) {
      this.put(changed);
      this.plan.highlight(Object.keys(changed));
      this.look();
    }
    this.say(says);
  }

  cancel() {
    const hadFocus = this.find("[data-change]").contains(document.activeElement);
    this.tools.clear();
    this.plan.highlight([]);
    this.say("");
    if (hadFocus) {
      this.plan.box.focus({ preventScroll: true });
    }
  }

  // --- in step with the server

  catchUp(told, { own } = {}) {
    if (told.revision === this.revision) {
      return;
    }
    this.revision = told.revision;
    this.put(told.moves);
    const foreign = Object.keys(told.moves).filter((code) => !own || !(code in own));
    if (own === undefined && foreign.length) {
      this.plan.highlight(foreign);
      setTimeout(() => this.plan.highlight([]), LOOK_EVERY_MS);
      const { saysOthers, saysOthersUnnamed } = this.words;
      this.say(told.by ? `${saysOthers}: ${told.by}` : saysOthersUnnamed);
    }
    if (told.relisted) {
      this.say(this.words.saysRelisted);
    }
    this.list.refresh(told);
  }

  put(moves) {
    const byRegion = new Map();
    for (const [code, number] of Object.entries(moves)) {
      byRegion.set(number, [...(byRegion.get(number) ?? []), code]);
    }
    for (const [number, codes] of byRegion) {
      this.plan.setRegion(codes, number);
    }
    this.list.colour();
  }

  async look() {
    clearTimeout(this.looking);
    if (!document.hidden) {
      const told = await this.door.get(`${this.words.changes}?since=${this.revision}`, {
        quiet: true,
      });
      if (told) {
        this.catchUp(told);
      }
    }
    this.looking = setTimeout(() => this.look(), LOOK_EVERY_MS);
  }

  async step(which) {
    const told = await this.door.post(`${this.words[which]}?since=${this.revision}`, {});
    if (told) {
      this.catchUp(told, { own: told.moves });
      if (told.relisted) {
        location.reload();
      }
      this.say(which === "undo" ? this.words.saysUndone : this.words.saysRedone);
    }
  }

  // --- forms and keys

  submitted(event) {
    const form = event.target;
    if (form.dataset.step) {
      event.preventDefault();
      this.step(form.dataset.step);
    } else if (form.matches("[data-move-form]")) {
      event.preventDefault();
      this.list.move(form);
    } else if (form.matches("[data-attach]")) {
      event.preventDefault();
      this.attach(form);
    } else if (form.matches("[data-quiet]")) {
      event.preventDefault();
      this.quietly(form);
    }
  }

  // Offers are shown before they are accepted, as any change is.
  attach(form) {
    this.tools.clear();
    this.aim(Number(form.elements.target.value));
    const codes = form.elements.units.value.split(" ");
    this.attaching = [...codes].sort().join(" ");
    this.tools.mark(codes, true);
    this.plan.fit(codes);
    clearTimeout(this.waiting);
    this.forecast().then(() => this.find("[data-change] h2").focus());
  }

  async quietly(form) {
    const told = await this.door.form(form);
    if (told) {
      this.say(told.says);
      const state = await this.door.get(this.words.state);
      if (state) {
        this.plan.setLocks(state.locks);
      }
      this.list.refresh({});
      this.list.showPlace(this.list.placeShown);
    }
  }

  pressed(event) {
    const show = event.target.closest("[data-show]");
    if (show) {
      const codes = show.dataset.show.split(" ");
      this.plan.highlight(codes, { fit: true });
    }
  }

  typed(event) {
    const typing = event.target.closest?.("input[type=search], input[type=text], textarea");
    if (event.key === "Escape" && this.chosen.length) {
      this.cancel();
    } else if (!typing && this.mayChange && (event.ctrlKey || event.metaKey)) {
      const key = event.key.toLowerCase();
      if (key === "z" || key === "y") {
        event.preventDefault();
        this.step(key === "y" || event.shiftKey ? "redo" : "undo");
      }
    }
  }
}

const box = document.querySelector("[data-editor]");
if (box && window.L) {
  new Editor(box).start();
}
