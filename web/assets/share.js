// Copying, sharing, and the reader's own list, which this browser keeps until it is shared as a link.

const OWN_LIST = "caseshelf-list";
const MOST_LISTED = 100;

// Says something to readers of speech, who do not see that a button has changed.
function tell(text) {
  const line = document.getElementById("cs-told");
  if (line) line.textContent = text;
}

const texts = () => document.getElementById("cs-told").dataset;

// -- Copying -----------------------------------------------------------------------------------

async function copyText(text, place) {
  try {
    return await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP there is no clipboard, and a browser may deny it; the old way still works.
  }
  const box = element("textarea", { class: "cs-hidden", "aria-hidden": "true" });
  box.value = text;
  place.append(box); // beside the button: a dialog lets nothing outside of it be selected
  box.select();
  document.execCommand("copy");
  box.remove();
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await copyText(source.value ?? source.textContent, button.parentElement);
  button.focus();
  const said = button.firstChild;
  button.dataset.said ??= said.nodeValue;
  said.nodeValue = texts().copied;
  tell(texts().copied);
  setTimeout(() => { said.nodeValue = button.dataset.said; }, 2500);
}

// -- The dialog --------------------------------------------------------------------------------

async function openShare(link) {
  const dialog = document.getElementById("cs-dialog");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const close = element("button", { type: "button", class: "cs-button cs-dismiss", "data-close": "" });
    close.textContent = texts().close;
    dialog.replaceChildren(document.adoptNode(made.getElementById("cs-share")), close);
    dialog.showModal();
    dialog.querySelector("h1").focus();
  } catch {
    location.assign(link.href); // the same as a page of its own
  }
}

function printAll(link) {
  const opened = window.open(link.href);
  opened?.addEventListener("load", () => opened.print());
}

// -- The reader's own list -----------------------------------------------------------------------

// Kept as the parameters of its address: `title`, `note`, and an `item` for each entry, `ID:NOTE`.
const ownList = () => new URLSearchParams(localStorage.getItem(OWN_LIST) ?? "");
const idsOn = (list) => list.getAll("item").map((item) => item.split(":")[0]);

function keepList(list) {
  if (list.has("item")) localStorage.setItem(OWN_LIST, String(list));
  else localStorage.removeItem(OWN_LIST);
  showOwnList();
}

function tick(box) {
  const list = ownList();
  const items = list.getAll("item").filter((item) => item.split(":")[0] !== box.value);
  if (box.checked && items.length >= MOST_LISTED) {
    box.checked = false;
    return tell(texts().full);
  }
  list.delete("item");
  for (const item of box.checked ? [...items, box.value] : items) list.append("item", item);
  keepList(list);
  tell(box.checked ? texts().added : texts().removed);
}

function showOwnList() {
  const list = ownList();
  const ids = idsOn(list);
  for (const box of document.querySelectorAll("[data-tick]")) box.checked = ids.includes(box.value);
  const way = document.getElementById("cs-own-list");
  if (!way) return;
  way.hidden = ids.length === 0;
  way.href = `list?${list}`;
  way.querySelector(".cs-chosen").firstChild.nodeValue = String(ids.length);
}

const shownList = () => document.querySelector("[data-list]");
const isOwn = (reading) => {
  const shown = idsOn(new URLSearchParams(reading.dataset.list));
  return String(shown) === String(idsOn(ownList()));
};

function addAll() {
  const list = ownList();
  for (const item of new URLSearchParams(shownList().dataset.list).getAll("item")) {
    const ids = idsOn(list);
    if (!ids.includes(item.split(":")[0]) && ids.length < MOST_LISTED) list.append("item", item);
  }
  keepList(list);
  showListPage();
  tell(texts().added);
}

function showListPage() {
  const reading = shownList();
  if (!reading) return;
  const ids = idsOn(ownList());
  const more = idsOn(new URLSearchParams(reading.dataset.list)).some((id) => !ids.includes(id));
  const button = reading.querySelector("[data-add-all]");
  if (button) button.hidden = !more;
  const empty = reading.querySelector("[data-empty]");
  if (empty) empty.hidden = !isOwn(reading);
  for (const box of reading.querySelectorAll("textarea"))
    if (box !== document.activeElement) box.value = box.defaultValue;
}

function applyList(host, form) {
  const list = new URLSearchParams();
  for (const name of ["title", "note"]) {
    const text = form.elements[name].value.trim();
    if (text) list.append(name, text);
  }
  for (const row of form.querySelectorAll("[data-item]")) {
    const note = row.querySelector("[data-note]").value.trim();
    list.append("item", note ? `${row.dataset.item}:${note}` : row.dataset.item);
  }
  if (isOwn(shownList())) keepList(list);
  go(host, `list?${list}`);
}

function moveItem(host, button) {
  const row = button.closest("[data-item]");
  const up = button.dataset.move === "-1";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  for (const each of row.parentElement.children) {
    each.querySelector("[data-move='-1']").disabled = !each.previousElementSibling;
    each.querySelector("[data-move='1']").disabled = !each.nextElementSibling;
  }
  const rows = [...row.parentElement.children];
  tell(texts().moved.replace("{place}", rows.indexOf(row) + 1).replace("{total}", rows.length));
  (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
  applyList(host, row.closest("form"));
}

function dropItem(host, button) {
  const row = button.closest("[data-item]");
  const form = row.closest("form");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  next?.querySelector("[data-drop]").focus();
  applyList(host, form);
}

// -- What the page asks --------------------------------------------------------------------------

// Returns whether a click was meant for something here.
function onShareClick(event) {
  const host = event.currentTarget;
  const found = (name) => event.target.closest(`[data-${name}]`);
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  let target;
  if ((target = found("copy"))) copy(target);
  else if ((target = found("move"))) moveItem(host, target);
  else if ((target = found("drop"))) dropItem(host, target);
  else if (found("add-all")) addAll();
  else if (found("empty")) {
    keepList(new URLSearchParams());
    go(host, "list");
  }
  else if (found("close") || event.target.id === "cs-dialog") document.getElementById("cs-dialog").close();
  else if (plain && (target = found("share"))) {
    event.preventDefault();
    openShare(target);
  } else if (plain && (target = found("print"))) {
    event.preventDefault();
    printAll(target);
  } else return false;
  return true;
}

function onShareSubmit(event) {
  if (!("listForm" in event.target.dataset)) return false;
  applyList(event.currentTarget, event.target);
  return true;
}

function onShareChange(event) {
  const form = event.target.closest("[data-list-form]");
  if ("tick" in event.target.dataset) tick(event.target);
  else if (form) applyList(event.currentTarget, form);
  else return false;
  return true;
}

// Browsers and feed readers find the feeds of a page in its head.
function showFeeds(host) {
  for (const old of document.head.querySelectorAll("link[data-feed]")) old.remove();
  const { feed } = host.querySelector("[data-feed]")?.dataset ?? {};
  if (feed === undefined) return;
  for (const [path, type] of [["feed.atom", "application/atom+xml"], ["feed.json", "application/feed+json"]])
    document.head.append(element("link", { rel: "alternate", type, href: `./${path}${feed}`, title: document.title, "data-feed": "" }));
}

function showSharing(host) {
  document.getElementById("cs-dialog")?.close();
  showOwnList();
  showListPage();
  showFeeds(host);
}

addEventListener("storage", showOwnList); // ticked in another tab
