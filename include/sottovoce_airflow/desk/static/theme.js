// @ts-check
// Takes over Airflow's light or dark theme, before the first paint. Loaded in the head, not deferred.
(() => {
  /** @returns {boolean} */
  function isDark() {
    try {
      if (window.parent !== window) {
        const outer = window.parent.document.documentElement;
        if (outer.classList.contains("dark")) return true;
        if (outer.classList.contains("light")) return false;
      }
      const chosen = window.localStorage.getItem("theme"); // Airflow's own choice; only read here
      if (chosen === "dark" || chosen === "light") return chosen === "dark";
    } catch {
      // Another origin around us, or storage that is shut: the system's choice is as good.
    }
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function apply() {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  }

  apply();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  window.addEventListener("storage", apply);
  try {
    if (window.parent !== window) {
      new MutationObserver(apply).observe(window.parent.document.documentElement, {
        attributeFilter: ["class"],
      });
    }
  } catch {
    // See above.
  }
})();
