/* The search dialog. Results come while the reader types; arrows move among them, Escape closes. */
"use strict";
{
  /* Words that say nothing of what a reader looks for. */
  const STOP_WORDS = new Set(
    `a about after all am an and any are as at be been but by can could did do does for from get had has have how i if in
    into is it its just like me my no not of on or our should so some than that the their them then there these they this
    to too was we were what when where which while who why will with would you your`.split(/\s+/),
  );
  const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) || [];

  /* Returns a function that finds the pages for what was typed. */
  const makeFinder = ({ documents, fields }) => {
    const index = new globalThis.MiniSearch({
      fields: Object.keys(fields),
      tokenize: wordsOf,
      searchOptions: {
        boost: fields,
        boostDocument: (id) => documents[id].boost,
        prefix: (word) => word.length > 2,
        /* In long words, a slip of a letter or two. */
        fuzzy: (word) => (word.length > 8 ? 2 : word.length > 4 && 1),
      },
    });
    index.addAll(documents.map((entry, id) => ({ ...entry, id })));
    return (query) => {
      const typed = wordsOf(query.toLowerCase());
      const telling = typed.filter((word) => word.length > 1 && !STOP_WORDS.has(word));
      const pages = new Map();
      for (const { id, terms } of index.search((telling.length ? telling : typed).join(" "))) {
        const { page } = documents[id];
        if (!pages.has(page)) pages.set(page, []);
        if (pages.get(page).length < 3) pages.get(page).push({ ...documents[id], terms });
      }
      return [...pages.values()].slice(0, 10);
    };
  };

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /* The part of a text around the first word that was found, with each such word marked; where a page was found by
     words that it does not have, what it is about. */
  const excerpt = ({ text, about, terms }) => {
    const isHit = (part) => part.length > 1 && terms.includes(part.toLowerCase());
    let parts = text.split(/([\p{L}\p{N}]+)/u);
    if (about && !parts.some(isHit)) parts = [about];
    const first = Math.max(0, parts.findIndex(isHit) - 12);
    const shown = parts.slice(first, first + 50).map((part) => (isHit(part) ? element("mark", {}, part) : part));
    return [first ? "… " : "", ...shown, first + 50 < parts.length ? " …" : ""];
  };

  /* base: the site's address; help: of the page for emergencies, if any; load: fetches a script of the site. Returns a
     function that opens the dialog. */
  globalThis.makeSearch = ({ base, help, load }) => {
    const input = element("input", { type: "search", "aria-label": "Search this site", placeholder: "Search", autocomplete: "off" });
    const close = element("button", { type: "button", class: "search__close" }, "Close");
    const bar = element("div", { class: "search__bar" }, input, close);
    const status = element("p", { class: "search__status", role: "status" });
    const list = element("ul", { class: "search__results" });
    /* No search knows every word for feeling ill, so the way to help is above whatever is found. */
    const helpLink = help ? [element("a", { href: help, class: "search__help" }, "Do you feel ill? See when to get help")] : [];
    const parts = [bar, ...helpLink, status, list];
    const dialog = element("dialog", { class: "search md-typeset", "aria-label": "Search" }, ...parts);
    document.body.append(dialog);
    const ready = Promise.all(["assets/minisearch.js", "search/index.js"].map(load))
      .then(() => makeFinder(globalThis.searchIndex));

    const show = (query, pages) => {
      status.textContent = pages.length
        ? `${pages.length} page${pages.length === 1 ? "" : "s"} found`
        : `Nothing found for “${query}”. Try another word. If you feel ill now, call your emergency number.`;
      list.replaceChildren(...pages.map((sections) => element("li", {}, ...sections.map((entry, nth) => {
        const href = base + entry.url;
        if (nth) return element("a", { href, class: "search__more" }, entry.title);
        const title = entry.title === entry.pageTitle ? entry.title : `${entry.pageTitle}: ${entry.title}`;
        return element("a", { href }, title, element("span", { class: "search__text" }, ...excerpt(entry)));
      }))));
      list.scrollTop = 0;
      dialog.dataset.query = query;
    };

    input.addEventListener("input", () => {
      const query = input.value.trim();
      status.textContent = "";
      if (query.length < 2) return list.replaceChildren();
      return ready.then(
        (find) => query === input.value.trim() && show(query, find(query)),
        () => (status.textContent = "Search did not load. If you feel ill now, call your emergency number."),
      );
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      const focusable = [input, ...list.querySelectorAll("a")];
      const at = focusable.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && at >= 0) {
        event.preventDefault();
        focusable[Math.max(0, Math.min(focusable.length - 1, at + step))].focus();
      } else if (event.key === "Enter" && at === 0) focusable[1]?.click();
      /* A search field would take the first Escape to empty itself. */
      else if (event.key === "Escape") dialog.close();
    });
    return () => {
      dialog.showModal();
      input.select();
    };
  };
}
