// Proposes an address from the company's name until somebody writes one of their own.
const name = document.getElementById("id_name");
const slug = document.getElementById("id_slug");

if (name && slug) {
  let own = slug.value !== "";
  slug.addEventListener("input", (event) => {
    if (event.isTrusted) own = slug.value !== "";
  });
  name.addEventListener("input", () => {
    if (own) return;
    slug.value = name.value
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[-0-9]+|-+$/g, "")
      .slice(0, 40)
      .replace(/-+$/, "");
    slug.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
