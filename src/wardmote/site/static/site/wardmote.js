// What makes pages quicker to use. Every page works without it.
(function () {
  "use strict";

  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
  // Our own messages stand at the head of the page and at the field; the browser's bubbles would hide them.
  document.querySelectorAll("form").forEach(function (form) { form.noValidate = true; });

  var govuk = window.govukFrontend, options = { Button: { preventDoubleClick: true } };
  if (govuk) {
    Object.keys(govuk).forEach(function (name) {
      if (name !== "createAll") govuk.createAll(govuk[name], options[name]);
    });
  }

  // ---- long work: ask how far it is; when it has ended, load the page that tells ----
  document.querySelectorAll("[data-wm-progress]").forEach(function (box) {
    var url = box.dataset.wmProgress;
    if (!url) return;
    var bar = box.querySelector("progress"), words = box.querySelector("[role=status]"), wait = 1000;

    function show(state) {
      if (state.total) {
        bar.max = state.total;
        bar.value = state.done;
      }
      if (state.words && words.textContent !== state.words) words.textContent = state.words;
    }

    function ask() {
      fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (answer) {
          if (answer.redirected) { location.reload(); return null; } // signed out: the page leads to signing in
          if (answer.status === 404) return null; // nothing to ask any more
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        })
        .then(function (state) {
          if (!state) return;
          show(state);
          if (state.ended) { location.assign(state.url || location.href); return; }
          wait = Math.min(wait * 1.2, 5000);
          setTimeout(ask, wait);
        })
        .catch(function () { wait = Math.min(wait * 2, 30000); setTimeout(ask, wait); });
    }

    setTimeout(ask, wait);
  });
})();
