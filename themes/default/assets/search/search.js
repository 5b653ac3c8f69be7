// The search: loaded when the box is used first, after the library and the documents. What is found first is decided here.
(function () {
  "use strict";
  var data = window.fascicleSearch;
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy, root = window.fascicle.root;

  // Letters without accents; for English the commonest endings taken off, since "cramps" and "cramping" mean "cramp".
  function plain(word) {
    return word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss");
  }
  function stem(word) {
    if (data.language !== "en" || word.length < 5) return word;
    return word.replace(/(ing|ies|es|ed|s)$/, "");
  }
  var ignored = new Set(data.ignore.map(plain));
  function term(word) {
    word = plain(word);
    return ignored.has(word) ? null : word;
  }

  function index(fields) {
    return new window.MiniSearch({
      idField: "id",
      fields: fields,
      processTerm: term,
      extractField: function (document, field) {
        var value = document[field];
        return Array.isArray(value) ? value.join(" ; ") : value;
      },
    });
  }
  data.documents.forEach(function (document, at) { document.id = at; });
  // Names answer the first letter at once; the texts come in while the reader goes on typing.
  var engine = index(["t", "n"]);
  engine.addAll(data.documents);
  var whole = index(["t", "n", "s", "x"]);
  var ready = whole.addAllAsync(data.documents, { chunkSize: 50 }).then(function () { engine = whole; });

  // Problems, causes and what one feels are looked for more often than what is explained beside them.
  var WEIGHT = [1.3, 1.15, 1.1, 1, 1, 1.1, 0.9, 0.7];
  function options(combine) {
    return {
      combineWith: combine,
      boost: { t: 8, n: 7, s: 2.5, x: 0.6 },
      prefix: function (word) { return word.length > 1; },
      fuzzy: function (word) { return word.length > 7 ? 2 : word.length > 3 ? 1 : 0; },
      weights: { fuzzy: 0.25, prefix: 0.6 },
      processTerm: function (word) { word = term(word); return word && stem(word); },
      boostDocument: function (id) { return WEIGHT[data.documents[id].k]; },
    };
  }

  // Best first: what has all words, then what has some.
  function hits(query) {
    var found = engine.search(query, options("AND"));
    var known = new Set(found.map(function (hit) { return hit.id; }));
    if (found.length < 5) {
      found = found.concat(engine.search(query, options("OR")).filter(function (hit) { return !known.has(hit.id); }));
    }
    // A name that is the query to the letter stands first.
    var wanted = plain(query.trim());
    function exact(hit) {
      var document = data.documents[hit.id];
      return [document.t].concat(document.n || []).some(function (name) { return plain(name) === wanted; });
    }
    return found.filter(exact).concat(found.filter(function (hit) { return !exact(hit); }))
      .map(function (hit) { return data.documents[hit.id]; });
  }

  // By kind, the kind of the best hit first.
  function groups(documents) {
    var by = new Map();
    documents.forEach(function (document) {
      if (!by.has(document.k)) by.set(document.k, []);
      by.get(document.k).push(document);
    });
    return by;
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function word(name) { return find("[data-word=" + name + "]", copy(".search__words")).textContent; }

  function item(hit) {
    var line = element("li", "search__item");
    var link = element("a", "search__hit");
    link.href = root + hit.h;
    link.append(element("span", "search__title", hit.t));
    if (hit.u !== undefined) {
      link.append(" ", element("span", "badge level-" + data.levels[hit.u][1], data.levels[hit.u][0]));
    }
    if (hit.s) link.append(element("span", "search__summary", hit.s));
    line.append(link);
    return line;
  }

  // The words of the region `status` are read out; those on the screen stand with what was found.
  function show(place, status, query, most, level) {
    place.textContent = "";
    status.textContent = "";
    if (!query.trim()) return;
    var found = hits(query);
    if (!found.length && engine !== whole) return;
    var count = found.length ? word("found").replace("{}", found.length) : word("none");
    if (engine === whole) status.textContent = count;
    place.append(element("p", "search__count", count));
    groups(found.slice(0, most)).forEach(function (documents, kind) {
      var group = element("section", "search__group");
      var heading = element(level, "search__kind", data.kinds[kind]);
      var list = element("ul", "search__list");
      documents.forEach(function (hit) { list.append(item(hit)); });
      group.append(heading, list);
      place.append(group);
    });
  }

  window.fascicle.search = function (box, page) {
    var input = find(".search__input", box), panel = find(".search__panel", box), status = find(".search__status", box);
    function update() {
      show(panel, status, input.value, 8, "p");
      panel.hidden = !panel.firstChild;
    }
    function close() { panel.hidden = true; }
    var place = page || panel;
    place.setAttribute("aria-busy", "true");
    ready.then(function () {
      place.removeAttribute("aria-busy");
      // Where the reader is at a hit already, the list stays; where the panel was closed, it stays closed.
      if (place.contains(document.activeElement)) return;
      if (page) show(page, status, input.value, 60, "h2");
      else if (!panel.hidden || document.activeElement === input) update();
    });
    if (page) {
      var asked = new URLSearchParams(location.search).get("q") || "";
      input.value = asked;
      page.textContent = "";
      show(page, status, asked, 60, "h2");
      input.addEventListener("input", function () { show(page, status, input.value, 60, "h2"); });
    } else {
      input.addEventListener("input", update);
      input.addEventListener("focus", update);
      if (input.value) update();
    }
    box.addEventListener("keydown", function (event) {
      var links = page || !panel.hidden ? all(".search__hit", page || box) : [], at = links.indexOf(document.activeElement);
      if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        input.focus();
        close();
      } else if (event.key === "ArrowDown" && links.length) {
        event.preventDefault();
        links[Math.min(at + 1, links.length - 1)].focus();
      } else if (event.key === "ArrowUp" && at >= 0) {
        event.preventDefault();
        (at ? links[at - 1] : input).focus();
      }
    });
    document.addEventListener("focusin", function (event) { if (!box.contains(event.target)) close(); });
    document.addEventListener("pointerdown", function (event) { if (!box.contains(event.target)) close(); });
  };
})();
