// Puts the numbers of the overview where they stand, as the server says that they change.
"use strict";
const place = (name, said) => name.split(".").reduce((at, key) => (at === undefined ? at : at[key]), said);
new EventSource("/live").onmessage = (event) => {
  const said = JSON.parse(event.data);
  for (const item of document.querySelectorAll("[data-live]")) item.textContent = place(item.dataset.live, said) ?? 0;
  for (const item of document.querySelectorAll("[data-meter]")) {
    item.max = said.funnel.taken || 1;
    item.value = place(item.dataset.meter, said) ?? 0;
  }
};
