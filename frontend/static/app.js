/* Storelane's own little script: the admin's frame, failures, menus, copying and focus. Behaviour hangs on data- attributes. */
(function () {
  "use strict";
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const framed = window.parent !== window;
  const admin = () => (framed && window.EcwidApp) || null;

  if (admin()) { admin().init({ app_id: document.body.dataset.app, autoloadedflag: true, autoheight: true }); }

  /* The region is looked up each time: following a link replaces the whole body. In the admin the frame is as high as
     the page, so the words stand where the person acted, not at the end of the window. */
  let hiding;
  function say(event) {
    const live = document.getElementById("live"), place = event.detail.elt.getBoundingClientRect();
    live.textContent = live.dataset.error;
    live.hidden = false;
    live.style.top = `${Math.max(8, place.bottom + 10)}px`;
    clearTimeout(hiding);
    hiding = setTimeout(() => { live.hidden = true; }, 8000);
  }
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  /* An error that is not a page of ours (a proxy's, a bare refusal) never replaces a part of the page. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail, header = (name) => xhr.getResponseHeader(name) || "";
    const ours = header("x-request-id") && header("content-type").startsWith("text/html");
    if (xhr.status >= 400 && !ours) { event.detail.shouldSwap = false; say(event); }
  });

  /* A page opened without the admin's encrypted payload may carry a plain one behind the address's hash. */
  all("form[data-plain-payload]").forEach((form) => {
    if (/^#[0-9a-f]{20,}$/i.test(location.hash)) {
      form.elements.payload.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname);
      form.submit();
    } else { form.hidden = true; }
  });

  document.addEventListener("click", (event) => {
    const at = (name) => event.target.closest(`[data-${name}]`);
    const copy = at("copy"), plan = at("upgrade"), page = at("open-page");
    if (copy) { navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.copied; }); }
    if (plan && admin()) { admin().sendUserToUpgrade(plan.dataset.upgrade.split(" ")); }
    if (page && admin()) { event.preventDefault(); admin().openPage(page.dataset.openPage); }
    all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) { menu.open = false; } });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { return; }
    const menu = document.querySelector("details[data-menu][open]"), close = document.querySelector("[data-close]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (close) { close.click(); }
  });

  /* Ticking [data-tick-all="name"] ticks every box of that name in the same form. */
  document.addEventListener("change", (event) => {
    const { tickAll } = event.target.dataset;
    if (tickAll) { all(`input[name="${tickAll}"]:not(:disabled)`, event.target.form).forEach((box) => { box.checked = event.target.checked; }); }
  });

  /* What asks again by itself leaves a part alone in which somebody reads a panel or has a menu open, and one in which
     something was pressed: the answer, still to come, would find its place gone. */
  const read = (part) => part.querySelector(".panel-cell, details[open]:not([hx-preserve]), [name=listing]:checked, [name=order]:checked");
  const used = (part, by) => read(part) || all(".htmx-request", part).some((each) => each !== by);
  const byItself = ({ requestConfig }) => !requestConfig.triggeringEvent;
  let asking = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (byItself(event.detail) && used(event.target, event.detail.elt)) { event.preventDefault(); }
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    asking = byItself(detail) ? detail.requestConfig.elt : null;
    if (asking && used(detail.target, asking)) { detail.shouldSwap = false; }
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (asking ? used(detail.target, asking) : read(detail.target)) { detail.shouldSwap = false; }
  });

  /* On a phone the tab of this page may stand outside; a picture that cannot be had leaves its quiet place. */
  function tidy() {
    all(".tabs [aria-current]").forEach((tab) => { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 24; });
    all("img.pic").forEach((image) => { if (image.complete && image.src && !image.naturalWidth) { image.removeAttribute("src"); } });
  }
  tidy();
  document.addEventListener("htmx:afterSettle", tidy);
  document.addEventListener("error", (event) => {
    if (event.target.matches && event.target.matches("img.pic")) { event.target.removeAttribute("src"); }
  }, true);

  /* Parts of a form come back while somebody goes on typing in it: what was typed since stays, and so does the place. */
  const typing = {};
  function keep() {
    const field = document.activeElement;
    typing.id = field && field.id && field.closest("[data-typing]") ? field.id : "";
    if (typing.id) { Object.assign(typing, { value: field.value, start: field.selectionStart, end: field.selectionEnd }); }
  }
  function giveBack(event) {
    const field = typing.id && (document.getElementById(typing.id) || event.target.querySelector("input:not([type=hidden]), select, textarea"));
    if (!field) { return; }
    if (field !== document.activeElement) { field.focus({ preventScroll: true }); }
    if (field.id === typing.id && field.tagName !== "BUTTON" && field.value !== typing.value) {
      field.value = typing.value;
      if (typing.start !== null && field.setSelectionRange) { try { field.setSelectionRange(typing.start, typing.end); } catch { /* a date has no selection */ } }
    }
  }
  document.addEventListener("htmx:oobBeforeSwap", keep);
  document.addEventListener("htmx:oobAfterSwap", giveBack);

  /* [data-counts="id"] says how much of a text is used up. */
  document.addEventListener("input", (event) => {
    all(`[data-counts="${CSS.escape(event.target.id)}"] > span`, event.target.form || document).forEach((line) => {
      const text = event.target.value.trim(), used = "bytes" in line.dataset ? new TextEncoder().encode(text).length : Array.from(text).length;
      line.firstElementChild.textContent = used.toLocaleString(document.documentElement.lang);
    });
  });

  /* After a swap the focus goes where the new part says; a new page is read from its start. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const wanted = (event.detail.boosted ? document : event.target).querySelector("[data-focus]");
    const closed = event.target.hidden && document.querySelector(`[aria-controls="${event.target.id}"]`);
    if (wanted) { wanted.focus(); } else if (closed) { closed.focus(); } else if (event.detail.boosted) { document.getElementById("main").focus({ preventScroll: true }); }
  });
})();
