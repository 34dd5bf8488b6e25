// Names what Django's own scripts leave without a name. They are done when the page is loaded.
addEventListener("load", () => {
  // The magnifying glass beside a filter is an image, whose name is that of the field.
  for (const icon of document.querySelectorAll(".help-tooltip[aria-label]")) icon.role = "img";

  // Choices found by typing: the box is named by the label of the field that it stands for, and says what is chosen.
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector("[role=combobox]");
    const [label] = select.labels;
    if (!box || !label) continue;
    label.id ||= `${select.id}_label`;
    const chosen = box.querySelector("[role=textbox]");
    chosen?.removeAttribute("role");
    chosen?.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${label.id} ${chosen?.id ?? ""}`.trim());
  }
});
