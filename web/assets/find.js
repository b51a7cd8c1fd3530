// Finds options inside a long facet: shows those whose label has what is typed, wherever they are
// folded away. What is found is among the current results, as all options are.

const plainText = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

function find(input) {
  const facet = input.closest(".cs-facet");
  const wanted = plainText(input.value);
  facet.toggleAttribute("data-finding", wanted !== "");
  let found = 0;
  for (const item of [...facet.querySelectorAll("li[data-key]")].reverse()) {
    // From the innermost out: a parent stays in sight above what is found below it.
    const fits = plainText(item.querySelector(".cs-name").textContent).includes(wanted);
    item.toggleAttribute("data-left-out", !fits && !item.querySelector("li[data-key]:not([data-left-out])"));
    if (fits) found += 1;
  }
  const told = facet.querySelector(".cs-found");
  const text = found === 0 ? told.dataset.none : told.dataset.some.replace("{count}", found);
  told.textContent = wanted === "" ? "" : text;
}

function findAgain(host) {
  for (const input of host.querySelectorAll("[data-find]")) {
    if (input.value === "") continue;
    find(input);
    fetchNames(input);
  }
}

// Of very many names only the commonest come with the page. The others are asked for when somebody
// looks for one, once for each search.
async function fetchNames(input) {
  const asked = location.search;
  if (!("unsent" in input.dataset) || input.dataset.asked === asked) return;
  input.dataset.asked = asked;
  const { facet } = input.closest(".cs-facet").dataset;
  const names = await fetchJson(`./api/v1/facets${asked}`);
  const list = document.getElementById(`cs-rest-${facet}`);
  const { one, many } = document.getElementById(`cs-found-${facet}`).dataset;
  if (!names || !list || location.search !== asked) return;
  for (const { value, label, count } of names.facets[facet]) {
    if (document.getElementById(`cs-${facet}-${value}`)) continue;
    const item = list.querySelector("li[data-key]").cloneNode(true);
    const box = item.querySelector("input");
    item.dataset.key = `${facet}-${value}`;
    box.id = `cs-${facet}-${value}`;
    box.value = value;
    box.checked = false;
    item.querySelector(".cs-name").textContent = label;
    const number = item.querySelector(".cs-number");
    number.firstChild.nodeValue = count.toLocaleString(list.closest("[lang]").lang);
    number.lastChild.textContent = ` ${count === 1 ? one : many}`;
    list.append(item);
  }
  find(input);
}

async function fetchJson(address, signal) {
  try {
    const answer = await fetch(address, { signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // what is asked for here only helps; searching goes on without it
  }
}

function onFindKey(event) {
  if (event.key !== "Escape" || event.target.value === "") return;
  event.preventDefault();
  event.stopPropagation();
  event.target.value = "";
  find(event.target);
}
