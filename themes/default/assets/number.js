// A number may be typed, with a point or a comma; it goes to the answer whose range holds it. Loaded by `walk.js` where one is asked.
(function () {
  "use strict";
  var find = window.fascicle.find, all = window.fascicle.all;
  var place = find(".number__place");
  window.fascicle.number = true;
  place.append(window.fascicle.copy(".number__template"));
  var form = find(".number", place), input = find(".number__input", form), problem = find(".number__problem", form);
  var point = form.dataset.point;

  function say(text) {
    problem.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  function border(number) { return number === undefined ? "…" : number.replace(".", point); }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var text = input.value.trim().replace(",", ".").replace("−", "-");
    if (!/^-?\d+(\.\d+)?$/.test(text)) return say(problem.dataset.notNumber);
    var value = Number(text), min = form.dataset.min, max = form.dataset.max;
    if (value < Number(min) || value > Number(max)) {
      return say(problem.dataset.outside.replace("{}", border(min)).replace("{}", border(max)));
    }
    var links = all(".answers__link");
    var at = links.findIndex(function (link) {
      var from = link.dataset.from, below = link.dataset.below;
      return link.dataset.answer !== "unsure" && !(value < Number(from)) && !(value >= Number(below));
    });
    if (at < 0) return say(problem.dataset.notNumber);
    say("");
    location.href = window.fascicle.next(links[at], at, text);
  });
})();
