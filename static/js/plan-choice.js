// What was chosen on the map of a plan, as links: its region, the place, the border.
// Without this file the lists have the same links.

for (const box of document.querySelectorAll("[data-map-choice]")) {
  const { comment, region } = box.dataset;
  let plan = null;

  function offer(kind, url, words) {
    const link = box.querySelector(`[data-to=${kind}]`);
    if (!link) {
      return;
    }
    link.parentElement.hidden = !url;
    if (url) {
      link.href = url;
      link.querySelector("[data-words]").textContent = words;
    }
  }

  document.addEventListener("plan:ready", ({ detail }) => {
    plan = detail;
  });

  // A click near a border tells of the border first, then of the place.
  let border = null;
  document.addEventListener("plan:border", ({ detail }) => {
    border = detail.one && detail.other ? detail : null;
  });

  document.addEventListener("plan:unit", ({ detail }) => {
    const name = plan?.nameOf(detail.region) ?? "";
    box.hidden = false;
    box.querySelector("[data-place]").textContent = `${detail.name}, ${name}`;
    offer("region", detail.region && `${region}${detail.region}/`, name);
    offer("unit", comment && `${comment}unit-${detail.code}`, detail.name);
    const names = border && `${plan.nameOf(border.one)} / ${plan.nameOf(border.other)}`;
    const about = border && `${comment}border-${border.one}-${border.other}`;
    offer("border", comment && about, names);
    border = null;
  });
}
