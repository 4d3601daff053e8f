// The simulated admin: menu, hash addresses, and the parent's half of the frame protocol.
(function () {
  "use strict";
  const shop = document.body.dataset.shop, app = document.body.dataset.app, at = "/store/" + shop;

  function address(hash) {
    const text = hash.replace(/^#/, "").replace(/:openWithoutScrolling=true$/, "");
    const cut = text.indexOf(":");
    const place = cut < 0 ? text : text.slice(0, cut);
    const values = new URLSearchParams(cut < 0 ? "" : text.slice(cut + 1));
    const parent = values.get("parent-menu"), wanted = document.body.dataset.parent;
    if (place === "app" && values.get("name") === app && (!parent || wanted === "any" || wanted === parent)) {
      const state = values.get("app_state");
      return at + "/app" + (state ? "?app_state=" + encodeURIComponent(state) : "");
    }
    if (place === "product" && values.get("id")) return at + "/products/" + encodeURIComponent(values.get("id"));
    if (place === "order" && values.get("id")) return at + "/orders/" + encodeURIComponent(values.get("id"));
    if (place === "billing") return at + "/settings#plan";
    if (place === "apps") return at + "/apps";
    return { products: at + "/products", orders: at + "/orders", settings: at + "/settings" }[place] || "";
  }

  function follow() {
    const target = location.hash.length > 1 ? address(location.hash) : "";
    if (target) location.replace(target);
  }
  follow();
  addEventListener("hashchange", follow);

  const button = document.querySelector(".menu-button"), menu = document.querySelector(".menu");
  if (button) button.addEventListener("click", function () {
    button.setAttribute("aria-expanded", String(menu.classList.toggle("open")));
  });

  const box = document.querySelector(".frame");
  if (!box) return;
  const frame = box.querySelector("iframe"), upgrade = document.querySelector("dialog.upgrade");
  const fail = setTimeout(function () {
    box.classList.add("failed");
    box.querySelector(".frame-error").hidden = false;
  }, Number(box.dataset.seconds) * 1000);

  const methods = {
    ready: function () {
      clearTimeout(fail);
      box.classList.remove("failed");
      box.querySelector(".frame-error").hidden = true;
      box.classList.add("ready");
    },
    setSize: function (data) {
      const height = parseInt(data && data.height, 10);
      if (height > 0) frame.style.height = height + "px", frame.style.minHeight = "0";
    },
    openPage: function (data) {
      const target = address(String(data));
      if (target) location.assign(target);
    },
    closeAppPopup: function () { location.assign(at + "/apps"); },
    upgradePlan: function (data) {
      upgrade.querySelector("[data-features]").textContent = ((data && data.features) || []).join(", ");
      upgrade.showModal();
    },
  };
  addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow) return;
    let message;
    try { message = JSON.parse(event.data); } catch (error) { return; }
    if (message && message.ecwidAppNs === app && methods[message.method]) methods[message.method](message.data);
  });
  box.querySelector("[data-reload]").addEventListener("click", function () { location.reload(); });
  upgrade.querySelector("[data-close]").addEventListener("click", function () { upgrade.close(); });
})();
