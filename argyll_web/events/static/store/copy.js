// "Copy" on the inspection pages: the text of the element that the button names.
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copies]") : null;
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  if (!source) return;
  await navigator.clipboard.writeText(source.textContent);
  button.textContent = "Copied";
});
