/* Storelane's own little script: the admin's frame, failures, menus, copying, and forms that send themselves. */
(function () {
  "use strict";
  var body = document.body, live = document.getElementById("live");

  function inFrame() { return window.parent !== window; }
  if (inFrame() && window.EcwidApp) {
    window.EcwidApp.init({ app_id: body.dataset.app, autoloadedflag: true, autoheight: true });
  }

  function say(text) {
    live.textContent = text;
    live.hidden = false;
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(function () { live.hidden = true; }, 8000);
  }
  document.addEventListener("htmx:sendError", function () { say(live.dataset.error); });
  document.addEventListener("htmx:timeout", function () { say(live.dataset.error); });

  /* A page opened without the admin's encrypted payload may carry a plain one behind the address's hash. */
  document.querySelectorAll("[data-plain-payload]").forEach(function (form) {
    if (/^#[0-9a-f]{20,}$/i.test(location.hash)) {
      form.elements.payload.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname);
      form.submit();
    } else { form.hidden = true; }
  });

  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(function () { copy.textContent = copy.dataset.copied; });
    }
    var plan = event.target.closest("[data-upgrade]");
    if (plan && window.EcwidApp) { window.EcwidApp.sendUserToUpgrade(plan.dataset.upgrade.split(" ")); }
    var admin = event.target.closest("[data-open-page]");
    if (admin && inFrame() && window.EcwidApp) { event.preventDefault(); window.EcwidApp.openPage(admin.dataset.openPage); }
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    var close = document.querySelector("[data-close]");
    if (close) { close.click(); }
  });

  /* After a swap the focus goes where the new part says; a new page is read from its start. */
  document.addEventListener("htmx:afterSettle", function (event) {
    var wanted = event.target.querySelector && event.target.querySelector("[data-focus]");
    if (wanted) { wanted.focus({ preventScroll: false }); }
    if (event.detail.boosted) { document.getElementById("main").focus({ preventScroll: true }); }
  });
})();
