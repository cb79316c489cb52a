/* What pages do beyond HTML and CSS: colours, the menu, where you are, tabs, sources and words, search. All can be read
   without. */
"use strict";
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
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

  /* Colours: as on the device, until they are turned over; turned back, they follow it again. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (stored("scheme") ? stored("scheme") === "dark" : dark.matches);
  const applyScheme = () => {
    document.body.dataset.mdColorScheme = isDark() ? "slate" : "default";
    for (const button of $$(".scheme-switch")) {
      button.setAttribute("aria-pressed", isDark());
      button.title = `Dark colours: ${isDark() ? "on" : "off"}`;
    }
  };
  for (const button of $$(".scheme-switch")) {
    button.addEventListener("click", () => {
      const wanted = !isDark();
      store("scheme", wanted === dark.matches ? "" : wanted ? "dark" : "light");
      applyScheme();
    });
  }
  dark.addEventListener("change", applyScheme);
  applyScheme();

  /* The menu of a narrow screen: the theme's style sheet opens it while its box is ticked. */
  const drawer = $("#__drawer");
  const opener = $(".menu-open");
  drawer.checked = false; // a browser that reloads keeps a tick
  drawer.addEventListener("change", () => {
    opener.setAttribute("aria-expanded", drawer.checked);
    if (drawer.checked) ($("#menu li [aria-current]") || $("#menu li a")).focus();
  });
  const toggle = (open) => {
    if (drawer.checked !== open) {
      drawer.checked = open;
      drawer.dispatchEvent(new Event("change"));
      if (!open) opener.focus();
    }
  };
  opener.addEventListener("click", () => toggle(!drawer.checked));
  $(".menu-close").addEventListener("click", () => toggle(false));
  $("#menu").addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) toggle(false);
  });
  $("#menu").addEventListener("click", (event) => event.target.closest("a") && toggle(false));

  /* Once the title is out of sight, the header has it; on a narrow screen with the sections and the way up. */
  const title = $("article h1");
  const contents = $(".md-nav--secondary");
  if (title && contents) {
    const name = title.firstChild.textContent;
    const sections = element("nav", { "aria-label": "Sections of this page" }, $("ul", contents).cloneNode(true));
    const list = element("details", {}, element("summary", { "aria-label": `${name}: sections` }, element("span", {}, name)), sections);
    const top = $(".to-top", contents)?.cloneNode();
    top?.append("Top");
    const bar = element("div", { class: "here", hidden: "" }, list, ...(top ? [top] : []));
    const wide = element("span", { class: "here-name", hidden: "", "aria-hidden": "true" }, name);
    $(".md-logo").after(wide);
    $(".md-header").append(bar);
    sections.addEventListener("click", () => (list.open = false));
    list.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !list.contains(relatedTarget) && (list.open = false));
    new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
      bar.hidden = wide.hidden = isIntersecting || boundingClientRect.top > 0;
      list.open = false;
    }, { rootMargin: "-48px 0px 0px" }).observe(title);
  }

  /* The table of contents marks the section being read. */
  const entries = new Map($$(".md-nav--secondary li a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
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

  /* The address of a section: copied where the browser lets us. */
  const said = element("p", { class: "said", role: "status" });
  document.body.append(said);
  for (const link of $$("a.headerlink")) {
    link.addEventListener("click", () => {
      navigator.clipboard?.writeText(link.href).then(() => {
        said.textContent = "The address of this section is copied.";
        setTimeout(() => (said.textContent = ""), 2500);
      }, () => {});
    });
  }

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

  /* A citation shows its source, and a word of the glossary its meaning, in place: while pointed at or in focus, and from
     a tap or a key until the next one. */
  const note = element("span", { class: "citation", id: "citation", role: "note", hidden: "" });
  let owner, kept;
  const hide = () => {
    owner?.removeAttribute("aria-describedby");
    owner?.matches("abbr") && owner.setAttribute("aria-expanded", "false");
    note.hidden = true;
    owner = kept = undefined;
  };
  const show = (one, fill) => {
    if (owner !== one) {
      hide();
      owner = one;
      note.replaceChildren(...fill());
      /* Right behind it, so that the next tab is in it. */
      (one.closest("sup") || one).after(note);
    }
    note.hidden = false;
    note.style.left = note.style.top = "0";
    const place = one.getClientRects()[0];
    const origin = note.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - origin.width - 8));
    const below = place.bottom + origin.height < innerHeight || place.top < origin.height + 90;
    note.style.left = `${left - origin.left}px`;
    note.style.top = `${(below ? place.bottom - 2 : place.top - origin.height + 2) - origin.top}px`;
    one.setAttribute("aria-describedby", note.id);
    one.matches("abbr") && one.setAttribute("aria-expanded", "true");
  };
  const opens = (one, fill) => {
    const leave = ({ relatedTarget }) => owner === one && !kept && !note.contains(relatedTarget) && hide();
    one.addEventListener("focus", () => one.matches(":focus-visible") && show(one, fill));
    one.addEventListener("mouseenter", () => kept || show(one, fill));
    one.addEventListener("blur", ({ relatedTarget }) => relatedTarget && owner === one && !note.contains(relatedTarget) && hide());
    one.addEventListener("mouseleave", leave);
    one.addEventListener("click", (event) => {
      event.preventDefault();
      if (kept === one) return hide();
      show(one, fill);
      kept = one;
    });
  };
  note.addEventListener("mouseleave", ({ relatedTarget }) => kept || owner?.contains(relatedTarget) || hide());
  note.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && relatedTarget !== owner && !note.contains(relatedTarget) && hide());
  document.addEventListener("click", ({ target }) => kept && !kept.contains(target) && !note.contains(target) && hide());

  /* In the list of sources, the one that was come to leads back to where one was. */
  const back = element("a", { class: "footnote-return", href: "#" }, "Back to where you were");
  const goTo = (source, from) => {
    back.onclick = (event) => {
      event.preventDefault();
      from.scrollIntoView({ block: "center" });
      from.focus({ preventScroll: true });
      back.remove();
    };
    (source.lastElementChild || source).append(" ", back);
  };
  for (const link of $$("a.footnote-ref")) {
    const source = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!source) continue;
    link.setAttribute("aria-label", `Source ${link.textContent}`);
    opens(link, () => {
      const copy = source.cloneNode(true);
      $$(".footnote-backref, .footnote-return", copy).forEach((arrow) => arrow.remove());
      const list = element("a", { href: link.hash, class: "citation__list" }, "In the list of sources");
      list.addEventListener("click", () => {
        hide();
        goTo(source, link);
      });
      const lines = [...copy.children].flatMap((line) => [...line.childNodes]);
      return [element("span", {}, ...lines), list];
    });
  }
  for (const word of $$("article abbr[title]")) {
    if (word.closest(".footnote, a, button, label, summary")) continue;
    /* The browser's own tooltip would stand beside ours. */
    const meaning = (word.dataset.meaning = word.title);
    word.removeAttribute("title");
    for (const [name, value] of Object.entries({ tabindex: 0, role: "button", "aria-expanded": "false" })) word.setAttribute(name, value);
    opens(word, () => [element("strong", {}, word.textContent), `: ${meaning}`]);
    word.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        word.click();
      }
    });
  }

  /* Search: the dialog opens at once; what it needs comes when it is first wanted. */
  const dialog = $(".search");
  const input = $("input", dialog);
  const status = $(".search__status", dialog);
  const load = (path) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: base + path, onload: resolve, onerror: reject, async: false }));
  });
  /* A search has an address, which also brings it back after one of its results was read. */
  dialog.keep = (query) => {
    const url = new URL(location);
    if (query) url.searchParams.set("q", query);
    else url.searchParams.delete("q");
    try {
      if (url.href !== location.href) history.replaceState(history.state, "", url);
    } catch {
      /* a page on a disk has no address to change in some browsers */
    }
  };
  let search;
  const openSearch = (query) => {
    if (!dialog.open) dialog.showModal();
    if (typeof query === "string") input.value = query;
    input.select();
    if (search) return input.dispatchEvent(new Event("input"));
    status.textContent = "Loading the search …";
    search = Promise.all(["search/index.js", "assets/minisearch.js", "assets/search.js"].map(load))
      .then(() => globalThis.startSearch(dialog, base, load("search/text.js")))
      .catch(() => {
        search = undefined;
        status.textContent = "Search did not load. If you feel ill now, call your emergency number.";
      });
  };
  $(".search-open").addEventListener("click", () => openSearch());
  $(".search__close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.keep(""));
  addEventListener("hashchange", () => dialog.open && dialog.close());
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) openSearch(asked);

  /* The page for an address that leads nowhere: the words of the address may say what was looked for. */
  const lost = $(".lost");
  if (lost) {
    const path = decodeURIComponent(location.pathname).replace(/\.\w+$/, "").slice(new URL(base).pathname.length);
    const words = path.split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ");
    if (words && words !== "404") lost.firstElementChild.textContent = `Search for “${words}”`;
    lost.firstElementChild.addEventListener("click", () => openSearch(words === "404" ? "" : words));
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      toggle(false);
      if (owner) {
        if (note.contains(document.activeElement)) owner.focus();
        hide();
      }
      /* A search field would take the first Escape to empty itself. */
      if (dialog.open) {
        event.preventDefault();
        dialog.close();
      }
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      openSearch();
    }
  });
}
