// Follows the builds of `fascicle serve`: reloads the page after a good one, shows what is wrong with the handbook.
// It is added by the server and is never part of a built site.
const PANEL = "fascicle-problems";
const STYLE = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;margin:0;padding:.6rem 1.5rem;font:14px/1.5 ui-monospace,Consolas,monospace;color:#fff;border-top:4px solid ";
const events = new EventSource("/__fascicle/events");
// The build from which this page comes; another one after a restart of the server.
let build;
events.addEventListener("hello", (event) => {
  if (build && build !== event.data) location.reload();
  build = event.data;
});
events.addEventListener("reload", () => location.reload());
events.addEventListener("problems", (event) => {
  const problems = JSON.parse(event.data);
  // A page that consists of the problems says them itself.
  const own = document.querySelector("[data-problems]");
  if (own) {
    own.textContent = problems.text;
    return;
  }
  document.getElementById(PANEL)?.remove();
  const panel = document.body.appendChild(document.createElement("details"));
  const summary = panel.appendChild(document.createElement("summary"));
  const text = panel.appendChild(document.createElement("div"));
  panel.id = PANEL;
  panel.open = problems.stops;
  panel.setAttribute("role", problems.stops ? "alert" : "status");
  panel.style.cssText = STYLE + (problems.stops ? "#ffa39b;background:#2b0503" : "#ffd479;background:#2b2003");
  summary.style.cssText = "cursor:pointer;font-weight:bold;min-height:24px";
  summary.textContent = problems.stops ? problems.counted + ": this is the last good site" : problems.counted;
  text.style.cssText = "white-space:pre-wrap";
  text.textContent = problems.text;
});

// PDFs take seconds, so that they are made only when somebody asks for one.
const pdfs = document.body.appendChild(document.createElement("a"));
pdfs.href = "/__fascicle/pdfs";
pdfs.textContent = "PDFs";
pdfs.style.cssText = "position:fixed;inset:auto 1rem 3rem auto;z-index:98;padding:.3rem .8rem;background:#222;color:#fff;font:14px/1.5 sans-serif";
