// A mistake leads to its line, and nobody leaves by mistake with what they typed. Without it links lead to the file.
for (const link of document.querySelectorAll("a[data-field]")) {
  link.addEventListener("click", event => {
    const field = document.getElementById(link.dataset.field), line = Number(link.dataset.line);
    if (!field) return;
    event.preventDefault();
    const lines = field.value.split("\n"), place = Math.max(0, line - 1);
    const start = lines.slice(0, place).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (line ? (lines[place] || "").length : 0));
    field.scrollTop = field.scrollHeight / lines.length * Math.max(0, place - 3);
    field.scrollIntoView({block: "center"});
  });
}
const form = document.querySelector("form[data-writing]");
if (form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", event => { if (changed) event.preventDefault(); });
}
