// Copying, and what goes with sharing.

async function copyText(text) {
  try {
    return await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP there is no clipboard, and a browser may deny it; the old way still works.
  }
  const box = element("textarea", { class: "cs-hidden", "aria-hidden": "true" });
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await copyText(source.value ?? source.textContent);
  const said = button.firstChild;
  const before = button.dataset.said ?? said.nodeValue;
  button.dataset.said = before;
  said.nodeValue = "Copied";
  tell("Copied");
  setTimeout(() => { said.nodeValue = before; }, 2500);
}

// Says something to readers of speech, who do not see that a button has changed.
function tell(text) {
  const line = document.getElementById("cs-told");
  if (line) line.textContent = text;
}

// Returns whether a click was meant for something here.
function onShareClick(event) {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  return Boolean(button);
}
