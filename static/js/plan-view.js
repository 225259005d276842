// A plan to look at: `data-plan` answers {assignment, regions}, for a comparison
// {before, after} as well. Nothing can be changed here.

import { PlanMap } from "./plan-map.js";

for (const box of document.querySelectorAll("[data-plan-view]")) {
  show(box);
}

async function show(box) {
  const plan = new PlanMap(box);
  try {
    const answer = await fetch(box.dataset.plan);
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const told = await answer.json();
    plan.assignment = told.after ?? told.assignment;
    plan.regions = new Map(told.regions.map((region) => [region.number, region]));
    if (!(await plan.start())) {
      return;
    }
    if (told.before) {
      plan.showDifference(told.before, told.after);
    }
    plan.setLocks(told.locks ?? {});
    listen(plan);
  } catch {
    plan.say(box.dataset.failed);
  }
}

// Pages that go on from here listen to "plan:unit", "plan:border" and the like.
function listen(plan) {
  for (const what of ["unit", "region", "border"]) {
    plan.addEventListener(what, ({ detail }) => {
      plan.box.dispatchEvent(new CustomEvent(`plan:${what}`, { bubbles: true, detail }));
    });
  }
  plan.addEventListener("hover", ({ detail }) => {
    plan.say(detail ? `${detail.name}, ${plan.nameOf(detail.region)}` : "");
  });
  plan.addEventListener("unit", ({ detail }) => {
    plan.say(`${detail.name}, ${plan.nameOf(detail.region)}`);
  });
  plan.box.planMap = plan;
  plan.box.dispatchEvent(new CustomEvent("plan:ready", { bubbles: true, detail: plan }));
}
