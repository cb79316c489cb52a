/* Sheets to fill in: ☐ becomes a box to tick, ○ one of several choices, a line to write on a field; buttons print the
   sheet or empty it. Nothing is kept or sent. Without this script a sheet is what the printer prints. */
"use strict";
{
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const clean = (text) => text.replace(/\[?\d+\]|[☐○¶]/g, "").replace(/\s+/g, " ").trim();
  /* What a mark answers: in a table, the titles of its row and its column; elsewhere the text before it. */
  const question = (block) => {
    const titles = [block.parentElement.firstElementChild.textContent, block.dataset.label];
    return block.matches("td") ? clean(titles.join(": ")) : clean(block.textContent.split(/[☐○]/)[0]);
  };

  /* Puts each mark in a block, and the text up to the next one, into a label with an input. */
  const fill = (block, number) => {
    const name = question(block) || clean(block.textContent);
    const choices = block.textContent.includes("○");
    let label;
    for (const node of [...block.childNodes]) {
      if (node.matches?.("ul, ol, p, details, .note-line")) label = undefined;
      const parts = node.nodeType === Node.TEXT_NODE ? node.data.split(/([☐○])/) : [node];
      if (parts.length === 1) {
        label?.append(node);
        continue;
      }
      for (const part of parts) {
        if (part === "☐" || part === "○") {
          const type = part === "☐" ? "checkbox" : "radio";
          label = element("label", {}, element("input", { type, name: `sheet-${number}`, autocomplete: "off" }));
          node.before(label);
        } else if (label) label.append(part.trimStart());
        else node.before(part);
      }
      node.remove();
    }
    for (const empty of block.querySelectorAll("label")) {
      if (!clean(empty.textContent)) empty.firstChild.setAttribute("aria-label", name);
    }
    if (choices) {
      const group = element("span", { role: "radiogroup", "aria-label": name });
      block.querySelector("label").before(group);
      group.append(...block.querySelectorAll(":scope > label"));
    }
  };

  for (const sheet of document.querySelectorAll(".sheet")) {
    [...sheet.querySelectorAll("li, p, td")]
      .filter((block) => [...block.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[☐○]/.test(node.data)))
      .forEach(fill);
    let heading;
    for (const node of sheet.querySelectorAll("h2, h3, .note-line, td:empty")) {
      if (node.matches("h2, h3")) heading = clean(node.textContent);
      else {
        const own = node.matches("td") ? question(node) : clean(node.parentElement.textContent);
        const field = element("textarea", { class: "note-line", rows: 1, "aria-label": own || heading, autocomplete: "off" });
        if (node.matches("td")) node.append(field);
        else node.replaceWith(field);
      }
    }

    const print = element("button", { type: "button", class: "sheet__print" }, "Print this sheet");
    const empty = element("button", { type: "button" }, "Empty it");
    const tools = element("div", { class: "sheet__tools" }, print, empty);
    sheet.querySelector("h2").after(tools);
    print.addEventListener("click", () => {
      document.body.classList.add("prints-sheet");
      sheet.dataset.printed = "";
      window.print();
    });
    addEventListener("afterprint", () => {
      document.body.classList.remove("prints-sheet");
      delete sheet.dataset.printed;
    });
    empty.addEventListener("click", () => {
      for (const input of sheet.querySelectorAll("input")) input.checked = false;
      for (const field of sheet.querySelectorAll("textarea")) field.value = "";
      for (const answer of sheet.querySelectorAll("details")) answer.open = false;
    });
  }

  /* Paper can't be opened, so it shows the answers, and closes them again. */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll(".sheet details:not([open])")];
    for (const answer of closed) answer.open = true;
  });
  addEventListener("afterprint", () => {
    for (const answer of closed) answer.open = false;
  });
}
