// Small helps on every page. Without this file everything still works.

for (const element of document.querySelectorAll("[data-js][hidden]")) {
  element.hidden = false;
}

document.getElementById("error-summary")?.focus();

// A second press within ten seconds would only send the same form twice.
const LOCK_MS = 10_000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) {
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => release(form), LOCK_MS);
});

function release(form) {
  delete form.dataset.sending;
}

// The page may come back from the browser's memory with its forms still locked.
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    release(form);
  }
});

// Menus made of <details>: Escape and a click elsewhere close them.
const MENUS = "details.drop, details.site-menu";

function closeMenus(except) {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (menu !== except) {
      menu.open = false;
    }
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest(MENUS));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  const open = event.target.closest?.(MENUS);
  closeMenus(null);
  open?.querySelector("summary").focus();
});
