// What the map is coloured by, with its key and table.

import { colourClasses, OUTSIDE } from "./plan-geometry.js";

export class Layers {
  constructor(editor) {
    this.editor = editor;
    this.choice = editor.find("[data-layer-choice]");
    this.choice.addEventListener("change", () => this.show(this.choice.value));
    editor.find("[data-layer-form]").addEventListener("submit", (event) => event.preventDefault());
    editor.find("[data-bases-shown]").addEventListener("change", ({ target }) => this.bases(target.checked));
    if (this.choice.value) {
      this.show(this.choice.value);
    }
  }

  async show(key) {
    const { editor } = this;
    const box = editor.find("[data-layer-box]");
    if (!key) {
      box.replaceChildren();
      editor.plan.setLayer(null);
      return;
    }
    editor.say(editor.words.saysWait);
    const told = await editor.door.get(editor.words.layer.replace(/x\/$/, `${key}/`));
    if (!told || this.choice.value !== key) {
      return;
    }
    editor.say("");
    box.innerHTML = told.html;
    editor.plan.setLayer(told.groups ? this.groups(told) : ramp(told));
  }

  groups({ title, groups, group_of: groupOf }) {
    const { geometry } = this.editor.plan;
    const numbers = groups.map((_, k) => k);
    const near = geometry.neighbours((k) => (k === OUTSIDE ? null : groupOf[k]));
    const classes = colourClasses(numbers, near);
    return {
      title,
      kind: "tint",
      classOf: groupOf.map((group) => (group === null ? null : classes.get(group))),
      groupOf,
      names: groups,
      textOf: (k) => groups[groupOf[k]] ?? "",
    };
  }

  async bases(on) {
    const { editor } = this;
    const told = on ? await editor.door.get(editor.words.bases) : { marks: [] };
    editor.plan.showMarks(told?.marks ?? []);
  }
}

function ramp({ title, class_of: classOf, texts, legend }) {
  return { title, kind: "ramp", classOf, legend, textOf: (k) => texts[k] };
}
