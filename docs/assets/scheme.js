/* Runs before anything is painted, so that nothing moves or flashes: marks that scripts run, and sets the colours. */
"use strict";
{
  let scheme;
  try {
    scheme = localStorage.getItem("scheme");
  } catch {
    /* a browser that blocks storage has no choice of the reader's to keep */
  }
  const dark = scheme ? scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.js = "";
  document.body.dataset.mdColorScheme = dark ? "slate" : "default";
}
