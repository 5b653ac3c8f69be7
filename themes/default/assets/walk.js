// The walk-through's trail: the answers given so far, kept in the address behind `#`, which no browser sends anywhere.
// `#way=twitching/start:0~twitching/next:1` says: to the question `start` the first answer, to `next` the second.
(function () {
  "use strict";
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy, root = window.fascicle.root;

  function read() {
    var match = /^#way=(.+)$/.exec(location.hash);
    if (!match) return [];
    return match[1].split("~").map(function (part) {
      var pieces = /^([a-z0-9._-]+)\/([a-z0-9._-]+):(\d+)$/.exec(part);
      return pieces && { guide: pieces[1], step: pieces[2], answer: Number(pieces[3]) };
    });
  }
  function write(way) {
    return "#way=" + way.map(function (at) { return at.guide + "/" + at.step + ":" + at.answer; }).join("~");
  }

  // A trail that somebody typed, or that an older edition wrote, may not fit: then there is none.
  function fits(way, guides, here) {
    return way.every(function (at, place) {
      var guide = guides[at.guide];
      var asked = guide && Object.hasOwn(guide.steps, at.step) && guide.steps[at.step];
      var answer = asked && asked.a[at.answer];
      var next = way[place + 1];
      return answer && answer[1] === (next ? next.guide + "/" + next.step : here);
    });
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
      find(".trail__answer", item).textContent = asked.a[at.answer][0];
      var change = find(".trail__change", item);
      change.href = root + asked.h + (before.length ? write(before) : "");
      change.setAttribute("aria-label", change.textContent + ": " + asked.t);
      list.append(item);
    });
    place.textContent = "";
    place.append(part);
  }

  function carry(way, here) {
    all(".answers__link").forEach(function (link, answer) {
      var piece = here.split("/");
      link.href = link.href.split("#")[0] + write(way.concat({ guide: piece[0], step: piece[1], answer: answer }));
    });
  }

  function start() {
    var place = find(".trail__place");
    var here = place.dataset.step;
    var way = read();
    place.textContent = "";
    if (way.indexOf(null) >= 0) way = [];
    carry([], here);
    if (!way.length) return;
    var names = Array.from(new Set(way.map(function (at) { return at.guide; })));
    window.fascicle.load(names.map(function (name) { return "data/guide-" + name + ".js"; }), function () {
      if (!fits(way, window.fascicleGuides, here)) return;
      draw(way, window.fascicleGuides, place);
      carry(way, here);
    });
  }
  start();
  window.addEventListener("hashchange", start);
})();
