// Suggestions under the search box: an editable combobox with a list, after the ARIA Authoring
// Practices. The list only helps: without it, or when it cannot be fetched, Enter searches.

const PAUSE = 120; // milliseconds without a key before suggestions are asked for
const LEAST = 2; // characters
const KEPT = 60; // answers that are remembered

const answers = new Map();
let asking; // the request under way
let pause;

const searchBox = () => document.getElementById("cs-q");
const suggestionList = () => document.getElementById("cs-suggestions");
const suggestionTexts = () => document.getElementById("cs-suggested"); // says how many there are
const optionsShown = () => [...suggestionList().querySelectorAll("[role=option]")];

function suggest(input) {
  clearTimeout(pause);
  asking?.abort();
  const typed = input.value.trim();
  if (typed.length < LEAST) return closeSuggestions();
  pause = setTimeout(async () => {
    const found = await suggestionsFor(typed);
    // Somebody who has typed on, or left, does not want these any more.
    if (!found || input.value.trim() !== typed || document.activeElement !== input) return;
    showSuggestions(found, typed);
  }, PAUSE);
}

async function suggestionsFor(typed) {
  if (answers.has(typed)) return answers.get(typed);
  asking = new AbortController();
  const { lang } = document.querySelector(".cs");
  const found = await fetchJson(`./api/v1/suggest?${new URLSearchParams({ q: typed, limit: 10, lang })}`, asking.signal);
  if (!found) return null;
  if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
  answers.set(typed, found.suggestions);
  return found.suggestions;
}

function showSuggestions(found, typed) {
  const list = suggestionList();
  const names = JSON.parse(list.dataset.groups);
  const groups = new Map();
  for (const each of found) {
    if (!(each.source in names)) continue;
    groups.set(each.source, [...(groups.get(each.source) ?? []), each]);
  }
  list.replaceChildren();
  let number = 0;
  for (const [source, members] of groups) {
    const group = element("ul", { role: "group", "aria-labelledby": `cs-suggested-${source}` });
    const heading = element("li", { role: "presentation", id: `cs-suggested-${source}`, class: "cs-suggested" });
    heading.textContent = names[source];
    group.append(heading, ...members.map((each) => suggestionOption(each, number++, typed)));
    list.append(group);
  }
  list.hidden = number === 0;
  searchBox().setAttribute("aria-expanded", String(number > 0));
  activate(null);
  const { one, many } = suggestionTexts().dataset;
  suggestionTexts().textContent = number === 1 ? one : many.replace("{count}", number);
}

function suggestionOption(suggestion, number, typed) {
  const option = element("li", { role: "option", id: `cs-suggestion-${number}`, "aria-selected": "false" });
  option.suggestion = suggestion;
  const { text, matched } = suggestion;
  option.append(...withMark(text, typed));
  if (matched && !plainText(text).includes(plainText(typed))) {
    const other = element("span", { class: "cs-dim" });
    other.append(` – ${suggestionTexts().dataset.other} `, ...withMark(matched, typed));
    option.append(other);
  }
  return option;
}

function withMark(text, typed) {
  const start = text.toLowerCase().indexOf(typed.toLowerCase());
  if (start < 0) return [text];
  const marked = element("b", {});
  marked.textContent = text.slice(start, start + typed.length);
  return [text.slice(0, start), marked, text.slice(start + typed.length)];
}

function element(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function closeSuggestions() {
  clearTimeout(pause);
  asking?.abort();
  const list = suggestionList();
  if (!list) return;
  list.hidden = true;
  searchBox().setAttribute("aria-expanded", "false");
  activate(null);
  suggestionTexts().textContent = "";
}

const activeOption = () => document.getElementById(searchBox().getAttribute("aria-activedescendant"));

function activate(option) {
  for (const each of optionsShown()) each.setAttribute("aria-selected", String(each === option));
  if (option) searchBox().setAttribute("aria-activedescendant", option.id);
  else searchBox().removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function onBoxKey(event, choose) {
  if (event.isComposing) return;
  const open = !suggestionList().hidden;
  const options = optionsShown();
  const place = options.indexOf(activeOption());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!open) return suggest(event.target);
    // Before the first and after the last is the box itself, as place -1.
    const step = event.key === "ArrowDown" ? 1 : options.length;
    activate(options[((place + 1 + step) % (options.length + 1)) - 1] ?? null);
  } else if (event.key === "Enter" && place >= 0) {
    event.preventDefault();
    choose(options[place].suggestion);
  } else if (event.key === "Enter" || event.key === "Tab") {
    closeSuggestions();
  } else if (event.key === "Escape" && open) {
    event.preventDefault(); // a second one empties the box
    closeSuggestions();
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    activate(null);
  }
}

// Where a suggestion leads: a title to its entry, a term to the filter for it, a name to what that
// person or body wrote. Filters that are chosen stay.
function suggestedAddress({ text, source, value }, form) {
  if (source === "title") return `entry?${new URLSearchParams({ id: value })}`;
  const parameters = new URLSearchParams(formValues(form).filter(([name]) => name !== "q"));
  if (source === "author") parameters.append("q", `author:"${text}"`);
  else if (value === null) parameters.append("q", text);
  else if (!parameters.getAll(source).includes(value)) parameters.append(source, value);
  return `./?${parameters}`;
}
