// Added to more.js where the site can be kept for reading offline: registers the worker, and says when a page is a saved copy.
// Opened from disk it does nothing.
(function () {
  "use strict";
  var workers = navigator.serviceWorker, root = window.fascicle.root;
  if (location.protocol.slice(0, 4) !== "http" || !workers) return;
  var find = window.fascicle.find;

  function tell() {
    var shown = find(".offline");
    if (navigator.onLine && shown) shown.remove();
    if (navigator.onLine || shown || !workers.controller) return;
    var channel = new MessageChannel();
    channel.port1.onmessage = function (event) {
      var part = window.fascicle.copy(".offline__template"), line = find(".offline", part);
      var day = new Date(event.data).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });
      line.textContent = line.textContent.replace("{}", day);
      if (!find(".offline")) document.body.prepend(part);
    };
    workers.controller.postMessage("saved", [channel.port2]);
  }

  var manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = root + "manifest.webmanifest";
  document.head.append(manifest);
  tell();
  workers.register(root + "sw.js").catch(function () { /* only without a copy */ });
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
})();
