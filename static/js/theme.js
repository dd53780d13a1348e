// Light or dark, as this reader chose; without a choice, as the system says. Runs before anything is drawn, so that no
// page flashes in the other: the one script that does not wait.

{
  const root = document.documentElement;
  const isDark = matchMedia("(prefers-color-scheme: dark)");

  root.dataset.theme = ""; // shows the button, too
  try {
    root.dataset.theme = localStorage.getItem("theme") ?? "";
  } catch {
    // a browser that keeps nothing for this site: the system's choice is followed
  }

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-button]");
    if (!button) return;
    button.addEventListener("click", () => choose(current() === "dark" ? "light" : "dark"));
    isDark.addEventListener("change", tell);
    tell();

    function tell() {
      button.ariaPressed = String(current() === "dark");
    }

    function choose(theme) {
      root.dataset.theme = theme;
      tell();
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // it holds for this page at least
      }
    }
  });

  function current() {
    return root.dataset.theme || (isDark.matches ? "dark" : "light");
  }
}
