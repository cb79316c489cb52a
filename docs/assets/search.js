/* The search dialog. Results come while the reader types; arrows move among them, Escape closes. */
"use strict";
globalThis.makeSearch = ({ engine, index, lunr, base, help }) => {
  const absolute = (path) => new URL(path, location.href).href;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  /* Returns a function that takes what was typed, and calls back with what was found. */
  const start = (answer) => {
    if (location.protocol !== "file:") {
      const worker = new Worker(absolute(engine));
      worker.onmessage = ({ data }) => answer(data);
      worker.postMessage({ urls: [lunr, index].map(absolute) });
      return (query) => worker.postMessage({ query });
    }
    /* A browser starts no worker from disk, so the parts are loaded into the page, one after the other. */
    const listen = globalThis.addEventListener;
    globalThis.addEventListener = () => {};
    const ready = [lunr, index, engine]
      .reduce((before, src) => before.then(() => new Promise((onload) => {
        document.head.append(element("script", { src, onload }));
      })), Promise.resolve())
      .then(() => {
        globalThis.addEventListener = listen;
        return globalThis.makeFinder(globalThis.searchIndex);
      });
    return (query) => ready.then((find) => answer({ query, ...find(query) }));
  };

  const input = element("input", { type: "search", ariaLabel: "Search this site", placeholder: "Search", autocomplete: "off" });
  const status = element("p", { className: "search__status", role: "status" });
  const list = element("ul", { className: "search__results" });
  const close = element("button", { type: "button", className: "search__close" }, "Close");
  const bar = element("div", { className: "search__bar" }, input, close);
  /* No search knows every word for feeling ill, so the way to help stands above whatever is found. */
  const way = element("a", { href: help, className: "search__help" }, "Do you feel ill? See when to get help");
  const parts = help ? [bar, way, status, list] : [bar, status, list];
  const dialog = element("dialog", { className: "search md-typeset", ariaLabel: "Search" }, ...parts);
  document.body.append(dialog);

  /* The part of a text around the first word that was found, with each such word marked; where a page was found by
     words that it does not have, what it is about. */
  const excerpt = ({ text, about }, words) => {
    const hit = (part) => words.some((word) => part.length > 1 && part.toLowerCase().startsWith(word));
    let parts = text.split(/([\p{L}\p{N}]+)/u);
    if (about && !parts.some(hit)) parts = [about];
    const first = Math.max(0, parts.findIndex(hit) - 12);
    const shown = parts.slice(first, first + 50).map((part) => (hit(part) ? element("mark", {}, part) : part));
    return [first ? "… " : "", ...shown, first + 50 < parts.length ? " …" : ""];
  };

  const show = ({ query, words, pages }) => {
    if (query !== input.value.trim()) return;
    status.textContent = pages.length
      ? `${pages.length} page${pages.length === 1 ? "" : "s"} found`
      : `Nothing found for “${query}”. Try another word. If you feel ill now, call your emergency number.`;
    list.replaceChildren(...pages.map(({ sections }) => element("li", {}, ...sections.map((entry, nth) => {
      const text = element("span", { className: "search__text" }, ...excerpt(entry, words));
      const title = nth === 0 && entry.title !== entry.of ? `${entry.of}: ${entry.title}` : entry.title;
      return element("a", { href: base + entry.url, className: nth ? "search__more" : "" }, title, ...(nth ? [] : [text]));
    }))));
    list.scrollTop = 0;
    dialog.dataset.query = query;
  };

  const ask = start(show);
  input.addEventListener("input", () => {
    const query = input.value.trim();
    if (query.length > 1) ask(query);
    else {
      status.textContent = "";
      list.replaceChildren();
    }
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0) {
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
    } else if (event.key === "Enter" && at === 0) stops[1]?.click();
    /* A search field would take the first Escape to empty itself. */
    else if (event.key === "Escape") dialog.close();
  });
  return () => {
    dialog.showModal();
    input.select();
  };
};
