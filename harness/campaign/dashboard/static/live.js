// Puts the numbers of the overview where they stand, as the server says that they change; and says when it does not.
"use strict";
const place = (name, said) => name.split(".").reduce((at, key) => (at === undefined ? at : at[key]), said);
const status = document.querySelector("[data-lost]");
const live = status.textContent;
const say = (text, lost) => {
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("lost", lost);
};
const source = new EventSource("/live");
source.onopen = () => say(live, false);
source.onerror = () => say(status.dataset.lost, true);
source.onmessage = (event) => {
  const said = JSON.parse(event.data);
  for (const item of document.querySelectorAll("[data-live]")) item.textContent = place(item.dataset.live, said) ?? 0;
  for (const item of document.querySelectorAll("[data-meter]")) {
    item.max = said.funnel.taken || 1;
    item.value = place(item.dataset.meter, said) ?? 0;
  }
};
