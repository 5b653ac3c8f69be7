// Follows the builds of `fascicle serve`: reloads the page after a good one, shows the problems after a bad one.
// It is added by the server and is never part of a built site.
const panelId = "fascicle-problems";
const events = new EventSource("/__fascicle/events");
events.addEventListener("reload", () => location.reload());
events.addEventListener("problems", (event) => {
  const panel = document.getElementById(panelId) ?? document.body.appendChild(document.createElement("div"));
  panel.id = panelId;
  panel.setAttribute("role", "alert");
  panel.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;margin:0;padding:1rem 1.5rem;background:#2b0503;color:#fff;border-top:4px solid #ffa39b;font:14px/1.5 ui-monospace,Consolas,monospace;white-space:pre-wrap";
  panel.textContent = JSON.parse(event.data);
});
