// Helps with forms: counts characters, adds and removes rows. Without this file every form works by its buttons.
(() => {
  const words = document.currentScript.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const status = document.createElement("div");

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function countCharacters(field) {
    const most = Number(field.dataset.most);
    let output = document.getElementById(`${field.id}_limit`);
    const count = () => {
      const left = most - [...field.value].length;
      if (!output && left >= 0) return;
      output ??= field.insertAdjacentElement("beforebegin", make("div"));
      output.className = left < 0 ? "field-error" : "help";
      output.setAttribute("aria-live", "polite");
      say(output, (left < 0 ? words.over : words.left).replace("%s", number.format(Math.abs(left))));
    };
    field.addEventListener("input", count);
    if (field.value) count();
  }

  // A removed row stays in the page with its tick, because rows are numbered without gaps.
  function offerRemoval(row, rows) {
    const removal = row.querySelector(".row-removal");
    const button = make("button", "button button-secondary", words.remove);
    button.type = "button";
    button.addEventListener("click", () => {
      removal.querySelector("input").checked = true;
      row.hidden = true;
      row.dispatchEvent(new Event("input", { bubbles: true }));
      say(status, words.removed);
      rows.dispatchEvent(new Event("rows"));
      rows.focus();
    });
    removal.replaceChildren(removal.querySelector("input"), button);
    removal.querySelector("input").hidden = true;
    removal.hidden = false;
  }

  function helpWithRows(rows) {
    const template = rows.querySelector("template");
    const total = rows.parentElement.querySelector(`[name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
    const add = rows.querySelector("[name=add]");
    const shown = () => rows.querySelectorAll(".row:not([hidden])").length;
    rows.querySelectorAll(".row").forEach((row) => offerRemoval(row, rows));
    if (!template || !add) return;
    rows.addEventListener("rows", () => { add.hidden = shown() >= Number(rows.dataset.max); });
    add.addEventListener("click", (event) => {
      event.preventDefault();
      const row = template.content.firstElementChild.cloneNode(true);
      for (const element of [row, ...row.querySelectorAll("*")]) {
        for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__prefix__", total.value);
      }
      total.value = Number(total.value) + 1;
      add.parentElement.before(row);
      begin(row);
      offerRemoval(row, rows);
      rows.dispatchEvent(new Event("rows"));
      row.querySelector("select, input:not([type=hidden]), textarea").focus();
    });
  }

  function begin(part) {
    part.querySelectorAll("[data-most]").forEach(countCharacters);
  }

  addEventListener("DOMContentLoaded", () => {
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    document.querySelector("main").append(status);
    begin(document);
    document.querySelectorAll(".rows").forEach(helpWithRows);
  });
})();
