// Shortcuts and small comforts; every page works without them.
"use strict";
(() => {
  const form = document.getElementById("unit-form");
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
  if (!form) return;
  const target = form.elements.target;
  let sent = false;
  if (!problem && matchMedia("(min-width: 62rem)").matches) target.focus({ preventScroll: true });

  const press = (key) => {
    const button = form.querySelector(`button[data-key="${key}"]`);
    if (button && !sent) form.requestSubmit(button);
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      press(event.shiftKey ? "approve-next" : "save-next");
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const link = document.getElementById(event.key === "ArrowUp" ? "previous" : "next");
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  // One press is one decision; a page that comes back from the browser's cache can be used again.
  form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });

  // Leaving with unsaved text asks first.
  const first = problem ? null : target.value;
  window.addEventListener("beforeunload", (event) => { if (!sent && target.value !== first) event.preventDefault(); });

  for (const button of form.querySelectorAll("button.insert")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const [before, after = ""] = button.dataset.insert.split("|");
      const { selectionStart: start, selectionEnd: end, value } = target;
      target.setRangeText(before + value.slice(start, end) + after, start, end, "end");
      if (start === end) target.selectionStart = target.selectionEnd = start + before.length;
      target.focus();
    });
  }

  const grow = () => { target.style.height = "auto"; target.style.height = `${target.scrollHeight + 4}px`; };
  if (!CSS.supports("field-sizing", "content")) target.addEventListener("input", grow);
})();
