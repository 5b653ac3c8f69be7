// In a drawing, the way to the box under the pointer or in focus is highlighted: the shortest from the first step.
(function () {
  "use strict";
  var all = window.fascicle.all;

  all(".chart").forEach(function (chart) {
    var boxes = new Map(), edges = new Map(), before = new Map(), lit = [];
    all("[data-node]", chart).forEach(function (box) { boxes.set(box.dataset.node, box); });
    all("[data-edge]", chart).forEach(function (edge) {
      var ends = edge.dataset.edge.split(">");
      if (!edges.has(ends[0])) edges.set(ends[0], []);
      edges.get(ends[0]).push({ to: ends[1], edge: edge });
    });
    // Boxes stand in reading order, so the first is the start.
    var start = Array.from(boxes.keys()).find(function (name) { return edges.has(name); });
    var open = [start], seen = new Set(open);
    while (open.length) {
      var from = open.shift();
      (edges.get(from) || []).forEach(function (way) {
        if (seen.has(way.to)) return;
        seen.add(way.to);
        before.set(way.to, { from: from, edge: way.edge });
        open.push(way.to);
      });
    }

    function clear() {
      lit.forEach(function (pair) { pair[0].classList.remove(pair[1]); });
      lit = [];
    }
    function light(element, name) { element.classList.add(name); lit.push([element, name]); }
    function show(name) {
      clear();
      light(boxes.get(name), "chart__box--way");
      while (before.has(name)) {
        var way = before.get(name);
        light(way.edge, "chart__edge--way");
        light(boxes.get(way.from), "chart__box--way");
        name = way.from;
      }
    }
    boxes.forEach(function (box, name) {
      box.addEventListener("pointerenter", function () { show(name); });
      box.addEventListener("focusin", function () { show(name); });
      box.addEventListener("pointerleave", clear);
      box.addEventListener("focusout", clear);
    });
  });
})();
