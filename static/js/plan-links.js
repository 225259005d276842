// The map of ferries, bridges and causeways, drawn from the rows beside it.

import { PlanMap } from "./plan-map.js";

const box = document.querySelector("[data-links] [data-plan-map]");
if (box && window.L) {
  start();
}

async function start() {
  const plan = new PlanMap(box);
  plan.showsNames = false;
  if (!(await plan.start())) {
    return;
  }
  const { units } = plan.geometry;
  plan.setAssignment(units.municipality_of.map((town) => units.municipalities[town][2] + 1));
  plan.setRegions(units.counties.map(([, name], k) => ({ number: k + 1, name })));
  const rows = [...document.querySelectorAll("[data-link]")];
  plan.showLinks(
    rows.map(({ dataset }) => ({
      first: dataset.first,
      second: dataset.second,
      dashed: "dashed" in dataset,
    })),
  );
  for (const row of rows) {
    const { first, second } = row.dataset;
    row.querySelector("[data-show-link]").addEventListener("click", () => {
      plan.highlight([first, second], { fit: true });
    });
  }
}
