// Makes what works by itself more comfortable. Without this file every page works by its buttons.

// Menus of the masthead close by Escape, which gives the focus back, and by a click elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

const parsed = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

// A row is saved where it stands: its button is taken from the page that it would lead to.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.matches(".save[formaction]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  body.set(button.name, button.value);
  const page = await parsed(await fetch(button.formAction, { method: "POST", body }));
  const answer = page.querySelector(`.save[formaction="${button.getAttribute("formaction")}"]`);
  if (!answer) return location.reload();
  document.querySelector("main").prepend(...page.querySelectorAll(".messages"));
  button.replaceWith(answer);
  answer.focus();
});

document.addEventListener("DOMContentLoaded", () => {
  // Filters change the address without a new page, and the other languages keep them.
  document.querySelector(".menu-languages")?.addEventListener("click", (event) => {
    if (event.target.hreflang) event.target.search = location.search;
  });

  // Another scheme is shown without a new page, so that nothing that was typed is lost.
  document.querySelector(".schemes")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { form, value: scheme } = event.submitter;
    await fetch(form.action, { method: "POST", body: new URLSearchParams({ scheme }), redirect: "manual" });
    document.documentElement.dataset.scheme = scheme;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === scheme);
  });

  // Filters answer at once: whatever changes in the list is taken from the page that the button would lead to.
  const filters = document.querySelector(".facets");
  if (filters) {
    const parts = [".facets", ".results"];
    const announcement = document.querySelector("[data-announcement]");
    let shown = location.search;
    const labelButton = () => {
      const button = filters.querySelector("[data-applied]");
      button.textContent = button.dataset.applied;
    };
    const addressOf = () => {
      const query = `${new URLSearchParams([...new FormData(filters)].filter(([, value]) => value))}`;
      return query ? `?${query}` : location.pathname;
    };
    const show = (page) => {
      const { name, value } = document.activeElement;
      const open = new Map([...filters.querySelectorAll("details")].map((part) => [part.id, part.open]));
      for (const part of parts) document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
      for (const part of filters.querySelectorAll("details")) part.open = open.get(part.id) ?? part.open;
      if (name) [...filters.elements].find((field) => field.name === name && field.value === value)?.focus();
      announcement.textContent = document.querySelector(".count").textContent;
      labelButton();
    };
    let latest;
    filters.addEventListener("change", async () => {
      const address = addressOf();
      latest = address;
      try {
        const page = await parsed(await fetch(address));
        if (latest !== address) return;
        show(page);
        history.pushState({}, "", `${address}${location.hash}`);
        shown = location.search;
      } catch {
        filters.submit();
      }
    });
    // What the button of the sheet asks for may be there already.
    filters.addEventListener("submit", (event) => {
      if (event.submitter?.dataset.applied && new URL(addressOf(), location).search === shown) {
        event.preventDefault();
        location.hash = "results";
      }
    });
    // Links within the page, as that past the head, come by here too.
    window.addEventListener("popstate", () => { if (location.search !== shown) location.reload(); });
    labelButton();
  }
});
