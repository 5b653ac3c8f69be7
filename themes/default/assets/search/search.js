// The search: loaded when the box is used first, after the library and the documents. What is found first is decided here.
(function () {
  "use strict";
  var data = window.fascicleSearch;
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy, root = window.fascicle.root;

  // ---- Words ----

  // Letters without accents, in their common form: full-width letters and ligatures are the plain ones.
  var ASCII = /^[\x20-\x7e]*$/;
  function plain(text) {
    if (ASCII.test(text)) return text.toLowerCase().replace(/`/g, "'").replace(/n't\b/g, "nt");
    return text.normalize("NFKC").toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
      .replace(/ß/g, "ss").replace(/[’ʼ`]/g, "'").replace(/n't\b/g, "nt");
  }
  var IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  // Scripts without spaces between words.
  var RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
  var segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter(data.language, { granularity: "word" }) : null;
  function pairs(run) {
    var out = [], letters = Array.from(run);
    if (letters.length === 1) return letters;
    for (var at = 0; at + 1 < letters.length; at += 1) out.push(letters[at] + letters[at + 1]);
    return out;
  }
  function segments(run) {
    if (IDEOGRAPHS.test(run) || !segmenter) return pairs(run);
    return Array.from(segmenter.segment(run)).map(function (part) { return part.segment; });
  }
  function words(text) {
    var out = [];
    plain(text).replace(RUNS, function (run) { return " " + segments(run).join(" ") + " "; })
      .split(/[^\p{L}\p{N}\p{M}'+]+/u).forEach(function (word) {
        word = word.replace(/^'+|'+$|'s$/g, "");
        if (word) out.push(word);
      });
    return out;
  }
  // For English the commonest endings are taken off, since "cramps" and "cramping" mean "cramp".
  function stem(word) {
    if (data.language !== "en" || word.length < 5) return word;
    return word.replace(/(ing|ies|es|ed|s)$/, "").replace(/([bdgmnprt])\1$/, "$1");
  }
  // In languages that join words, the parts of a long word.
  var JOINS = ["de", "nl", "sv", "da", "nb", "nn", "no", "fi"].indexOf(data.language) >= 0;
  function forms(word) {
    var out = [word], root = stem(word);
    if (root !== word) out.push(root);
    if (JOINS && word.length > 7) for (var at = 3; at < word.length - 3; at += 1) out.push(word.slice(at));
    return out;
  }
  var ignored = new Set(data.ignore.map(plain));

  // Words that readers use for each other: by each, the whole group.
  var same = new Map();
  data.same.forEach(function (group) {
    var all = group.map(function (word) { return plain(word); });
    all.forEach(function (word) { [word, stem(word)].forEach(function (form) { same.set(form, (same.get(form) || []).concat(all)); }); });
  });
  function meant(word) { return Array.from(new Set([word].concat(same.get(word) || same.get(stem(word)) || []))); }

  // ---- Documents ----

  function index(fields) {
    return new window.MiniSearch({
      idField: "id",
      fields: fields,
      tokenize: words,
      processTerm: function (word) { return forms(word); },
      extractField: function (document, field) {
        var value = document[field];
        return Array.isArray(value) ? value.join(" ; ") : value;
      },
    });
  }
  data.documents.forEach(function (document, at) {
    document.id = at;
  });
  // A plain look through the names answers the first letter at once; the index comes while the reader goes on typing.
  var whole = index(["t", "n", "s", "x"]);
  var engine = null;
  function parts() {
    var waiting = [];
    for (var at = 0; at < data.parts; at += 1) waiting.push("data/search-" + at + ".js");
    return new Promise(function (done) {
      if (!waiting.length) return done();
      window.fascicle.load(waiting, function () {
        (window.fascicleSearchParts || []).forEach(function (part) {
          part.forEach(function (texts, at) { data.documents[part.from + at].s = texts; });
        });
        done();
      }, done);
    });
  }
  var ready = parts().then(function () { return whole.addAllAsync(data.documents, { chunkSize: 50 }); }).then(function () { engine = whole; });

  // Problems, causes and what one feels are looked for more often than what is explained beside them.
  var WEIGHT = [3, 1.15, 1.1, 1, 1, 1.1, 0.9, 0.7];
  var OPTIONS = {
    boost: { t: 8, n: 7, s: 2.5, x: 0.6 },
    weights: { fuzzy: 0.25, prefix: 0.6 },
    tokenize: function (text) { return [text]; },
    processTerm: function (word) { return word; },
    boostDocument: function (id) { return WEIGHT[data.documents[id].k]; },
  };
  function search(query) { return engine.search(query, OPTIONS); }

  // Each document that one word of the query finds, with the best of the ways in which it can stand. A short beginning counts only
  // where no word is exactly that; what is spelt alike, only where the word stands nowhere.
  function wanted(word) {
    var best = new Map();
    function take(query, weight) {
      search(query).forEach(function (hit) { best.set(hit.id, Math.max(best.get(hit.id) || 0, hit.score * weight)); });
    }
    meant(word).forEach(function (one, at) { Array.from(new Set([one, stem(one)])).forEach(function (form) { take({ queries: [form] }, at ? 0.8 : 1); }); });
    var root = stem(word);
    if (word.length > 3 || !best.size) take({ queries: [word], prefix: word.length > 1 }, 1);
    if (root.length > 4) take({ queries: [root], prefix: true }, 0.7);
    if (best.size) return { found: best, known: true };
    if (word.length > 3) take({ queries: [word], prefix: word.length > 4, fuzzy: word.length > 7 ? 2 : 1 }, 1);
    return { found: best, known: false };
  }

  // The words of a text that say something, as one text, each in its first form.
  function core(text) {
    var all = words(text), told = all.filter(function (word) { return !ignored.has(word); });
    return " " + (told.length ? told : all).map(function (word) {
      var group = same.get(word) || same.get(stem(word));
      return stem(group ? group[0] : word);
    }).join(" ") + " ";
  }
  // A name that is the query stands first; then one that holds it, and one that it holds.
  function named(document, query) {
    var value = 1;
    // Reckoned when it is asked for first: for thousands of documents it takes time.
    document.names = document.names || [document.t].concat(document.n || []).map(core);
    document.names.forEach(function (name) {
      if (name === query) value = Math.max(value, 1000);
      else if (name.indexOf(query) >= 0) value = Math.max(value, 4);
      else if (name.length > 4 && query.indexOf(name) >= 0) value = Math.max(value, 1 + 7 * name.length / query.length);
    });
    return value;
  }

  // Best first: all words of the query count more than some. `unknown`: the words that stand nowhere.
  function hits(query) {
    var asked = words(query), told = asked.filter(function (word) { return !ignored.has(word); });
    if (!told.length) told = asked;
    if (!told.length) return { found: [], unknown: [] };
    if (!engine) return { found: names(told), unknown: [] };
    var parts = told.map(wanted), known = parts.filter(function (part) { return part.known; });
    var used = known.length ? known : parts;
    var by = new Map(), text = core(query);
    used.forEach(function (part) {
      part.found.forEach(function (score, id) {
        var at = by.get(id) || { id: id, score: 0, count: 0 };
        at.score += score;
        at.count += 1;
        by.set(id, at);
      });
    });
    var all = Array.from(by.values());
    var most = Math.max.apply(null, all.map(function (hit) { return hit.count; }).concat(0));
    // With half of the words or fewer it is about something else.
    all = all.filter(function (hit) { return hit.count === most || hit.count > used.length / 2; });
    all.forEach(function (hit) { hit.score *= Math.pow(hit.count / used.length, 3) * named(data.documents[hit.id], text); });
    all.sort(function (a, b) { return b.score - a.score || a.id - b.id; });
    var unknown = told.filter(function (word, at) { return !parts[at].known; });
    return { found: all.map(function (hit) { return data.documents[hit.id]; }), unknown: unknown };
  }

  // Before the index is there: documents with a name in which each word of the query begins a word.
  function names(told) {
    return data.documents.filter(function (document) {
      var all = " " + plain([document.t].concat(document.n || []).join(" "));
      return told.every(function (word) { return all.indexOf(" " + word) >= 0; });
    });
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
    // What the handbook does not cover: whom to call instead.
    if (hit.c) line.append.apply(line, all(".call", copy(".search__none")));
    return line;
  }

  // The words of the region `status` are read out; those on the screen stand with what was found.
  function show(place, status, query, most, level) {
    place.textContent = "";
    status.textContent = "";
    if (!query.trim()) return;
    var answer = hits(query), found = answer.found;
    if (!found.length && !engine) return;
    var count = found.length ? word("found").replace("{}", found.length) : word("none");
    if (found.length && answer.unknown.length) count = word("unknown").replace("{}", answer.unknown.join(", "));
    if (engine) status.textContent = count;
    if (!found.length) {
      place.append(copy(".search__none"));
      return;
    }
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
