// Comfort only: every page works without this file.
// Forms marked data-autosubmit are sent when a choice changes; their button stays for others.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
