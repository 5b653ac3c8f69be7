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
  var status = find(".compare__status", part), clear = find(".compare__clear", part);
  find(".compare__place").append(part);
  // Stands in the row that was ticked last, where the reader looks.
  var result = document.createElement("div");
  result.className = "compare__result";

  function ticked() { return rows.filter(function (row) { return find(".compare__tick", row).checked; }); }
  // Is the row's finding one that is there in the cause of this column, and not one that speaks against it?
  function goes(row, column) {
    var mark = find(".mark", row.cells[column + 1]);
    return Boolean(mark) && !mark.classList.contains("mark--against");
  }
  function level(row) { return row.dataset.level === undefined ? Infinity : Number(row.dataset.level); }

  function update(last) {
    var chosen = ticked();
    var causes = heads.map(function (head, column) {
      var with_it = chosen.filter(function (row) { return goes(row, column); });
      return { head: head, column: column, count: with_it.length, level: level(head) };
    });
    var kept = causes.filter(function (cause) { return !chosen.length || cause.count; });
    causes.forEach(function (cause) {
      var hide = kept.indexOf(cause) < 0;
      cause.head.hidden = hide;
      rows.forEach(function (row) { row.cells[cause.column + 1].hidden = hide; });
    });
    rows.forEach(function (row) { row.classList.toggle("compare__row--ticked", chosen.indexOf(row) >= 0); });
    result.textContent = "";
    status.textContent = "";
    clear.hidden = !chosen.length;
    if (!chosen.length) return result.remove();
    // The most urgent of what was ticked, as a sentence with its sign.
    var worst = chosen.slice().sort(function (a, b) { return level(a) - level(b); })[0];
    var warning = level(worst) < Infinity && all(".compare__level")[level(worst)];
    if (warning) {
      var words = document.importNode(warning.content, true);
      find(".compare__sign", words).textContent = find("a", worst.cells[0]).textContent + ".";
      result.append(words);
    }
    var line = document.createElement("p");
    line.textContent = word("found").replace("{}", kept.length).replace("{}", heads.length);
    result.append(line);
    status.textContent = result.textContent;
    var list = document.createElement("ul");
    // The most urgent first, then what goes with most of what was ticked.
    kept.sort(function (a, b) { return (a.level === b.level ? 0 : a.level - b.level) || b.count - a.count || a.column - b.column; });
    kept.forEach(function (cause) {
      var item = document.createElement("li");
      item.append(find("a", cause.head).cloneNode(true), " (" + cause.count + ")");
      list.append(item);
    });
    result.append(list);
    (chosen.indexOf(last) >= 0 ? last : chosen[chosen.length - 1]).cells[0].append(result);
  }

  rows.forEach(function (row) {
    var head = row.cells[0], link = find("a", head);
    var tick = document.createElement("input");
    tick.type = "checkbox";
    tick.className = "compare__tick";
    tick.setAttribute("aria-label", word("tick") + ": " + link.textContent);
    tick.addEventListener("change", function () { update(row); });
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
