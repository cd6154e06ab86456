// Files: dropped anywhere on the form, sent with a bar that tells how far. The form works without.
(function () {
  "use strict";

  var form = document.querySelector("form[data-wm-upload]");
  if (!form || !window.FormData) return;
  var input = form.querySelector("input[type=file]");
  var box = form.querySelector("[data-wm-upload-progress]");
  var bar = box.querySelector("progress"), words = box.querySelector("[role=status]");
  var button = form.querySelector("button[type=submit]");
  var limit = Number(form.dataset.wmLimit) || Infinity;
  var sending = false;

  function size(bytes) {
    return bytes < 1e6 ? Math.ceil(bytes / 1e3) + " kB" : Math.round(bytes / 1e5) / 10 + " MB";
  }

  function say(text) {
    box.hidden = false;
    if (words.textContent !== text) words.textContent = text;
  }

  // The server's answer in place of this page: it tells what is wrong.
  function showAnswer(text) {
    var answer = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    if (!answer) { say("That did not work. Try again, or ask whoever runs this installation."); return; }
    var main = document.getElementById("main");
    main.replaceChildren.apply(main, Array.from(document.adoptNode(answer).childNodes));
    main.focus();
    window.scrollTo(0, 0);
  }

  function send() {
    var files = Array.from(input.files || []);
    if (!files.length) { form.submit(); return; }
    var total = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    if (total > limit) {
      bar.hidden = true;
      say("That is " + size(total) + ", and at most " + size(limit) + " can be sent at a time. Nothing was sent. "
        + "Choose fewer months, or split the file; whoever runs this installation can load larger files.");
      return;
    }
    sending = true;
    button.disabled = true;
    bar.hidden = false;
    var request = new XMLHttpRequest();
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) return;
      bar.value = 100 * event.loaded / event.total;
      say(event.loaded < event.total ? size(event.loaded) + " of " + size(event.total) + " sent"
        : "All sent; looking what it is");
    });
    request.addEventListener("load", function () {
      if (request.status >= 200 && request.status < 300 && request.responseURL !== location.href) {
        location.assign(request.responseURL);
      } else if (request.status >= 200 && request.status < 300) {
        location.reload();
      } else {
        showAnswer(request.responseText);
      }
    });
    request.addEventListener("error", function () {
      sending = false;
      button.disabled = false;
      say("The connection broke off. Nothing was taken in; try again.");
    });
    request.open("POST", form.action || location.href);
    request.send(new FormData(form));
    say("Sending");
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!sending) send();
  });
  ["dragover", "dragenter"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (!event.dataTransfer || Array.from(event.dataTransfer.types).indexOf("Files") < 0) return;
      event.preventDefault();
      form.classList.add("ev-drop--over");
    });
  });
  document.addEventListener("dragleave", function (event) {
    if (!event.relatedTarget) form.classList.remove("ev-drop--over");
  });
  document.addEventListener("drop", function (event) {
    form.classList.remove("ev-drop--over");
    if (!event.dataTransfer || !event.dataTransfer.files.length || sending) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    send();
  });
})();
