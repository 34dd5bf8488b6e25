// Helps with forms: counts characters, finds choices, adds and removes rows, keeps what is typed.
// Without this file every form works by its buttons.
(() => {
  const words = document.currentScript.dataset;
  const language = document.documentElement.lang;
  const KEEP_AFTER = 20_000;
  const LONG_LIST = 12;

  const make = (tag, attributes, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };
  const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const withNumber = (text, number) => text.replace("%s", new Intl.NumberFormat(language).format(number));
  const status = make("div", { class: "visually-hidden", role: "status" });

  // --- How long a text may be ---

  function countCharacters(field) {
    const most = Number(field.dataset.most);
    let output = document.getElementById(`${field.id}_limit`);
    const count = () => {
      const left = most - [...field.value].length;
      if (!output && left >= 0) return;
      output ??= field.insertAdjacentElement("beforebegin", make("div", {}));
      output.className = left < 0 ? "field-error" : "help";
      output.setAttribute("aria-live", "polite");
      say(output, withNumber(left < 0 ? words.over : words.left, Math.abs(left)));
    };
    field.addEventListener("input", count);
    if (field.value) count();
  }

  // --- Long lists of choices ---

  // Without accents, vowel marks, case and punctuation; Arabic letters that are typed one for the other are one.
  const LETTERS = { ة: "ه", ى: "ي", ٱ: "ا", ک: "ك", ی: "ي" };
  const plain = (text) => text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").replace(/[ةىٱکی]/g, (letter) => LETTERS[letter])
    .toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  function helpToChoose(choices) {
    const options = [...choices.querySelectorAll("input[type=checkbox]")].map((box) => {
      const label = box.closest("label");
      const name = label.textContent.trim();
      return { box, item: label.parentElement, name, text: plain(`${name} ${box.dataset.names ?? ""}`) };
    });
    choices.querySelector(".find")?.remove();
    if (options.length < LONG_LIST) return;
    const id = `${options[0].box.name}_filter`;
    const input = make("input", { id, type: "search", autocomplete: "off", "aria-controls": choices.querySelector("div[id]").id });
    const chosen = make("ul", { class: "chosen" });
    const filter = () => {
      const asked = plain(input.value).split(" ");
      const found = options.filter((option) => {
        option.item.hidden = !asked.every((word) => option.text.includes(word));
        return !option.item.hidden;
      });
      choices.querySelectorAll("[role=group]").forEach((group) => {
        group.hidden = !group.querySelector("label:not([hidden] *)");
      });
      say(status, withNumber(words.found, found.length));
      return found;
    };
    const show = () => {
      chosen.replaceChildren(...options.filter((option) => option.box.checked).map((option) => {
        const button = make("button", { type: "button", "aria-label": words.unchoose.replace("%s", option.name) }, option.name);
        button.addEventListener("click", () => {
          option.box.checked = false;
          option.box.dispatchEvent(new Event("change", { bubbles: true }));
          (chosen.querySelector("button") ?? input).focus();
        });
        return make("li", {}, button);
      }));
    };
    input.addEventListener("input", filter);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        input.value = "";
        filter();
      } else if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        filter()[0]?.box.focus();
      }
    });
    choices.addEventListener("change", show);
    choices.before(chosen, make("label", { for: id, class: "help" }, words.find), input);
    show();
  }

  // --- Rows ---

  // A removed row stays in the page with its tick, because rows are numbered without gaps.
  function offerRemoval(row, rows) {
    const removal = row.querySelector(".row-removal");
    const tick = removal.querySelector("input");
    const button = make("button", { type: "button", class: "button button-secondary" }, words.remove);
    button.addEventListener("click", () => {
      tick.checked = true;
      row.hidden = true;
      tick.dispatchEvent(new Event("change", { bubbles: true }));
      say(status, words.removed);
      rows.focus();
    });
    tick.hidden = true;
    removal.replaceChildren(tick, button);
    removal.hidden = false;
  }

  function helpWithRows(rows) {
    const template = rows.querySelector("template");
    const total = rows.parentElement.querySelector(`[name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
    const add = rows.querySelector("[name=add]");
    rows.querySelectorAll(".row").forEach((row) => offerRemoval(row, rows));
    if (!template || !add) return;
    rows.addEventListener("change", () => {
      add.hidden = rows.querySelectorAll(".row:not([hidden])").length >= Number(rows.dataset.max);
    });
    add.addEventListener("click", (event) => {
      event.preventDefault();
      const row = template.content.firstElementChild.cloneNode(true);
      for (const element of [row, ...row.querySelectorAll("*")]) {
        for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__prefix__", total.value);
      }
      total.value = Number(total.value) + 1;
      add.parentElement.before(row);
      offerRemoval(row, rows);
      row.querySelectorAll("[data-most]").forEach(countCharacters);
      const first = row.querySelector("select, textarea, input:not([type=hidden])");
      first.dispatchEvent(new Event("change", { bubbles: true }));
      first.focus();
    });
  }

  // --- What is typed and not saved ---

  // Whoever signs in in another window changes the token of every form.
  async function renewTokens() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("main form [name=csrfmiddlewaretoken]");
    if (answer.redirected || !token) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token.value; });
    return true;
  }

  function keepText(form) {
    const output = form.appendChild(make("p", { class: "kept", role: "status" }));
    let isChanged = form.dataset.keeps === "changed";
    let isOvertaken = false;
    let isSaving = false;
    let timer;

    const request = (isLast) => {
      const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      const body = new URLSearchParams([...typed, ["keep", "1"]]);
      return fetch(location.href, { method: "POST", body, keepalive: isLast });
    };
    const note = async (answer) => {
      if (answer.ok) {
        form.elements.kept.value = (await answer.json()).kept;
        const time = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
        say(output, words.kept.replace("%s", time));
        return;
      }
      isChanged = true;
      isOvertaken = answer.status === 409;
      say(output, isOvertaken ? words.overtaken : words.failed);
      if (answer.status === 403) {
        output.replaceChildren(words.out, " ", make("a", { href: words.login, target: "_blank", rel: "noopener" }, words.sign));
      }
    };
    const keep = async (isLast = false) => {
      clearTimeout(timer);
      timer = undefined;
      if (!isChanged || isOvertaken || isSaving) return;
      isChanged = false;
      try {
        const answer = await request(isLast);
        await note(answer.status === 403 && await renewTokens() ? await request(isLast) : answer);
      } catch {
        isChanged = true;
        say(output, words.failed);
      }
      if (isChanged) wait();
    };
    const wait = () => { timer ??= setTimeout(keep, KEEP_AFTER); };
    const change = (event) => {
      if (!event.target.name) return;
      isChanged = true;
      wait();
    };
    form.addEventListener("input", change);
    form.addEventListener("change", change);
    // Other forms, such as that of the scheme, leave the text where it is. What is discarded is not kept again.
    document.addEventListener("submit", (event) => {
      const isOwn = event.target === form || event.target.elements.discard;
      if (isOwn && !event.defaultPrevented) isSaving = true;
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep(true); });
    addEventListener("beforeunload", (event) => { if (isChanged && !isSaving) event.preventDefault(); });
    addEventListener("pageshow", (event) => { if (event.persisted) isSaving = false; });
    if (isChanged) wait();
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelector("main").append(status);
    document.querySelectorAll("[data-most]").forEach(countCharacters);
    document.querySelectorAll(".choices").forEach(helpToChoose);
    document.querySelectorAll(".rows").forEach(helpWithRows);
    document.querySelectorAll("form[data-keeps]").forEach(keepText);
    if (document.querySelector("form.resend")) addEventListener("focus", renewTokens);
  });
})();
