// The list beside the map: figures that follow, regions that open, check boxes that are
// the same choice as on the map.

const FOUND = 8;

export class List {
  constructor(editor) {
    this.editor = editor;
    this.box = editor.find("[data-rows]");
    editor.box.addEventListener("click", (event) => this.clicked(event));
    editor.box.addEventListener("change", (event) => this.changed(event));
    editor.find("[data-find]").addEventListener("input", ({ target }) => this.search(target.value));
    // Only one of these is open at a time, so that the list keeps its place.
    this.opened = this.box.querySelector("[data-open]")?.dataset.open;
  }

  row(number) {
    return this.box.querySelector(`[data-region="${number}"]`);
  }

  // --- in step

  colour() {
    for (const swatch of this.editor.all("[data-swatch]")) {
      const number = Number(swatch.dataset.swatch);
      swatch.className = `plan-row__swatch plan-row__swatch--${this.editor.plan.colourOf(number)}`;
    }
  }

  async refresh({ rows, headline }) {
    const { editor } = this;
    for (const [number, html] of Object.entries(rows ?? {})) {
      const figures = editor.find(`[data-figures="${number}"]`);
      if (figures) {
        figures.innerHTML = html;
      }
    }
    if (headline) {
      document.querySelector("[data-headline]").innerHTML = headline;
    }
    const html = await editor.door.html(editor.words.panels);
    if (html) {
      this.putPanels(html);
    }
    if (this.opened && rows && this.opened in rows) {
      await this.load(this.opened);
    }
  }

  putPanels(html) {
    const box = this.editor.find("[data-panels-box]");
    const open = new Set(
      [...box.querySelectorAll("[data-panel]:has(details[open])")].map((each) => each.dataset.panel),
    );
    const focused = box.contains(document.activeElement);
    box.innerHTML = html;
    for (const panel of box.querySelectorAll("[data-panel]")) {
      panel.querySelector("details").open = open.has(panel.dataset.panel);
    }
    unhide(box);
    if (focused) {
      box.querySelector("summary").focus();
    }
    const steps = box.querySelector("[data-steps]").dataset;
    for (const form of this.editor.all("form[data-step]")) {
      form.querySelector("button").disabled = !steps[form.dataset.step];
    }
  }

  // --- opening

  open() {
    if (this.opened) {
      this.editor.plan.highlight([]);
      this.tick(this.editor.chosen);
    }
  }

  clicked(event) {
    const link = event.target.closest("[data-open-region]");
    if (link) {
      event.preventDefault();
      this.toggle(link.dataset.openRegion, { fit: true });
    }
    const found = event.target.closest("[data-found-unit]");
    if (found) {
      this.goTo(found.dataset.foundUnit);
    }
  }

  async toggle(number, { fit = false } = {}) {
    const wasOpen = this.opened === number;
    this.box.querySelector("[data-open]")?.remove();
    this.box.querySelector("[aria-expanded]")?.removeAttribute("aria-expanded");
    this.opened = wasOpen ? null : number;
    if (!wasOpen) {
      await this.load(number);
      const row = this.row(number);
      row?.scrollIntoView({ block: "nearest" });
      row?.querySelector(".plan-row__name").focus({ preventScroll: true });
      const codes = this.editor.plan.codesOf(Number(number));
      if (fit && codes.length) {
        this.editor.plan.fit(codes);
      }
    }
  }

  async load(number) {
    const { editor } = this;
    const html = await editor.door.html(editor.words.units.replace(/0\/$/, `${number}/`));
    const row = this.row(number);
    if (!html || !row || this.opened !== number) {
      return;
    }
    const towns = [...row.querySelectorAll(".plan-town")].map((town) => town.open);
    row.querySelector("[data-open]")?.remove();
    row.insertAdjacentHTML("beforeend", html);
    row.querySelectorAll(".plan-town").forEach((town, k) => (town.open = towns[k] ?? false));
    row.querySelector(".plan-row__name").setAttribute("aria-expanded", "true");
    this.tick(editor.chosen);
  }

  // --- choosing

  changed({ target }) {
    if (target.matches(".plan-town input[name=units]")) {
      this.editor.tools.mark([target.value], target.checked);
    } else if (target.matches("[data-town]")) {
      const boxes = target.closest("fieldset").querySelectorAll("input[name=units]");
      this.editor.tools.mark([...boxes].map((box) => box.value), target.checked);
    }
  }

  tick(codes) {
    const chosen = new Set(codes);
    for (const box of this.box.querySelectorAll("input[name=units]")) {
      box.checked = chosen.has(box.value);
    }
    for (const town of this.box.querySelectorAll("[data-town]")) {
      const boxes = [...town.closest("fieldset").querySelectorAll("input[name=units]")];
      town.checked = boxes.every((box) => box.checked);
      town.indeterminate = !town.checked && boxes.some((box) => box.checked);
    }
  }

  // The list's own button: the same figures first, then the same question.
  move(form) {
    const { editor } = this;
    if (!editor.chosen.length) {
      editor.say(editor.words.saysNone);
      return;
    }
    editor.aim(Number(form.elements.target.value));
    editor.forecast().then(() => {
      const title = editor.find("[data-change] h2");
      title.closest("section").hidden || title.focus();
    });
  }

  // --- finding

  search(typed) {
    const { plan } = this.editor;
    const wanted = folded(typed);
    const box = this.editor.find("[data-found]");
    if (wanted.length < 2) {
      box.replaceChildren();
      return;
    }
    const regions = [...plan.regions.values()]
      .filter(({ name }) => folded(name).includes(wanted))
      .map(({ number, name }) => item(name, "", { openRegion: String(number) }));
    const { names, codes, municipality_of: town, municipalities } = plan.geometry.units;
    const units = names
      .map((name, k) => ({ name, k }))
      .filter(({ name }) => folded(name).startsWith(wanted))
      .map(({ name, k }) => item(name, municipalities[town[k]][1], { foundUnit: codes[k] }));
    box.replaceChildren(...[...regions, ...units].slice(0, FOUND));
  }

  goTo(code) {
    const { plan } = this.editor;
    plan.highlight([code], { fit: true });
    this.showPlace(code);
  }

  async showPlace(code) {
    const { editor } = this;
    const box = editor.find("[data-place-box]");
    this.placeShown = code;
    if (!code) {
      return;
    }
    const html = await editor.door.html(`${editor.words.place}?unit=${encodeURIComponent(code)}`);
    if (html && this.placeShown === code) {
      box.innerHTML = html;
      box.hidden = false;
    }
  }
}

export function unhide(box) {
  for (const element of box.querySelectorAll("[data-js][hidden]")) {
    element.hidden = false;
  }
}

function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

function item(name, beside, data) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plan-found__item";
  Object.assign(button.dataset, data);
  button.append(name);
  if (beside) {
    const soft = document.createElement("span");
    soft.className = "soft";
    soft.textContent = ` ${beside}`;
    button.append(soft);
  }
  const row = document.createElement("li");
  row.append(button);
  return row;
}
