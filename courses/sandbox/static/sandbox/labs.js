// The page of a lab works without any of this. With it, the terminal comes when it is opened, and stays where it is while forms
// are sent: only the parts that an answer changes are put in place of the old ones.

for (const place of document.querySelectorAll("[data-term]")) {
  const button = place.querySelector("[data-open]");
  let again = null;
  const start = async () => {
    button.hidden = true;
    if (again) return again();
    const { open } = await import(place.dataset.module);
    again = await open(place);
  };
  button.hidden = false;
  button.addEventListener("click", start);
  if (location.hash === "#terminal") start();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("stays" in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  if (form.dataset.stays) form.querySelector("button").textContent = form.dataset.stays;
  const home = form.closest("[data-part]").id;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page?.getElementById("checks")) return location.reload(); // signed out, or no line: the page says how it is
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    const fields = [...part.querySelectorAll("textarea")];
    const isInUse = part.open || fields.some(({ value, defaultValue }) => value !== defaultValue);
    if (fresh && (part.id === home || !isInUse)) part.replaceWith(fresh);
  }
  const place = document.getElementById(home);
  place.querySelector("summary, h2").after(...page.querySelectorAll(".messages > *, #said > *"));
  place.tabIndex = -1;
  place.focus();
});
