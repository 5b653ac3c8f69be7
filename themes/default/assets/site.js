// On every page, in the head: first the choice of colours, so that nothing flashes; then what only a script can offer.
// All text stands in <template>s of the page, in the page's language. Without this file every page reads and links.
(function () {
  "use strict";
  var root = document.documentElement;
  var assets = document.currentScript.src.replace(/[^/]*$/, "");
  var KEY = "fascicle-theme";

  function stored() {
    try { return localStorage.getItem(KEY); } catch (error) { return null; }
  }
  function paint(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }
  paint(stored());
  // Asked for before the style is read; a browser may not ask so on a page from disk.
  if (location.protocol !== "file:") ["regular", "bold"].forEach(function (weight) {
    var link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", crossOrigin: "", href: assets + "fonts/" + weight + ".woff2" });
    document.head.append(link);
  });

  function find(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.from((within || document).querySelectorAll(selector)); }
  function copy(selector) {
    var template = find(selector);
    return template && document.importNode(template.content, true);
  }
  // Scripts in the order in which they are named; a page opened from disk can load nothing else.
  function load(names, then, failed) {
    var waiting = names.length;
    names.forEach(function (name) {
      var script = document.createElement("script");
      script.async = false;
      script.src = assets + name;
      script.onload = function () { waiting -= 1; if (!waiting) then(); };
      script.onerror = failed || null;
      document.head.append(script);
    });
  }
  window.fascicle = { find: find, all: all, copy: copy, load: load, paint: paint, theme: stored, key: KEY, root: assets.replace(/assets\/$/, "") };

  function search() {
    var box = find(".search");
    var part = box && copy(".search__template");
    if (!part) return;
    box.append(part);
    find(".search__link", box).remove();
    var input = find(".search__input", box);
    var page = find(".search-page");
    // There is no key to press on a phone.
    if (window.matchMedia("(hover: hover)").matches) input.placeholder = input.dataset.hint;
    function start() {
      input.removeEventListener("focus", start);
      var style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = assets + "search/search.css";
      document.head.append(style);
      load(["search/minisearch.js", "data/search.js", "search/search.js"], function () {
        window.fascicle.search(box, page);
      }, function () {
        var panel = find(".search__panel", box);
        panel.textContent = find("[data-word=failed]", copy(".search__words")).textContent;
        panel.hidden = false;
      });
    }
    input.addEventListener("focus", start);
    if (page) start();
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    search();
    load(["more.js"], function () { /* it does its work by itself */ });
  });
})();
