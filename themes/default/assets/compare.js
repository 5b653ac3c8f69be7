// The differential table: tick the findings that are there, and only the causes that go with them stay.
(function () {
  "use strict";
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy;
  var table = find(".compare__table");
  if (!table) return;
  var words = copy(".compare__words");
  function word(name) { return find("[data-word=" + name + "]", words).textContent; }
  var heads = all("thead th", table).slice(1);
  var rows = all("tbody tr", table);
  var part = copy(".compare__template");
  var result = find(".compare__result", part), clear = find(".compare__clear", part);
  find(".compare__place").append(part);

  function ticked() { return rows.filter(function (row) { return find(".compare__tick", row).checked; }); }
  // Is the row's finding one that is there in the cause of this column, and not one that speaks against it?
  function goes(row, column) {
    var mark = find(".mark", row.cells[column + 1]);
    return Boolean(mark) && !mark.classList.contains("mark--against");
  }
  function level(row) { return row.dataset.level === undefined ? Infinity : Number(row.dataset.level); }

  function update() {
    var chosen = ticked();
    var causes = heads.map(function (head, column) {
      var with_it = chosen.filter(function (row) { return goes(row, column); });
      return { head: head, column: column, count: with_it.length, level: Math.min.apply(null, with_it.map(level).concat(Infinity)) };
    });
    var kept = causes.filter(function (cause) { return !chosen.length || cause.count; });
    causes.forEach(function (cause) {
      var hide = kept.indexOf(cause) < 0;
      cause.head.hidden = hide;
      rows.forEach(function (row) { row.cells[cause.column + 1].hidden = hide; });
    });
    rows.forEach(function (row) { row.classList.toggle("compare__row--ticked", chosen.indexOf(row) >= 0); });
    result.textContent = "";
    clear.hidden = !chosen.length;
    if (!chosen.length) return;
    var worst = Math.min.apply(null, chosen.map(level));
    var warning = worst < Infinity && all(".compare__level")[worst];
    if (warning) result.append(document.importNode(warning.content, true));
    var line = document.createElement("p");
    line.textContent = word("found").replace("{}", kept.length).replace("{}", heads.length);
    result.append(line);
    var list = document.createElement("ul");
    // The most urgent first, then what goes with most of what was ticked.
    kept.sort(function (a, b) { return a.level - b.level || b.count - a.count || a.column - b.column; });
    kept.forEach(function (cause) {
      var item = document.createElement("li");
      item.append(find("a", cause.head).cloneNode(true), " (" + cause.count + ")");
      list.append(item);
    });
    result.append(list);
  }

  rows.forEach(function (row) {
    var head = row.cells[0], link = find("a", head);
    var tick = document.createElement("input");
    tick.type = "checkbox";
    tick.className = "compare__tick";
    tick.setAttribute("aria-label", word("tick") + ": " + link.textContent);
    tick.addEventListener("change", update);
    head.prepend(tick, " ");
  });
  find("button", clear).addEventListener("click", function () {
    rows.forEach(function (row) { find(".compare__tick", row).checked = false; });
    update();
    find(".compare__tick", rows[0]).focus();
  });
  // A browser that comes back to the page may have kept the ticks.
  update();
})();
