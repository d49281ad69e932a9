// Runs before the first paint, so that no page flashes in the wrong theme. A file of its own and not an
// inline script, because the content security policy allows none.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem("argyll.theme");
  } catch {
    // Storage may be forbidden; then the system's theme is used.
  }
  var dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
