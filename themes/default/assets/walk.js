// The walk-through's trail: the answers given so far, kept in the address behind `#`, which no browser sends anywhere.
// `#way=twitching/start:0~twitching/heat:1=38.6` says: on the page `start` the first answer, on the page `heat` the second, after the
// reader typed 38.6. A page's name may hold `~` itself; a digit behind `:` ends each piece.
(function () {
  "use strict";
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy, root = window.fascicle.root;
  var PIECE = /([a-z0-9._-]+)\/([a-z0-9._~=-]+):(\d+)(?:=(-?[0-9.]+))?(~|$)/g;

  function read() {
    var match = /^#(?:.*&)?way=(.+)$/.exec(location.hash);
    if (!match) return [];
    var way = [], at = 0, piece;
    PIECE.lastIndex = 0;
    while ((piece = PIECE.exec(match[1]))) {
      if (piece.index !== at) return [null];
      way.push({ guide: piece[1], step: piece[2], answer: Number(piece[3]), typed: piece[4] });
      at = PIECE.lastIndex;
    }
    return at === match[1].length ? way : [null];
  }
  function write(way) {
    return "#way=" + way.map(function (at) {
      return at.guide + "/" + at.step + ":" + at.answer + (at.typed ? "=" + at.typed : "");
    }).join("~");
  }

  // A trail that somebody typed, or that an older edition wrote, may not fit: then there is none.
  function fits(way, guides, here) {
    return way.every(function (at, place) {
      var guide = guides[at.guide];
      var asked = guide && Object.hasOwn(guide.steps, at.step) && guide.steps[at.step];
      var answer = asked && asked.a[at.answer];
      var next = way[place + 1];
      // Among the pages that a reader gathered, the trail stands without its last page.
      return answer && (next ? answer[1] === next.guide + "/" + next.step : !here || answer[1] === here);
    });
  }

  function local(number) {
    var point = find(".trail__place").dataset.point || ".";
    return String(number).replace(".", point);
  }

  function said(at, asked) {
    var words = asked.a[at.answer][0];
    return at.typed ? local(at.typed) + " (" + words + ")" : words;
  }

  function draw(way, guides, place) {
    var part = copy(".trail__template");
    var list = find(".trail__list", part);
    var line = find(".trail__item", part);
    line.remove();
    way.forEach(function (at, index) {
      var asked = guides[at.guide].steps[at.step], item = line.cloneNode(true);
      var before = way.slice(0, index);
      find(".trail__question", item).textContent = asked.t;
      find(".trail__answer", item).textContent = said(at, asked) + (asked.s ? " · " + local(asked.a[at.answer][2]) : "");
      var change = find(".trail__change", item);
      change.href = root + asked.h + (before.length ? write(before) : "");
      change.setAttribute("aria-label", change.textContent + ": " + asked.t);
      list.append(item);
    });
    place.textContent = "";
    place.append(part);
    var print = find(".trail__print", place);
    if (print) print.addEventListener("click", function () { window.print(); });
    keep(find(".trail__keep", place), write(way).slice(5));
  }

  // These answers, among the pages that a reader gathered.
  function keep(button, way) {
    if (!button) return;
    var store = "fascicle-answers " + root, kept = "";
    try { kept = localStorage.getItem(store); } catch (error) { /* this browser keeps nothing */ }
    function show() { button.textContent = button.dataset[kept === way ? "remove" : "add"]; }
    button.addEventListener("click", function () {
      kept = kept === way ? "" : way;
      try { localStorage.setItem(store, kept); } catch (error) { /* this browser keeps nothing */ }
      window.dispatchEvent(new Event("fascicle-answers"));
      show();
    });
    show();
  }

  // How the sum of the score just finished came about: "3 + 1 + 0 = 4".
  function sum(way, guides) {
    var place = find(".walk__sum");
    if (!place || !way.length) return;
    var last = way[way.length - 1], score = guides[last.guide].steps[last.step].s, points = [];
    for (var at = way.length - 1; at >= 0 && score; at -= 1) {
      var asked = guides[way[at].guide].steps[way[at].step];
      if (asked.s !== score || way[at].guide !== last.guide) break;
      points.unshift(asked.a[way[at].answer][2]);
    }
    if (points.length < 2) return;
    var total = points.reduce(function (a, b) { return a + b; }, 0);
    var terms = points.map(function (number, index) {
      if (!index) return local(number);
      return (number < 0 ? "− " : "+ ") + local(Math.abs(number));
    });
    place.textContent = "(" + terms.join(" ") + " = " + local(total) + ")";
  }

  // "Back" goes to the page one came from, with the answers before it.
  function back(way, guides) {
    var link = find(".walk__back");
    if (!link || !way.length) return;
    var last = way[way.length - 1], before = way.slice(0, -1);
    link.href = root + guides[last.guide].steps[last.step].h + (before.length ? write(before) : "");
  }

  function carry(way, here) {
    var piece = here.split("/");
    all(".answers__link").forEach(function (link, answer) {
      link.href = link.href.split("#")[0] + write(way.concat({ guide: piece[0], step: piece[1], answer: answer }));
    });
    current = { way: way, guide: piece[0], step: piece[1] };
  }
  var current = { way: [], guide: "", step: "" };

  // For `number.js`: where the answer at this place leads, after this was typed.
  window.fascicle.next = function (link, answer, typed) {
    return link.href.split("#")[0] + write(current.way.concat({ guide: current.guide, step: current.step, answer: answer, typed: typed }));
  };

  function start() {
    var place = find(".trail__place");
    var here = place.dataset.page;
    var way = read();
    place.textContent = "";
    if (way.indexOf(null) >= 0) way = [];
    if (here) carry([], here);
    if (find(".number__place") && !window.fascicle.number) window.fascicle.load(["number.js"], function () {});
    if (!way.length) return;
    var names = Array.from(new Set(way.map(function (at) { return at.guide; })));
    window.fascicle.load(names.map(function (name) { return "data/guide-" + name + ".js"; }), function () {
      if (!fits(way, window.fascicleGuides, here)) return;
      draw(way, window.fascicleGuides, place);
      sum(way, window.fascicleGuides);
      back(way, window.fascicleGuides);
      if (here) carry(way, here);
    });
  }
  start();
  window.addEventListener("hashchange", start);
})();
