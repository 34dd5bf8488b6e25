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

  // Filters answer at once.
  const form = document.querySelector("form[data-live]");
  if (form && window.htmx) {
    const target = form.dataset.live;
    let shown = location.search;
    const ask = () => {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      const address = query.size ? `${form.action}?${query}` : form.action;
      window.htmx.ajax("GET", address, { target, swap: "innerHTML" }).then(() => {
        history.pushState({}, "", address);
        shown = location.search;
      });
    };
    form.addEventListener("change", (event) => { if (event.target.type === "checkbox") ask(); });
    // Links within the page, as that past the head, come by here too.
    window.addEventListener("popstate", () => { if (location.search !== shown) location.reload(); });
  }
  const filters = document.querySelector("details.facets");
  if (filters && matchMedia("(max-width: 59.99rem)").matches) filters.open = false;
});
