// Makes filters answer at once. Without this file every page works by its buttons.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-live]");
  if (form && window.htmx) {
    const target = form.dataset.live;
    const ask = () => {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      const address = query.size ? `${form.action}?${query}` : form.action;
      window.htmx.ajax("GET", address, { target, swap: "innerHTML" }).then(() => history.pushState({}, "", address));
    };
    form.addEventListener("change", (event) => { if (event.target.type === "checkbox") ask(); });
    window.addEventListener("popstate", () => location.reload());
  }
  const filters = document.querySelector("details.facets");
  if (filters && matchMedia("(max-width: 59.99rem)").matches) filters.open = false;
});
