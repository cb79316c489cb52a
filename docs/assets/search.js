/* The search: what is found for what a reader types, and how it is shown. Comes when the dialog in the page is opened. */
"use strict";
{
  /* Words that say nothing of what a reader looks for: those of questions, and for whom. They are never searched alone. */
  const STOP_WORDS = new Set(
    `a about after afterwards again all also am an and any anybody anyone anything are as at be because been before
    being but by ca came can cannot cant come comes could did didnt do does doesnt doing done dont else everything for from get gets
    getting give go goes going gonna got had has have having he her here him his how i id if im in into is isnt it its
    ive just like made make many may me might more most much must my need no not nothing of often ok okay on one or
    our out over please really she should so some somebody something soon still such than that the their them then there
    these they thing things this those to too us very want was we were what whats when where which while who whose why
    will with wo wont would you your daughter friend husband mom mother mum sister son vs wife`.split(/\s+/),
  );
  /* Endings that a word has in one place and not in another. */
  const ENDING = /(?:ations?|ments?|ingly|ness|ings?|ers?|ed|es|ly|ies|ic|y|e|s)$/;
  const SHOWN = 10;
  const CITATION = /\u200b/g;

  /* Words without what follows an apostrophe: can't is "ca", which is a stop word. */
  const wordsOf = (text) =>
    (text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) || []).map((word) => word.replace(/n?['’].*/, ""));
  const stem = (word) => {
    const short = word.replace(ENDING, "").replace(/i$|([bdglmnprt])\1$/, "$1");
    return short.length > 2 ? short : word;
  };
  const holds = (words, part) => ` ${words.join(" ")} `.includes(` ${part.join(" ")} `);

  /* Returns a function that finds pages: { pages, unknown: words that no page has, read: words taken for others,
     finished: false while the last word may be half typed }. */
  const makeFinder = ({ fields, name, pages, sections }, texts = []) => {
    const names = new Set(wordsOf(name));
    const isTelling = (word) => word.length > 1 && !STOP_WORDS.has(word) && !names.has(word);
    const index = new globalThis.MiniSearch({
      fields: Object.keys(fields),
      /* make-up is found as makeup too. */
      tokenize: (text) => [...wordsOf(text), ...wordsOf((text.match(/\p{L}+(?:-\p{L}+)+/gu) || []).join(" ").replaceAll("-", ""))],
      processTerm: (word) => !STOP_WORDS.has(word) && word,
      searchOptions: { boost: fields },
    });
    /* Pages come first, then their sections. */
    index.addAll(pages.map((page, id) => ({ id, title: page.title, text: page.about, found_by: page.found_by.join(" ") })));
    index.addAll(sections.map(([, , title], nth) => ({ id: pages.length + nth, title, text: texts[nth] || "" })));
    /* What a page is found by as a whole: words that readers use, its name, its headings. */
    const phrases = pages.map((page) => [page.title, ...page.found_by].map(wordsOf));
    for (const [page, , title] of sections) if (title) phrases[page].push(wordsOf(title));

    /* The sections that have a word, or one that begins like it; failing these, one that a slip of the pen makes. */
    const look = (word, last) => {
      const base = stem(word);
      const queries = [{ queries: [word], prefix: word.length > (last ? 2 : 3) }];
      if (base !== word) queries.push({ queries: [base], prefix: base.length > 3 });
      /* Too short to be the beginning of any word: fly finds flying, and run running, but not flyer or runny. */
      if (base.length === 3) queries.push({ queries: ["s", "ed", "ing"].flatMap((end) => [base + end, base + base.at(-1) + end]) });
      const found = index.search({ combineWith: "OR", queries });
      if (found.length) return { found };
      for (const slips of [1, 2]) {
        if (word.length < (slips > 1 ? 7 : 4)) break;
        const near = index.search(word, { fuzzy: slips }).filter(({ terms }) => terms.some((term) => term[0] === word[0]));
        if (near.length) return { found: near, read: near[0].terms[0] };
      }
      return { found };
    };

    /* How much of the query a phrase of a page says, from 0 to 1. */
    const share = (phrase, typed, stems) => {
      const telling = phrase.filter(isTelling);
      if (!telling.length) {
        const unnamed = phrase.filter((word) => !names.has(word));
        const part = unnamed.length > 1 ? unnamed : phrase;
        return part.length > 1 && holds(typed, part) ? part.length / typed.length : 0;
      }
      return telling.every((word) => stems.has(stem(word))) ? telling.length / Math.max(telling.length, stems.size) : 0;
    };
    const said = (page, typed, stems) => Math.max(0, ...phrases[page].map((phrase) => share(phrase, typed, stems)));
    /* Whether a query says what a page is called, and nothing else. */
    const isNamed = ([title], typed, stems) => title.some(isTelling) && share(title, typed, stems) === 1;

    return (query) => {
      const typed = wordsOf(query);
      const telling = [...new Set(typed.filter(isTelling))];
      const whole = telling.length ? telling : typed.filter((word) => names.has(word));
      const hits = new Map();
      const hit = (page) => hits.get(page) || hits.set(page, { page, score: 0, words: 0, sections: new Map() }).get(page);
      const stems = new Set(telling.map(stem));
      const unknown = [];
      const read = new Map();
      for (const word of whole) {
        const last = word === typed.at(-1) && !/\s$/.test(query);
        const result = look(word, last);
        if (!result.found.length) unknown.push(word);
        if (result.read) {
          read.set(word, result.read);
          stems.delete(stem(word));
          stems.add(stem(result.read));
        }
        const highest = new Map();
        for (const { id, score, terms } of result.found) {
          const section = id - pages.length;
          const page = section < 0 ? id : sections[section][0];
          const best = highest.get(page) || { page: 0, section: 0 };
          if (section < 0) best.page = score;
          else {
            best.section = Math.max(best.section, score);
            const of = hit(page).sections;
            const before = of.get(section) || { score: 0, terms: [] };
            of.set(section, { score: before.score + score, terms: [...before.terms, ...terms] });
          }
          highest.set(page, best);
          hit(page);
        }
        for (const [page, best] of highest) {
          hit(page).score += best.page + best.section;
          hit(page).words += 1;
        }
      }
      const top = Math.max(1, ...[...hits.values()].map(({ score }) => score));
      pages.forEach((page, nth) => {
        const part = said(nth, typed, stems);
        if (part) Object.assign(hit(nth), { part, words: Math.max(hit(nth).words, part * whole.length) });
      });
      const most = Math.max(0, ...[...hits.values()].map(({ words }) => words));
      const kept = [...hits.values()].filter(({ words }) => words >= most / 2);
      for (const one of kept) {
        const { rank, help, last } = pages[one.page];
        const together = Math.max(0, ...[...one.sections.values()].map(({ score }) => score));
        const part = one.part || 0;
        one.score = (one.score + together / 2) * (one.words / Math.max(1, whole.length)) + part * top * 1.5;
        one.score *= rank;
        /* Nobody who feels ill looks further than the first. */
        one.group = help && part ? 0 : last ? 2 : 1;
      }
      kept.sort((a, b) => a.group - b.group || b.score - a.score);
      /* A word that no page has is most often a medicine, an illness or something that one feels. */
      const put = (nth, at) => {
        const own = kept.find(({ page }) => page === nth) || { page: nth, sections: new Map() };
        const others = kept.filter((one) => one !== own);
        if (nth >= 0 && kept.indexOf(own) !== 0) kept.splice(0, kept.length, ...others.slice(0, at), own, ...others.slice(at));
      };
      if (unknown.length) {
        const mostly = unknown.length * 2 >= whole.length;
        if (!kept.slice(0, 2).some(({ page }) => pages[page].unknown)) put(pages.findIndex((page) => page.unknown), mostly ? 0 : 1);
        if (mostly) put(pages.findIndex((page) => page.help), 0);
      }
      /* What is read as a slip may be the name of a medicine that no page has. */
      if (!unknown.length && read.size === whole.length && read.size) put(pages.findIndex((page) => page.unknown), 2);
      const final = typed.at(-1);
      return {
        pages: kept.map(({ page, sections: of }) => ({ ...pages[page], parts: partsOf(of), named: isNamed(phrases[page], typed, stems) })),
        unknown,
        read,
        finished: /\s$/.test(query) || !(unknown.includes(final) || read.has(final)),
      };
    };

    function partsOf(found) {
      return [...found]
        .sort(([, a], [, b]) => b.score - a.score)
        .map(([section, { terms }]) => ({ anchor: sections[section][1], title: sections[section][2], text: texts[section] || "", terms }));
    }
  };

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const isHit = (word, terms) => terms.includes(wordsOf(word)[0]);
  const marked = (text, terms) =>
    text.split(/([\p{L}\p{N}]+(?:['’]\p{L}+)?)/u).map((part) => (part && isHit(part, terms) ? element("mark", {}, part) : part));

  /* Sentences and cells, each with what it ends in. */
  const pieces = (text) => text.replace(/([.!?]\u200b?) +/g, "$1\n").replace(/ · /g, " ·\n").split("\n");

  /* The words of one piece up to a length, never cut in or beside a number. */
  const cut = (piece, length) => {
    const words = piece.split(" ");
    let end = words.length;
    while (end > 1 && words.slice(0, end).join(" ").length > length) end -= 1;
    const numbers = (at) => words.slice(Math.max(0, at - 3), at + 3).some((word) => /\d/.test(word));
    if (end < words.length) while (end > 1 && numbers(end)) end -= 1;
    return end > 1 || words.length === 1 ? words.slice(0, end).join(" ") : piece;
  };

  /* The part of a section that has most of the words, as text; and a few words of it to find it by on the page. */
  const excerpt = ({ text, terms }) => {
    const all = pieces(text);
    const counts = all.map((piece) => new Set(wordsOf(piece).filter((word) => terms.includes(word))).size);
    const at = Math.max(0, counts.indexOf(Math.max(0, ...counts)));
    let end = at + 1;
    while (end < all.length && all.slice(at, end + 1).join(" ").length < 170) end += 1;
    const shown = all.slice(at, end).join(" ");
    const short = cut(shown, 220);
    const more = short !== shown || end < all.length;
    const around = all[at].replace(/ ·$/, "").split(CITATION).find((part) => part.split(" ").some((word) => isHit(word, terms)));
    const words = (around || "").trim().split(/\s+/);
    const hit = words.findIndex((word) => isHit(word, terms));
    return {
      text: `${at ? "… " : ""}${short.replace(CITATION, "").replace(/ ·$/, "")}${more ? "\u00a0…" : ""}`,
      place: counts[at] && hit >= 0 ? words.slice(Math.max(0, hit - 3), hit + 4).join(" ") : "",
    };
  };

  /* dialog: as the page has it, with what was typed before this came; base: the site's address; rest: a promise of the
     texts, which come later. */
  globalThis.startSearch = (dialog, base, rest) => {
    let find = makeFinder(globalThis.search_index);
    let complete = false;
    let lost = "";
    const $ = (selector) => dialog.querySelector(selector);
    const [input, status, list, more] = ["input", ".search__status", ".search__results", ".search__next"].map($);
    let waiting;
    let settle;

    const address = (page, part, place = "") =>
      base + page.url + (part?.anchor || place ? `#${part?.anchor || ""}` : "")
        + (place && `:~:text=${encodeURIComponent(place).replaceAll("-", "%2D")}`);

    const entry = (page) => {
      /* Whoever needs help sees the signs and the numbers first; a page that is asked for by its name opens at its top. */
      const [first, ...others] = page.help || page.named ? [undefined, ...page.parts] : page.parts;
      const { text, place } = first ? excerpt(first) : { text: page.about, place: "" };
      const terms = page.parts.flatMap((part) => part.terms);
      const isTitled = first?.title && first.title !== page.title && first.title !== "In short";
      const lines = [element("span", { class: "search__title" }, ...marked(page.title, terms))];
      if (isTitled) lines.push(element("span", { class: "search__section" }, ...marked(first.title, terms)));
      lines.push(element("span", { class: "search__text" }, ...marked(text || page.about, terms)));
      const named = others.filter(({ title, terms: own }) => title && wordsOf(title).some((word) => own.includes(word)));
      return element("li", {}, element("a", { href: address(page, first, place) }, ...lines), ...named.slice(0, 2).map((part) =>
        element("a", { href: address(page, part), class: "search__more" }, ...marked(part.title, part.terms)),
      ));
    };

    const tell = ({ pages, unknown, read }, shown) => {
      if (!complete) return lost || "Loading the rest of the search …";
      const quote = (words) => words.map((word) => `“${word}”`).join(" and ");
      const parts = [];
      for (const [word, other] of read) parts.push(`No page has “${word}”; these have “${other}”.`);
      if (unknown.length) {
        const rest = pages.some(({ parts: has }) => has.length);
        parts.push(`No page has ${quote(unknown)}${rest ? "; these have the rest" : ""}.`);
        if (pages.some((page) => page.unknown)) parts.push("If you feel ill now, get help. If it is a medicine or an illness, see the page on these.");
        else if (!pages.length) parts.push("Try another word. If you feel ill now, call your emergency number.");
      } else if (!pages.length) parts.push("Type a word for what you want to know.");
      if (shown < pages.length) parts.push(`Showing ${shown} of ${pages.length} pages.`);
      else if (pages.length) parts.push(`${pages.length} page${pages.length > 1 ? "s" : ""}.`);
      return parts.join(" ");
    };

    const show = (query, result, number = SHOWN) => {
      const { pages } = result;
      const shown = Math.min(number, pages.length);
      status.textContent = tell(result, shown);
      list.replaceChildren(...pages.slice(0, shown).map(entry));
      more.hidden = shown === pages.length;
      more.onclick = () => {
        show(query, result, number + SHOWN);
        list.children[number].firstChild.focus();
      };
      if (number === SHOWN) list.scrollTop = 0;
      if (complete) dialog.dataset.query = query;
    };

    const search = () => {
      clearTimeout(waiting);
      const query = input.value.trim();
      dialog.keep(query);
      if (query.length < 2) {
        list.replaceChildren();
        more.hidden = true;
        status.textContent = "";
        delete dialog.dataset.query;
        settle = undefined;
        return;
      }
      const result = find(input.value);
      /* Without the texts, nobody knows yet what no page has. */
      if (!complete && result.unknown.length + result.read.size) result.pages = result.pages.filter(({ parts }) => parts.length);
      settle = () => {
        clearTimeout(waiting);
        if (dialog.dataset.query !== query) show(query, result);
      };
      /* A word that is being typed may yet become one that pages have. */
      if (result.finished || !complete) settle();
      else waiting = setTimeout(settle, 600);
    };

    input.addEventListener("input", search);
    dialog.addEventListener("keydown", (event) => {
      const focusable = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
      const at = focusable.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && at >= 0) {
        event.preventDefault();
        focusable[Math.max(0, Math.min(focusable.length - 1, at + step))].focus();
      } else if (event.key === "Enter" && at === 0) {
        event.preventDefault();
        settle?.();
        list.querySelector("a")?.click();
      } else if (at > 0 && (event.key === "Home" || (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey))) input.focus();
    });
    search();
    return rest.then(() => {
      find = makeFinder(globalThis.search_index, globalThis.search_text);
      complete = true;
      delete dialog.dataset.query;
      /* Nothing moves under the hand of who has gone on to a result. */
      if (document.activeElement === input) search();
    }, () => {
      lost = "Only a part of the search did load. If you feel ill now, call your emergency number.";
      search();
    });
  };
}
