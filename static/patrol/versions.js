/* The worker that opens this page without a network, and the change to a newer version of the page. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { page, form, sender } = patrol;
  const workers = root.navigator.serviceWorker;
  const HOUR = 60 * 60 * 1000;
  let waiting = null;
  let wanted = false;

  function offer(worker) {
    waiting = worker;
    page.byId("newer").hidden = false;
  }

  function watch(registration) {
    if (registration.waiting && workers.controller) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      if (!worker) return;
      worker.addEventListener("statechange", () => {
        if (worker.state === "installed" && workers.controller) offer(worker);
      });
    });
    setInterval(() => registration.update().catch(() => {}), HOUR);
  }

  async function register() {
    if (!workers) return;
    workers.addEventListener("controllerchange", () => wanted && root.location.reload());
    try {
      const registration = await workers.register(document.body.dataset.worker);
      watch(registration);
      sender.use(registration);
    } catch (problem) {
      /* Without a worker the page works as long as it is open; 更多 says so. */
    }
  }

  /* What is being written is kept first; the new page opens it again. */
  async function update() {
    await form.keep();
    wanted = true;
    if (waiting) waiting.postMessage("take over");
  }

  patrol.versions = { register, update };
})(self);
