// On a phone the contents lie over the page: whoever has chosen wants to see it.
const contents = document.getElementById("navigation");
contents.addEventListener("click", (event) => {
  if (event.target.closest("a")) contents.hidePopover();
});
