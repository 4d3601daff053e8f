// Stand-in of the admin's SDK: the same calls and the same messages, written for the sandbox.
(function () {
  "use strict";
  const script = document.currentScript;
  const api = script && script.src ? new URL("/api/v3/", script.src).href : "/api/v3/";

  function unhex(text) {
    if (!/^([0-9a-f]{2})+$/i.test(text)) return undefined;
    const bytes = Uint8Array.from(text.match(/../g), function (pair) { return parseInt(pair, 16); });
    try { return JSON.parse(new TextDecoder().decode(bytes)); } catch (error) { return undefined; }
  }

  const EcwidApp = {
    init: function (config) {
      if (EcwidApp.current) throw new Error("Already initialized");
      const faked = new URLSearchParams(location.search).get("devpayload");
      const payload = unhex(faked || location.hash.slice(1));
      const post = function (method, data) {
        window.parent.postMessage(JSON.stringify({ ecwidAppNs: config.app_id, method: method, data: data }), "*");
      };
      const storage = function (verb, key, value, done, failed) {
        const base = payload.domain || api;
        const request = new XMLHttpRequest();
        const token = encodeURIComponent(payload.access_token);
        request.open(verb, base + payload.store_id + "/storage/" + (key ? encodeURIComponent(key) : "") + "?token=" + token);
        request.onload = function () {
          if (request.status === 404) { if (done) done(null); return; }
          if (request.status >= 300) { if (failed) failed(request.statusText); return; }
          const answer = JSON.parse(request.responseText);
          if (done) done(verb === "GET" && key ? answer.value : answer);
        };
        request.onerror = function () { if (failed) failed("network"); };
        request.send(value);
      };
      const app = {
        ready: function () { post("ready", {}); },
        setSize: function (size) { post("setSize", { height: size.height + "px" }); },
        openPage: function (hash) { post("openPage", hash); },
        closeAppPopup: function () { post("closeAppPopup", {}); },
        getPayload: function () { return payload; },
        sendUserToUpgrade: function (features, plan, period) {
          post("upgradePlan", { features: features, plan: plan, period: period });
        },
        getAppStorage: function (key, done, failed) {
          if (typeof key === "function") storage("GET", "", undefined, key, done);
          else storage("GET", key, undefined, done, failed);
        },
        setAppStorage: function (values, done, failed) {
          const keys = Object.keys(values);
          let left = keys.length;
          keys.forEach(function (key) {
            storage("POST", key, values[key], function () { left -= 1; if (!left && done) done(); }, failed);
          });
        },
        setAppPublicConfig: function (value, done) { storage("POST", "public", value, done); },
        getAppPublicConfig: function (done) { storage("GET", "public", undefined, done); },
      };
      if (config.autoloadedflag) {
        if (document.readyState === "complete") app.ready();
        else window.addEventListener("load", app.ready);
      }
      if (config.autoheight) {
        let last = -1;
        setInterval(function () {
          const height = document.documentElement.offsetHeight;
          if (height !== last) { last = height; app.setSize({ height: height }); }
        }, 333);
      }
      EcwidApp.current = app;
      ["openPage", "closeAppPopup", "ready", "setSize", "getPayload", "getAppStorage", "setAppStorage",
       "setAppPublicConfig", "getAppPublicConfig", "sendUserToUpgrade"].forEach(function (name) {
        EcwidApp[name] = app[name];
      });
      return app;
    },
  };
  window.EcwidApp = EcwidApp;
})();
