// Buttons that copy what stands in another element.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(source.innerText.trim());
      told.textContent = button.dataset.done;
    } catch {
      // Without leave to copy, the words are marked for the keyboard.
      getSelection().selectAllChildren(source);
    }
  });
}
