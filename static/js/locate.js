// "Use my position": asks the device once, then opens the answer for that point.

const ENOUGH_DIGITS = 4; // about ten metres

function start(box) {
  const button = box.querySelector("button");
  const word = box.querySelector("[role=status]");
  box.hidden = false;
  button.addEventListener("click", () => {
    word.textContent = word.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => open(box.dataset.locate, coords),
      () => {
        word.textContent = word.dataset.refused;
      },
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

function open(address, coords) {
  const url = new URL(address, location.href);
  url.searchParams.set("lat", coords.latitude.toFixed(ENOUGH_DIGITS));
  url.searchParams.set("lon", coords.longitude.toFixed(ENOUGH_DIGITS));
  location.assign(url);
}

if ("geolocation" in navigator) {
  document.querySelectorAll("[data-locate]").forEach(start);
}
