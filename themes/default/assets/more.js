// On every page, after all that a reader waits for: tools at the foot, links to headings, the pages that a reader gathers.
(function () {
  "use strict";
  var find = window.fascicle.find, all = window.fascicle.all, copy = window.fascicle.copy, root = window.fascicle.root;

  function tools() {
    var part = copy(".tools__template");
    if (!part) return;
    all("input", part).forEach(function (input) {
      input.checked = input.value === (window.fascicle.theme() || "system");
      input.addEventListener("change", function () {
        try { localStorage.setItem(window.fascicle.key, input.value); } catch (error) { /* not kept, but shown */ }
        window.fascicle.paint(input.value);
      });
    });
    find(".tools__print", part).addEventListener("click", function () { window.print(); });
    find(".tools__template").after(part);
  }

  function anchors() {
    all("main h2[id], main h3[id]").forEach(function (heading) {
      var link = find("a", copy(".anchor__template"));
      link.href = "#" + encodeURIComponent(heading.id);
      link.setAttribute("aria-label", link.getAttribute("aria-label") + " " + heading.textContent.trim());
      heading.append(" ", link);
    });
  }

  // My pages: gathered on this device by their names in the printed handbook. The address of the page that shows them holds them too,
  // so that it can be passed on.
  var STORE = "fascicle-pages " + root;
  function gathered() {
    try { return (localStorage.getItem(STORE) || "").split(",").filter(Boolean); } catch (error) { return []; }
  }
  // The answers in a guide that stand among them: one trail, kept by `walk.js`.
  function answers() {
    try { return localStorage.getItem("fascicle-answers " + root) || ""; } catch (error) { return ""; }
  }
  function mine() {
    var button = find(".tools__mine"), list = find(".tools__list"), id = document.body.dataset.print;
    if (!button) return;
    function show() {
      var ids = gathered(), here = ids.indexOf(id) >= 0, way = answers();
      button.hidden = !id;
      button.textContent = here ? button.dataset.remove : button.dataset.add;
      list.hidden = !ids.length && !way;
      list.textContent = list.dataset.words.replace("{}", ids.length + (way ? 1 : 0));
      list.href = list.dataset.to + "#only=" + ids.map(encodeURIComponent).join(",") + (way ? "&way=" + way : "");
    }
    window.addEventListener("fascicle-answers", show);
    button.addEventListener("click", function () {
      var ids = gathered(), at = ids.indexOf(id);
      if (at >= 0) ids.splice(at, 1); else ids.push(id);
      try { localStorage.setItem(STORE, ids.join(",")); } catch (error) { /* this browser keeps nothing */ }
      show();
    });
    show();
  }
  function only() {
    var match = /^#only=([^&]*)/.exec(location.hash), sections = all(".printed__section");
    if (!match || !sections.length) return;
    var ids = match[1].split(",").map(function (id) { try { return decodeURIComponent(id); } catch (error) { return id; } });
    sections.forEach(function (section) { section.hidden = ids.indexOf(section.id) < 0; });
    var title = find(".printed__title");
    title.textContent = title.dataset.mine;
    find(".printed__hint").hidden = true;
    if (location.hash.indexOf("&way=") > 0 && !window.fascicle.next) window.fascicle.load(["walk.js"], function () { /* it draws the answers */ });
  }

  tools();
  anchors();
  mine();
  only();
  window.addEventListener("hashchange", only);
  // An explanation goes away without moving the pointer or the focus (WCAG 1.4.13).
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") all(".term").forEach(function (term) { term.classList.add("term--quiet"); });
  });
  ["pointerover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (!event.target.closest || !event.target.closest(".term")) {
        all(".term--quiet").forEach(function (term) { term.classList.remove("term--quiet"); });
      }
    });
  });
})();
