/* A check for axe, as Wagtail loads it in the editor and in a preview: link text that is the same on every page. */
(() => {
  const empty = new Set([
    "here", "click", "click here", "this", "this link", "link", "more", "read more", "learn more", "go", "see here",
    "aqui", "clic", "clic aqui", "haz clic", "haz clic aqui", "da clic aqui", "este enlace", "enlace", "liga", "este",
    "esta liga", "ver", "ver mas", "mas", "leer mas", "ve aqui", "link",
  ]);
  const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^\p{L}\p{N} ]/gu, " ")
    .replace(/\s+/g, " ").trim().toLowerCase();
  const says = link => link.getAttribute("aria-label") || link.textContent || "";
  window.axe?.configure({ checks: [{ id: "link-words", evaluate: link => !empty.has(plain(says(link))) }] });
})();
