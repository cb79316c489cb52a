/* Finds the pages for a reader's words, with lunr. Runs in a worker; in the page where it is opened from disk. */
"use strict";
{
  /* In a worker, lunr comes in a file that also listens for the theme's messages. Here it does not. */
  const inWorker = typeof importScripts === "function";
  let find;

  /* One index of all sections. A page's reader's words count most, then its title, its headings, its text. */
  const build = ({ documents, fields }) => {
    const { lunr } = globalThis;
    const index = lunr(function () {
      lunr.tokenizer.separator = /[^\p{L}\p{N}]+/u;
      this.pipeline.remove(lunr.trimmer);
      this.ref("id");
      for (const [name, boost] of Object.entries(fields)) this.field(name, { boost });
      documents.forEach((entry, id) => this.add({ ...entry, id }, { boost: entry.boost }));
    });
    const stem = (word) => lunr.stemmer(new lunr.Token(word, {})).toString();

    /* The best of an exact word, the start of a word, and, in long words, a slip of a letter or two. */
    const scores = (word) => {
      const best = new Map();
      const ask = (options, weight) => {
        for (const { ref, score } of index.query((query) => query.term(options.stem ?? word, options))) {
          best.set(ref, Math.max(best.get(ref) || 0, score * weight));
        }
      };
      ask({ stem: stem(word), usePipeline: false }, 1);
      if (word.length > 2) ask({ wildcard: lunr.Query.wildcard.TRAILING, usePipeline: false }, 0.6);
      if (word.length > 4) ask({ stem: stem(word), usePipeline: false, editDistance: word.length > 8 ? 2 : 1 }, 0.4);
      return best;
    };

    return (text) => {
      const said = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
      const telling = said.filter((word) => lunr.stopWordFilter(word));
      const words = [...new Set(telling.length ? telling : said)];
      const found = new Map();
      for (const word of words) {
        for (const [ref, score] of scores(word)) {
          const entry = found.get(ref) || { score: 0, words: 0 };
          found.set(ref, { score: entry.score + score, words: entry.words + 1 });
        }
      }
      /* A section that has all the words comes before one that has the first of them often. */
      const ranked = [...found].map(([ref, { score, words: had }]) => ({
        ...documents[ref],
        score: score * (had / words.length) ** 3,
      }));
      ranked.sort((a, b) => b.score - a.score);
      const pages = new Map();
      for (const entry of ranked) {
        const page = pages.get(entry.page) || { score: entry.score, page: entry.page, sections: [] };
        if (page.sections.length < 3) page.sections.push(entry);
        pages.set(entry.page, page);
      }
      return { words: words.map(stem), pages: [...pages.values()].slice(0, 10) };
    };
  };

  if (inWorker) {
    onmessage = ({ data }) => {
      if (data.urls) {
        const listen = globalThis.addEventListener;
        globalThis.addEventListener = () => {};
        importScripts(...data.urls);
        globalThis.addEventListener = listen;
        find = build(globalThis.searchIndex);
      } else postMessage({ query: data.query, ...find(data.query) });
    };
  } else globalThis.makeFinder = build;
}
