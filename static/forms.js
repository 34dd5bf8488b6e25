// Helps with forms: counts characters. Without this file every form works by its buttons.
(() => {
  const words = document.currentScript.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  function counter(field) {
    let output = document.getElementById(`${field.id}_limit`);
    const most = Number(field.dataset.most);
    const count = () => {
      const left = most - [...field.value].length;
      if (!output && left >= 0) return;
      output ??= field.insertAdjacentElement("beforebegin", document.createElement("div"));
      output.className = left < 0 ? "field-error" : "help";
      output.ariaLive = "polite";
      say(output, (left < 0 ? words.over : words.left).replace("%s", number.format(Math.abs(left))));
    };
    field.addEventListener("input", count);
    if (field.value) count();
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-most]").forEach(counter);
  });
})();
