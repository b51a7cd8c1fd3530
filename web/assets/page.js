// Shows the HTML that Python wrote, and turns clicks on its links and changes of its form into a
// change of the address. The address is all that Python is told: Streamlit runs the script again
// for a new address just as it does for Back and Forward.

// -- Going somewhere ---------------------------------------------------------------------------

const scroller = () => document.querySelector("[data-testid=stMain]") ?? document.scrollingElement;
// The order of different parameters does not matter; that of one which stands several times does: it
// is the order of a list.
const inOrder = (search) =>
  [...new URLSearchParams(search)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(String).join("&");

const PATIENCE = [2500, 15000]; // milliseconds until a search is said to be slow, and very slow
let waits = [];

let awaiting = false; // whether a page was asked for that has not come yet

function go(host, address, toTop = false) {
  const target = new URL(address, location.href);
  if (target.href === location.href) return;
  awaiting = true;
  host.setAttribute("aria-busy", "true");
  host.dataset.toTop = toTop ? "yes" : "";
  history.replaceState({ ...history.state, scroll: scroller().scrollTop }, "");
  history.pushState({}, "", target);
  announce();
  waits.forEach(clearTimeout);
  waits = ["slow", "very-slow"].map((name, place) =>
    setTimeout(() => host.setAttribute("data-waiting", name), PATIENCE[place]));
}

function arrived(host) {
  awaiting = false;
  waits.forEach(clearTimeout);
  host.removeAttribute("data-waiting");
  host.removeAttribute("aria-busy");
}

let retry;
function announce(patience = 4000) {
  // A phone that slept, or a server that was restarted, loses what was asked meanwhile: ask again,
  // each time with twice the patience, so that a slow answer is not interrupted for ever.
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  clearTimeout(retry);
  retry = setTimeout(() => awaiting && announce(2 * patience), patience);
}

function submit(host, form) {
  closeSuggestions();
  const parameters = new URLSearchParams(formValues(form));
  const before = searchBox().getAttribute("value");
  // The order follows the words: the first ones are answered with the best match first. "Only my
  // words" was said of the words before.
  if (before === "" && parameters.has("q")) parameters.delete("sort");
  if (before !== parameters.get("q")) parameters.delete("expand");
  go(host, `./?${parameters}`);
}

const formValues = (form) => [...new FormData(form)].filter(([, value]) => value.trim());

function choose(host, suggestion) {
  const box = searchBox();
  const address = suggestedAddress(suggestion, box.form);
  const asked = new URLSearchParams(address.split("?")[1]);
  box.value = suggestion.source === "title" ? box.value : (asked.get("q") ?? "");
  closeSuggestions();
  go(host, address, true);
}

function focusOn(id) {
  const target = document.getElementById(id);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

function toggle(button) {
  const target = document.getElementById(button.getAttribute("aria-controls"));
  const folded = target.toggleAttribute("data-folded");
  for (const other of document.querySelectorAll(`[aria-controls="${target.id}"][aria-expanded]`))
    other.setAttribute("aria-expanded", String(!folded));
  if (button.dataset.focus) focusOn(button.dataset.focus);
}

// -- What a reader does ------------------------------------------------------------------------

// Files and pages that the server makes whole are no screens of ours: the browser follows the link.
const isOutside = (link) =>
  link.target || link.hasAttribute("download") || "plain" in link.dataset || link.origin !== location.origin;

function onClick(event) {
  const host = event.currentTarget;
  if (onShareClick(event)) return;
  const button = event.target.closest("[data-toggle]");
  if (button) return toggle(button);
  const option = event.target.closest("[role=option]");
  if (option) return choose(host, option.suggestion);
  const bar = event.target.closest("[data-go]");
  if (bar) return go(host, bar.dataset.go);
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || isOutside(link)) return;
  event.preventDefault();
  if ("again" in link.dataset) return announce();
  if (link.hash) return focusOn(link.hash.slice(1));
  go(host, link.href, "top" in link.dataset);
}

function onPointerDown(event) {
  // Choosing by mouse or finger leaves the focus in the box; anything else closes the list.
  if (event.target.closest?.("[role=option]")) event.preventDefault();
}

function onFocusOut(event) {
  if (event.target.id === "cs-q") closeSuggestions();
}

function onInput(event) {
  if (event.target.id === "cs-q" && !event.isComposing) suggest(event.target);
  if ("find" in event.target.dataset) {
    find(event.target);
    fetchNames(event.target);
  }
}

function onSubmit(event) {
  event.preventDefault();
  if (onShareSubmit(event)) return;
  submit(event.currentTarget, event.target);
}

function onChange(event) {
  if (onShareChange(event)) return;
  const { type, form } = event.target;
  if (type === "checkbox" && event.target.checked) takeThePlace(event.target);
  if (form && (type === "checkbox" || type === "select-one")) submit(event.currentTarget, form);
}

// A value includes those below it. To choose one of these is to be more exact, and to choose one
// above is to want them all: the two together would say nothing more than the wider one alone.
function takeThePlace(box) {
  const item = box.closest("li[data-key]");
  for (let above = item; (above = above?.parentElement.closest("li[data-key]")); )
    above.querySelector("input").checked = false;
  for (const below of item?.querySelectorAll(":scope li[data-key] input") ?? []) below.checked = false;
}

function onKeyInside(event) {
  if (event.target.id === "cs-q") return onBoxKey(event, (each) => choose(event.currentTarget, each));
  if ("find" in event.target.dataset) return onFindKey(event);
  // The arrows go from result to result.
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches(".cs-card h2 a") || event.altKey || event.ctrlKey) return;
  const titles = [...event.currentTarget.querySelectorAll(".cs-card h2 a")];
  const next = titles[titles.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.closest(".cs-card").scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("cs-q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

// -- Showing a page ----------------------------------------------------------------------------

function settle(host, data) {
  // The canonical address replaces what was typed or followed, so that Back does not come here twice.
  if (data.address !== "" && inOrder(location.search) === inOrder(data.asked)) {
    const folder = location.pathname.replace(/\/+$/, "").replace(/\/(entry|lists?)$/, "") + "/";
    const canonical = new URL(data.address, location.origin + (/^(entry|lists?)\b/.test(data.address) ? folder : location.pathname));
    if (canonical.href !== location.href) history.replaceState(history.state, "", canonical);
  }
  const newPage = host.dataset.shown !== undefined && host.dataset.shown !== data.name;
  if (history.state?.scroll !== undefined) {
    scroller().scrollTop = history.state.scroll; // came Back: to where one was
    history.replaceState({ ...history.state, scroll: undefined }, "");
  } else if (newPage || host.dataset.toTop) {
    scroller().scrollTop = 0;
    document.getElementById("cs-heading")?.focus({ preventScroll: true });
  }
  document.documentElement.lang = data.language;
  if (data.cookie) document.cookie = `${data.cookie}; path=/; SameSite=Lax`; // until the browser is closed
  host.dataset.shown = data.name;
  host.dataset.toTop = "";
}

function foldFacets(content) {
  // On a phone the list of facets should fit the screen; what is chosen stays open.
  for (const facet of content.querySelectorAll(".cs-facet:not(:has(.cs-chosen))"))
    facet.removeAttribute("open");
}

function rememberSearch(host) {
  const back = host.querySelector("[data-back]");
  if (!back) {
    sessionStorage.setItem("caseshelf-search", location.search);
  } else if (sessionStorage.getItem("caseshelf-search") !== null) {
    const text = back.querySelector(".cs-back-text");
    back.href = `./${sessionStorage.getItem("caseshelf-search")}`;
    text.textContent = text.dataset.results;
  }
}

// When the server cannot be reached Streamlit opens a dialog, and nothing behind it can be used. We
// close it and say so on the page instead, and ask once more for what got lost meanwhile.
const connected = () =>
  document.querySelector("[data-test-connection-state]")?.dataset.testConnectionState === "CONNECTED";
const connection = new MutationObserver(() => {
  const line = document.getElementById("cs-offline");
  if (!line) return;
  if (connected() && !line.hidden) {
    line.hidden = true;
    if (awaiting) announce();
  }
  const dialog = document.querySelector(".stDialog");
  if (dialog?.querySelector("h2")?.textContent !== "Connection error") return;
  line.hidden = false;
  dialog.querySelector("button[aria-label=Close]").click();
});

function listen(host) {
  host.onclick = onClick;
  host.onsubmit = onSubmit;
  host.onchange = onChange;
  host.oninput = onInput;
  host.onkeydown = onKeyInside;
  host.onpointerdown = onPointerDown;
  host.addEventListener("focusout", onFocusOut); // has no property; the same function is added once
  document.addEventListener("keydown", onKey); // here, too
  connection.observe(document.body, { childList: true });
  const state = document.querySelector("[data-test-connection-state]");
  if (state) connection.observe(state, { attributeFilter: ["data-test-connection-state"] });
}

function cleanUp() {
  document.removeEventListener("keydown", onKey);
  connection.disconnect();
}

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".cs-host");
  listen(host);
  // Whoever waits for a page is shown no other: not an earlier one, which would undo what they did
  // meanwhile, and not the old one again, which Streamlit draws anew when the colours change.
  if (awaiting && inOrder(data.asked) !== inOrder(location.search)) return cleanUp;
  const focused = document.activeElement;
  const next = document.createElement("template");
  next.innerHTML = data.html;
  if (host.dataset.shown !== data.name && matchMedia("(max-width: 48rem)").matches)
    foldFacets(next.content);
  morph(host, next.content);
  arrived(host);
  findAgain(host);
  if (host.contains(focused)) focused.focus({ preventScroll: true });
  else if (focused !== document.activeElement && focused !== document.body)
    document.getElementById("cs-heading")?.focus({ preventScroll: true });
  settle(host, data);
  rememberSearch(host);
  showSharing(host);
  for (const line of host.querySelectorAll("[data-print-address]")) line.textContent = location.href;
  return cleanUp;
}
