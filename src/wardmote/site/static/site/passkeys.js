// Passkeys: a button asks the browser for one, and the form around it takes the answer to the server.
// In: <p data-wm-passkey="create|get" hidden> with the button, what the server asks for in #passkey-options
// (at sign-in it is fetched from the form's address), and a field "credential". Without script, and where the
// browser has no passkeys, what it stands in stays hidden.
(function () {
  "use strict";
  var json = window.webauthnJSON;
  var named = !/^[\d.]+$|:/.test(location.hostname); // passkeys belong to a name, never to a number
  if (!json || !json.supported() || !named) return;

  function options(form) {
    var here = document.getElementById("passkey-options");
    if (here) return Promise.resolve(JSON.parse(here.textContent));
    return fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      });
  }

  function ask(kind, told) {
    if (kind === "get") return json.get(told.request_options);
    var wanted = told.creation_options;
    wanted.publicKey.authenticatorSelection.residentKey = "required"; // it signs in by itself
    wanted.publicKey.authenticatorSelection.requireResidentKey = true;
    return json.create(wanted);
  }

  document.querySelectorAll("[data-wm-passkey]").forEach(function (box) {
    var button = box.querySelector("button"), form = button.form, trouble = box.querySelector("[role=alert]");
    box.hidden = false;
    button.addEventListener("click", function (event) {
      event.preventDefault();
      trouble.textContent = "";
      options(form)
        .then(function (told) { return ask(box.dataset.wmPasskey, told); })
        .then(function (credential) {
          form.elements.credential.value = JSON.stringify(credential);
          form.submit();
        })
        .catch(function () { trouble.textContent = trouble.dataset.wmTrouble; });
    });
  });
})();
