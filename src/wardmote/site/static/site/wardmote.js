// What makes pages quicker to use. Every page works without it.
(function () {
  "use strict";

  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
  // Our own messages stand at the head of the page and at the field; the browser's bubbles would hide them.
  document.querySelectorAll("form").forEach(function (form) { form.noValidate = true; });

  var govuk = window.govukFrontend;
  if (govuk) {
    Object.keys(govuk).forEach(function (name) {
      if (name !== "createAll") govuk.createAll(govuk[name]);
    });
  }

  // ---- tables: sort without asking the server, where every row is on the page ----
  var collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

  function keyOf(row, place) {
    var cell = row.cells[place];
    var key = cell.dataset.sort;
    return key === undefined ? cell.textContent.trim() : key;
  }

  function sortRows(table, place, descending) {
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      var x = keyOf(a, place), y = keyOf(b, place);
      if (x === "" || y === "") return (x === "") - (y === "");
      var order = x - y;
      if (Number.isNaN(order)) order = collator.compare(x, y);
      return descending ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  var ARROWS = { ascending: "M5 0 10 6H0z", descending: "M0 8h10l-5 6z", "": "M5 0 10 6H0zM0 8h10l-5 6z" };

  function mark(header, direction) {
    if (direction) header.setAttribute("aria-sort", direction);
    else header.removeAttribute("aria-sort");
    var path = header.querySelector("svg path");
    if (!path) return;
    path.setAttribute("d", ARROWS[direction]);
    if (direction) path.removeAttribute("fill-opacity");
    else path.setAttribute("fill-opacity", "0.45");
  }

  document.querySelectorAll("table[data-wm-table]").forEach(function (table) {
    table.tHead.addEventListener("click", function (event) {
      var link = event.target.closest("a[data-wm-sort]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      var header = link.closest("th");
      var place = Number(link.dataset.wmSort);
      var now = header.getAttribute("aria-sort");
      var descending = now ? now === "ascending" : header.classList.contains("wm-number");
      sortRows(table, place, descending);
      Array.from(table.tHead.rows[0].cells).forEach(function (cell) { mark(cell, ""); });
      mark(header, descending ? "descending" : "ascending");
      var address = new URL(location.href);
      address.searchParams.set(table.dataset.wmTable + "-sort", (descending ? "-" : "") + place);
      history.replaceState(null, "", address);
    });
  });

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
