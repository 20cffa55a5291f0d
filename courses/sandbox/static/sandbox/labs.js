// The terminal of a lab comes when it is opened; the page works without.

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
