// Comfort only: every page works without this file.
// Forms marked data-autosubmit are sent when a choice changes; their button stays for others.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// Points get a slider beside their number field, and both say the same.
for (const field of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.min;
  slider.max = field.max;
  slider.value = field.value;
  slider.tabIndex = -1; // one stop of the keyboard a swing: the number field
  slider.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(field.id)}"]`).textContent + ", slider");
  slider.addEventListener("input", () => {
    field.value = slider.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", () => { slider.value = field.value; });
  field.after(slider);
}

// A form with data-preview shows its result as it is filled in: the last answer wins.
for (const form of document.querySelectorAll("form[data-preview]")) {
  const result = document.getElementById("weights-result");
  const said = document.getElementById("weights-said");
  let timer, request;
  const show = (html) => {
    const open = result.querySelector("details")?.open;
    result.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes); // what is parsed so runs nothing
    const details = result.querySelector("details");
    if (open && details) details.open = true;
    result.removeAttribute("aria-busy");
    said.textContent = result.querySelector("[data-said]")?.dataset.said ?? result.textContent.trim();
  };
  form.addEventListener("input", (event) => {
    if (event.target.type !== "number") return;
    clearTimeout(timer);
    result.setAttribute("aria-busy", "true");
    timer = setTimeout(async () => {
      request?.abort();
      request = new AbortController();
      try {
        const answer = await fetch(form.dataset.preview + "?" + new URLSearchParams(new FormData(form)), { signal: request.signal });
        if (!answer.ok) throw new Error(answer.statusText);
        show(await answer.text());
      } catch (error) {
        if (error.name !== "AbortError") show("<p>The result could not be fetched. “Show the result” asks for it anew.</p>");
      }
    }, 60);
  });
}

// A form with data-check says what its ranges come to as it is filled in; saving says it, too.
for (const form of document.querySelectorAll("form[data-check]")) {
  const says = document.getElementById("says");
  let timer, request;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      request?.abort();
      request = new AbortController();
      try {
        const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: request.signal });
        if (!answer.ok) return; // the page keeps what it said
        const page = new DOMParser().parseFromString(await answer.text(), "text/html"); // what is parsed so runs nothing
        says.replaceChildren(...page.body.childNodes);
      } catch (error) {
        if (error.name !== "AbortError") says.replaceChildren("What the ranges come to could not be fetched. Saving says it.");
      }
    }, 500);
  });
}

// What is to be mended in a form comes first.
document.querySelector("[data-focus]")?.focus();

// A page of work that goes on looks again by itself.
for (const section of document.querySelectorAll("[data-reload]")) {
  setTimeout(() => location.reload(), Number(section.dataset.reload) * 1000);
}
