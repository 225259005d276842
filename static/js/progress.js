// Work under way: how far a drawing is, asked for once a second; other pages load
// themselves again. Without this file a link does that.

const PAUSE_MS = 1000;
const LONGEST_MS = 15_000;
const RELOAD_MS = 4000;

const panel = document.querySelector("[data-progress]");
const part = (name) => panel.querySelector(`[data-progress-${name}]`);

function show(state) {
  part("bar").value = state.percent;
  part("percent").textContent = state.percent;
  part("elapsed").textContent = state.elapsed;
  part("vain").hidden = !state.waits_in_vain;
  if (part("stage").textContent !== state.stage) {
    part("stage").textContent = state.stage;
  }
}

async function ask(pause) {
  try {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    const state = await answer.json();
    if (state.is_over) {
      location.reload();
      return;
    }
    show(state);
    setTimeout(ask, PAUSE_MS, PAUSE_MS);
  } catch {
    // The network is away for a moment: asked again, later each time.
    const next = Math.min(pause * 2, LONGEST_MS);
    setTimeout(ask, next, next);
  }
}

if (panel) {
  setTimeout(ask, PAUSE_MS, PAUSE_MS);
} else if (document.querySelector("[data-reload]")) {
  setTimeout(() => location.reload(), RELOAD_MS);
}
