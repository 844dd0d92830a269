// Sets the chosen theme before the first paint, so that the page does not flash. Runs outside the bundle on purpose.
(function () {
  try {
    var theme = localStorage.getItem("knowhow.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is switched off: the system's theme is used.
  }
})();
