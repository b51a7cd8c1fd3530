// Changes the page into the next one where it differs, so that focus, scroll position, typed text
// and what a reader folded or unfolded stay.

const LEFT_TO_READER = ["open", "data-folded", "aria-expanded", "aria-activedescendant"];

function syncAttributes(now, next) {
  // What a reader folded or unfolded stays so until the server's own idea of it changes.
  const keeps = "default" in now.dataset && now.dataset.default === next.dataset.default;
  for (const { name } of [...now.attributes])
    if (!next.hasAttribute(name) && !(keeps && LEFT_TO_READER.includes(name)))
      now.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (now.getAttribute(name) !== value && !(keeps && LEFT_TO_READER.includes(name)))
      now.setAttribute(name, value);
}

function syncInput(now, next) {
  if ("find" in now.dataset) return; // what is typed there is no part of the search
  if (now.type === "checkbox") now.checked = next.hasAttribute("checked");
  else if (now !== document.activeElement || now.getAttribute("value") !== next.getAttribute("value"))
    now.value = next.getAttribute("value") ?? "";
}

const keyOf = (node) => node.id || node.dataset?.key;

function morph(now, next) {
  const keyed = new Map();
  for (const child of now.children) if (keyOf(child)) keyed.set(keyOf(child), child);
  let place = now.firstChild;
  for (const fresh of [...next.childNodes]) {
    const key = keyOf(fresh);
    let match = key ? keyed.get(key) : place;
    if (!key) while (match && (keyOf(match) || match.nodeName !== fresh.nodeName)) match = match.nextSibling;
    if (!match || match.nodeName !== fresh.nodeName) {
      now.insertBefore(fresh, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else now.insertBefore(match, place);
    if (match.nodeType !== Node.ELEMENT_NODE) {
      if (match.nodeValue !== fresh.nodeValue) match.nodeValue = fresh.nodeValue;
      continue;
    }
    if ("ours" in match.dataset) continue; // filled here, not by the server
    if (match.nodeName === "INPUT") syncInput(match, fresh); // before its attributes are the new ones
    syncAttributes(match, fresh);
    morph(match, fresh);
    if (match.nodeName === "SELECT") match.value = fresh.value;
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}
