// What lies under the pointer, beside it. A help for the eye; the status line says the
// same to those who use keys.

const GAP = 16;

export class Tip {
  constructor(plan) {
    this.plan = plan;
    this.box = document.createElement("div");
    this.box.className = "plan-tip";
    this.box.hidden = true;
    this.box.setAttribute("aria-hidden", "true");
    plan.box.append(this.box);
    plan.map.on("mousemove", ({ containerPoint }) => this.move(containerPoint));
    plan.addEventListener("hover", ({ detail }) => this.show(detail));
  }

  show(unit) {
    this.box.hidden = !unit;
    if (!unit) {
      return;
    }
    const { units } = this.plan.geometry;
    const town = units.municipalities[units.municipality_of[unit.place]][1];
    const people = units.population[unit.place].toLocaleString(document.documentElement.lang);
    // Parts of a town share its name.
    const isPart = units.kinds[units.kind_of[unit.place]] === "PART";
    const rows = [
      ["plan-tip__name", isPart ? `${unit.name} (${unit.code})` : unit.name],
      ["", `${town} · ${people}`],
      ["plan-tip__region", this.plan.nameOf(unit.region)],
    ];
    const told = this.plan.layer?.textOf?.(unit.place);
    if (told) {
      rows.push(["plan-tip__layer", `${this.plan.layer.title}: ${told}`]);
    }
    this.box.replaceChildren(
      ...rows.map(([className, text]) => {
        const row = document.createElement("div");
        row.className = className;
        row.textContent = text;
        return row;
      }),
    );
  }

  move({ x, y }) {
    const { offsetWidth, offsetHeight } = this.box;
    const { clientWidth, clientHeight } = this.plan.box;
    const left = x + GAP + offsetWidth > clientWidth ? x - GAP - offsetWidth : x + GAP;
    const top = y + GAP + offsetHeight > clientHeight ? y - GAP - offsetHeight : y + GAP;
    this.box.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }
}

// What the colours mean, in a corner of the map. The page says the same beside it.
export class Legend {
  constructor(plan) {
    this.box = document.createElement("div");
    this.box.className = "plan-legend";
    this.box.hidden = true;
    this.box.setAttribute("aria-hidden", "true");
    plan.box.append(this.box);
    this.show(plan.layer);
  }

  show(layer) {
    this.box.hidden = !layer;
    if (!layer) {
      return;
    }
    const title = document.createElement("div");
    title.className = "plan-legend__title";
    title.textContent = layer.title;
    this.box.replaceChildren(title, ...(layer.legend ?? []).map(keyRow));
  }
}

function keyRow([cls, words]) {
  const row = document.createElement("div");
  row.className = "plan-legend__row";
  const swatch = document.createElement("span");
  swatch.className = `plan-key__swatch plan-key__swatch--${cls}`;
  row.append(swatch, words);
  return row;
}
