'use strict';
// Tables that sort and filter, folds that open at what is cited. Without it the page is whole.
(function () {
  var words = document.body.dataset;
  var order = new Intl.Collator(document.documentElement.lang, {numeric: true});

  function value(row, column) {
    var cell = row.cells[column];
    return cell ? cell.dataset.v || cell.textContent.trim() : '';
  }

  function sort(table, column, button) {
    var head = button.parentNode;
    var down = head.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('th[aria-sort]').forEach(function (other) { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    var body = table.tBodies[0];
    Array.from(body.rows)
      .sort(function (a, b) { return order.compare(value(a, column), value(b, column)) * (down ? -1 : 1); })
      .forEach(function (row) { body.appendChild(row); });
  }

  document.querySelectorAll('table.sorts').forEach(function (table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.title = words.sort + ': ' + head.textContent;
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener('click', function () { sort(table, column, button); });
    });
  });

  document.querySelectorAll('table.filters').forEach(function (table) {
    var input = document.createElement('input');
    var said = document.createElement('span');
    var line = document.createElement('p');
    var rows = Array.from(table.tBodies[0].rows);
    input.type = 'search';
    input.placeholder = words.filter;
    input.setAttribute('aria-label', words.filter);
    said.setAttribute('role', 'status');
    line.className = 'filter';
    line.append(input, ' ', said);
    table.parentNode.before(line);
    input.addEventListener('input', function () {
      var wanted = input.value.trim().toLowerCase();
      var left = 0;
      rows.forEach(function (row) {
        row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) left += 1;
      });
      said.textContent = wanted ? words.matches.replace('{n}', left).replace('{total}', rows.length) : '';
    });
  });

  document.querySelectorAll('.findings .lenses').forEach(function (bar) {
    var folds = Array.from(document.querySelectorAll('.findings details.fact'));
    var button = document.createElement('button');
    var open = false;
    button.type = 'button';
    button.className = 'all';
    button.textContent = words.open;
    button.addEventListener('click', function () {
      open = !open;
      folds.forEach(function (fold) { fold.open = open; });
      button.textContent = open ? words.close : words.open;
    });
    if (folds.length > 1) bar.append(button);
  });

  function reveal() {
    var cited = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!cited) return;
    for (var at = cited; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    if (!cited.getClientRects().length) {
      var all = document.getElementById('lens-all');
      if (all) all.checked = true;
    }
    cited.scrollIntoView();
  }
  window.addEventListener('hashchange', reveal);
  if (location.hash) reveal();
})();
