/* What pages do beyond HTML and CSS: colours, the menu, tabs, citations, where you are, search. All can be read without. */
"use strict";
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  /* The site's address, since this script lies in its assets folder. */
  const base = new URL("..", document.currentScript.src).href;

  /* A browser that blocks storage throws; the choice then holds for this page alone. */
  const memory = {};
  const stored = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return memory[name] ?? null;
    }
  };
  const store = (name, value) => {
    memory[name] = value;
    try {
      localStorage.setItem(name, value);
    } catch {
      /* memory has it */
    }
  };

  /* Colours: as on the device, light, dark, in turn. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const switcher = $(".scheme-switch");
  const names = { "": "as on your device", light: "light", dark: "dark" };
  const applyScheme = () => {
    const scheme = stored("scheme") || "";
    document.body.dataset.mdColorScheme = (scheme ? scheme === "dark" : dark.matches) ? "slate" : "default";
    switcher.title = `Colours: ${names[scheme]}`;
    switcher.setAttribute("aria-label", switcher.title);
  };
  switcher.addEventListener("click", () => {
    const order = Object.keys(names);
    store("scheme", order[(order.indexOf(stored("scheme") || "") + 1) % order.length]);
    applyScheme();
  });
  dark.addEventListener("change", applyScheme);
  applyScheme();

  /* The menu of a narrow screen: the theme's style sheet opens it while its box is ticked. */
  const drawer = $("#__drawer");
  const opener = $(".menu-open");
  drawer.checked = false; // a browser that reloads keeps a tick
  drawer.addEventListener("change", () => {
    opener.setAttribute("aria-expanded", drawer.checked);
    if (drawer.checked) ($("#menu [aria-current]") || $("#menu a")).focus();
  });
  const toggle = (open) => {
    if (drawer.checked !== open) {
      drawer.checked = open;
      drawer.dispatchEvent(new Event("change"));
      if (!open) opener.focus();
    }
  };
  opener.addEventListener("click", () => toggle(!drawer.checked));
  $("#menu").addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) toggle(false);
  });
  $("#menu").addEventListener("click", (event) => event.target.closest("a") && toggle(false));

  /* Tabs: the choice of one country holds for all sets and for the next page. */
  const labels = $$(".tabbed-labels label");
  const choose = (name) => {
    for (const label of labels) if (label.textContent.trim() === name) $(`#${label.htmlFor}`).checked = true;
  };
  choose(stored("tab"));
  for (const label of labels) {
    $(`#${label.htmlFor}`).addEventListener("change", () => {
      const name = label.textContent.trim();
      const before = label.getBoundingClientRect().top;
      store("tab", name);
      choose(name);
      scrollBy(0, label.getBoundingClientRect().top - before);
    });
  }

  /* A citation shows its source while it is pointed at or has the focus. */
  const note = document.createElement("div");
  note.className = "citation";
  note.hidden = true;
  note.id = "citation";
  note.setAttribute("role", "tooltip");
  const hide = () => (note.hidden = true);
  for (const link of $$("a.footnote-ref")) {
    const show = () => {
      const source = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!source) return;
      note.replaceChildren(...source.cloneNode(true).childNodes);
      $$(".footnote-backref", note).forEach((back) => back.remove());
      $$("a", note).forEach((inner) => inner.replaceWith(...inner.childNodes));
      const place = link.getBoundingClientRect();
      note.hidden = false;
      note.style.left = `${Math.max(8, Math.min(place.left, innerWidth - note.offsetWidth - 8)) + scrollX}px`;
      const above = place.bottom + note.offsetHeight > innerHeight;
      note.style.top = `${(above ? place.top - note.offsetHeight - 4 : place.bottom + 4) + scrollY}px`;
      link.setAttribute("aria-describedby", note.id);
    };
    link.addEventListener("focus", show);
    link.addEventListener("mouseenter", show);
    link.addEventListener("blur", hide);
    link.addEventListener("mouseleave", (event) => event.relatedTarget !== note && hide());
  }
  note.addEventListener("mouseleave", hide);
  $("main").append(note);

  /* The table of contents marks the section being read. */
  const entries = new Map($$(".md-nav--secondary a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = $$("article [id]").filter((heading) => entries.has(heading.id));
  if (headings.length) {
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
      const current = entries.get((passed.at(-1) || headings[0]).id);
      for (const link of entries.values()) link.toggleAttribute("data-current", link === current);
    };
    const seen = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
    headings.forEach((heading) => seen.observe(heading));
  }

  /* Search comes when it is wanted. */
  const load = (path) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.onload = resolve;
    script.onerror = reject;
    script.src = base + path;
    document.head.append(script);
  });
  let search;
  const openSearch = () => {
    search ||= load("assets/search.js").then(() => globalThis.makeSearch({ base, load, help: $("#menu [data-help]")?.href }));
    search.then((show) => show(), () => (search = undefined));
  };
  $(".search-open").addEventListener("click", openSearch);

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      toggle(false);
      hide();
    }
    const typing = event.target.closest?.("input, textarea, dialog");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      openSearch();
    }
  });
}
